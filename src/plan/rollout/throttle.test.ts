import { describe, expect, test } from "vitest";
import type { RolloutNotes } from "../../api/kinds/service.ts";
import { delayMs, nextNotes } from "./throttle.ts";

const at = (seconds: number) => new Date(Date.parse("2026-02-03T04:00:00Z") + seconds * 1000);
const time = (seconds: number) => at(seconds).toISOString().replace(".000Z", "Z");
const failure = (created: number) => ({ createdAt: time(created) });

/** What is known after failures of tasks, and with healthy tasks, created at these seconds; at a second. */
function notesAfter(
  previous: RolloutNotes | undefined,
  now: number,
  { failed = [], healthy = [], resets = true }: { failed?: number[]; healthy?: number[]; resets?: boolean },
) {
  return nextNotes(
    previous,
    "d",
    { failures: failed.map(failure), healthy: healthy.map(failure) },
    { resets },
    at(now),
  );
}

test("the delay is 5 s, doubles, and ends at 15 minutes", () => {
  expect([1, 2, 3, 8, 9, 30].map(delayMs)).toEqual([5_000, 10_000, 20_000, 640_000, 900_000, 900_000]);
});

describe("tasks that fail", () => {
  const first = notesAfter(undefined, 10, { failed: [0, 0] });

  test("are counted, and delay the next attempt", () => {
    expect(first).toEqual({
      id: "d",
      failedTasks: 2,
      lastTried: time(0),
      throttle: { round: 1, until: at(15).toISOString() },
    });
  });

  test("while a delay lasts do not lengthen it", () => {
    expect(notesAfter(first, 12, { failed: [1] })).toMatchObject({ failedTasks: 3, throttle: first.throttle });
  });

  test("after it double it", () => {
    const { throttle } = notesAfter(first, 16, { failed: [15] });
    expect(throttle).toEqual({ round: 2, until: at(26).toISOString() });
  });
});

describe("a healthy task", () => {
  const failing = notesAfter(undefined, 10, { failed: [5] });

  test("ends the delay and the count if it was started after the one that failed", () => {
    expect(notesAfter(failing, 20, { healthy: [15] })).toEqual({ id: "d", failedTasks: 0 });
  });

  test("that was there before says nothing", () => {
    expect(notesAfter(failing, 20, { healthy: [5, 1] })).toEqual(failing);
  });

  test("leaves the count where the breaker does not reset", () => {
    expect(notesAfter(failing, 20, { healthy: [15], resets: false })).toEqual({ id: "d", failedTasks: 1 });
  });
});

test("another deployment begins without failures and without delay", () => {
  const failing = notesAfter(undefined, 10, { failed: [5] });
  expect(nextNotes(failing, "e", { failures: [], healthy: [] }, { resets: true }, at(11))).toEqual({
    id: "e",
    failedTasks: 0,
  });
});

test("a task that keeps failing is tried at most 5 times in a minute and 15 times in an hour", () => {
  let notes: RolloutNotes | undefined;
  const tries: number[] = [];
  for (let now = 0; now < 3600; now += 1) {
    if (notes?.throttle !== undefined && Date.parse(notes.throttle.until) > at(now).getTime()) continue;
    tries.push(now);
    notes = notesAfter(notes, now + 2, { failed: [now] });
    now += 2;
  }
  expect(tries.filter((now) => now < 60).length).toBeLessThanOrEqual(5);
  expect(tries.length).toBeLessThanOrEqual(15);
  expect(tries.length).toBeGreaterThanOrEqual(9);
});
