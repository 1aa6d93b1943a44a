import { expect, test } from "vitest";
import { durationMs } from "./duration.ts";

test.each([
  ["0s", 0],
  ["15s", 15_000],
  ["90m", 5_400_000],
  ["1h", 3_600_000],
  ["1h30m", 5_400_000],
  ["", undefined],
  ["15", undefined],
  ["1d", undefined],
  ["-1s", undefined],
])("%j is %s ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});
