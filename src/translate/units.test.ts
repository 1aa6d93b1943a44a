import { expect, test } from "vitest";
import { cpuUnits, memoryMiB } from "./units.ts";

test("cpu is read in units and in vCPUs", () => {
  expect(["1024", "1 vCPU", "1vcpu", ".25 vCPU", "0.5 VCPU", " 256 "].map(cpuUnits)).toEqual([
    1024, 1024, 1024, 256, 512, 256,
  ]);
});

test("memory is read in MiB and in GB", () => {
  expect(["512", "1GB", "1 gb", "0.5GB", ".5 GB"].map(memoryMiB)).toEqual([512, 1024, 1024, 512, 512]);
});

test("what is no whole number of units is not read", () => {
  expect(["", "one", "1.5", "1 GB", "0.3 vCPU", "-1", "1e3", "1 vCPU x", "."].map(cpuUnits)).toEqual(
    Array.from({ length: 9 }, () => undefined),
  );
  expect(["1 vCPU", "1G", "512MB", "0.3GB"].map(memoryMiB)).toEqual(Array.from({ length: 4 }, () => undefined));
});
