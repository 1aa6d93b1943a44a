import { expect, test } from "vitest";
import { nanoUnits, sameQuantity } from "./quantity.ts";

test.each([
  ["0.5", "500m"],
  ["1024Mi", "1Gi"],
  ["1", "1000m"],
  [2, "2"],
  ["1k", "1000"],
  ["1e3", "1k"],
  ["1E3", "1000"],
  ["1.5Gi", "1536Mi"],
  [".5", "500m"],
  ["100u", "100000n"],
  ["128974848", "123Mi"],
])("%s is the same amount as %s", (a, b) => {
  expect(sameQuantity(a, b)).toBe(true);
});

test.each([
  ["1G", "1Gi"],
  ["1", "1m"],
  ["1", "-1"],
  ["1Mi", "1mi"],
])("%s is not the same amount as %s", (a, b) => {
  expect(sameQuantity(a, b)).toBe(false);
});

test.each(["", "abc", "1 Gi", "Gi", "1KiB", "--1"])("%j is no quantity", (text) => {
  expect(nanoUnits(text)).toBeUndefined();
});
