import { expect, test } from "vitest";
import { ageOf, parseDuration, shortDuration } from "./duration.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  ["90s", 90 * SECOND],
  ["10m", 10 * MINUTE],
  ["1h30m", 90 * MINUTE],
  ["1.5h", 90 * MINUTE],
  ["2d", 2 * DAY],
  ["250ms", 250],
  ["30", 30 * SECOND],
  ["0", 0],
])("%s is a duration", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "soon", "10 m", "-5m", "m", "5mm", "1h30"])("'%s' is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

// kubectl's own numbers: k8s.io/apimachinery/pkg/util/duration, HumanDuration.
test.each([
  [0, "0s"],
  [119 * SECOND, "119s"],
  [120 * SECOND, "2m"],
  [5 * MINUTE + 30 * SECOND, "5m30s"],
  [10 * MINUTE + 30 * SECOND, "10m"],
  [179 * MINUTE, "179m"],
  [3 * HOUR, "3h"],
  [7 * HOUR + 59 * MINUTE, "7h59m"],
  [47 * HOUR, "47h"],
  [3 * DAY + 2 * HOUR, "3d2h"],
  [9 * DAY + 2 * HOUR, "9d"],
  [-5, "0s"],
])("%d ms are written %s", (ms, text) => {
  expect(shortDuration(ms)).toBe(text);
});

test("an age is the time since, or a dash", () => {
  expect(ageOf("2026-01-01T00:00:00Z", new Date("2026-01-01T00:01:00Z"))).toBe("60s");
  expect(ageOf(undefined, new Date())).toBe("-");
});
