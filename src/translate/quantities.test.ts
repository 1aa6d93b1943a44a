import { expect, test } from "vitest";
import { cpuQuantity, memoryQuantity } from "./quantities.ts";

test("CPU units are rounded down to millicores, and whole cores are written without a unit", () => {
  expect([0, 1, 2, 85, 256, 1024, 1536, 4096].map(cpuQuantity)).toEqual([
    "0",
    "0",
    "1m",
    "83m",
    "250m",
    "1",
    "1500m",
    "4",
  ]);
});

test("memory is written with the largest unit that divides it, as the API server echoes it", () => {
  expect([0, 6, 256, 1024, 1536, 30_720, 1_048_576].map(memoryQuantity)).toEqual([
    "0Mi",
    "6Mi",
    "256Mi",
    "1Gi",
    "1536Mi",
    "30Gi",
    "1Ti",
  ]);
});
