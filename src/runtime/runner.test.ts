import { describe, expect, test } from "vitest";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { type Action, awaitChange, requeueAfter } from "./action.ts";
import { KeyBackoff, keyBackoff } from "./backoff.ts";
import { silentLog } from "./log.ts";
import { Runner, type RunnerOptions } from "./runner.ts";
import { WorkQueue } from "./work-queue.ts";

class UserError extends Error {}
class Transient extends Error {
  readonly waitMs: number | undefined;
  constructor(waitMs?: number) {
    super("transient");
    this.waitMs = waitMs;
  }
}

function started(reconcile: (key: string, signal: AbortSignal) => Promise<Action>, more: Partial<RunnerOptions> = {}) {
  const clock = new FakeClock();
  const queue = new WorkQueue(clock, new KeyBackoff(keyBackoff, () => 0));
  const outcomes: string[] = [];
  const errorLog: object[] = [];
  const stop = new AbortController();
  const runner = new Runner({
    name: "test",
    queue,
    reconcile,
    classify: (error) => (error instanceof UserError ? "user" : error instanceof Transient ? "transient" : "bug"),
    retryAfterMs: (error) => (error instanceof Transient ? error.waitMs : undefined),
    clock,
    log: { ...silentLog, error: (fields) => errorLog.push(fields) },
    onOutcome: (outcome) => outcomes.push(outcome),
    ...more,
  });
  const running = runner.run(stop.signal);
  return { clock, queue, outcomes, errorLog, running, stop: () => stop.abort() };
}

describe("running", () => {
  test("never runs one key twice at once, and others meanwhile", async () => {
    const now = new Map<string, number>();
    let most = 0;
    let together = 0;
    const gates: (() => void)[] = [];
    const { queue } = started(async (key) => {
      now.set(key, (now.get(key) ?? 0) + 1);
      most = Math.max(most, now.get(key) ?? 0);
      together = Math.max(
        together,
        [...now.values()].reduce((a, b) => a + b, 0),
      );
      await new Promise<void>((resolve) => gates.push(resolve));
      now.set(key, (now.get(key) ?? 0) - 1);
      return awaitChange();
    });
    for (let i = 0; i < 5; i += 1) {
      queue.add("a");
      queue.add("b");
      await settle();
    }
    while (gates.length > 0) {
      for (const open of gates.splice(0)) open();
      await settle();
    }
    expect([most, together]).toEqual([1, 2]);
  });

  test("runs as many keys at once as it has workers", async () => {
    let runs = 0;
    const { queue } = started(
      () => {
        runs += 1;
        return new Promise(() => undefined);
      },
      { workers: 3 },
    );
    for (let i = 0; i < 10; i += 1) queue.add(`k${i}`);
    await settle();
    expect(runs).toBe(3);
  });

  test("looks again at the time that the reconcile asked for, and not without being asked", async () => {
    let runs = 0;
    const { queue, clock } = started(() => {
      runs += 1;
      return Promise.resolve(runs === 1 ? requeueAfter(1000) : awaitChange());
    });
    queue.add("a");
    await clock.advance(999);
    expect(runs).toBe(1);
    await clock.advance(1);
    expect(runs).toBe(2);
    await clock.advance(3_600_000);
    expect(runs).toBe(2);
  });
});

describe("errors", () => {
  test("a user's mistake is not tried again", async () => {
    const { queue, clock, outcomes } = started(() => Promise.reject(new UserError("no such image")));
    queue.add("a");
    await clock.advance(3_600_000);
    expect(outcomes).toEqual(["user"]);
  });

  test("a transient error is tried again with growing delay, without an error in the log", async () => {
    const times: number[] = [];
    const { queue, clock, errorLog } = started(() => {
      times.push(clock.monotonic());
      return times.length < 5 ? Promise.reject(new Transient()) : Promise.resolve(awaitChange());
    });
    queue.add("a");
    await clock.advance(1000);
    expect(times).toEqual([0, 5, 15, 35, 75]);
    expect(errorLog).toEqual([]);
  });

  test("the delay that a server asked for is kept", async () => {
    let runs = 0;
    const { queue, clock } = started(() => {
      runs += 1;
      return runs === 1 ? Promise.reject(new Transient(5000)) : Promise.resolve(awaitChange());
    });
    queue.add("a");
    await clock.advance(4999);
    expect(runs).toBe(1);
    await clock.advance(1);
    expect(runs).toBe(2);
  });

  test("a bug is logged with its stack and tried again", async () => {
    const { queue, clock, outcomes, errorLog } = started(() =>
      Promise.reject(new TypeError("undefined is no function")),
    );
    queue.add("a");
    await clock.advance(5);
    expect(outcomes).toEqual(["bug", "bug"]);
    expect(errorLog[0]).toMatchObject({ key: "a", stack: expect.stringContaining("runner.test.ts") });
  });

  test("of one key do not delay another", async () => {
    const done: string[] = [];
    const { queue, clock } = started((key) => {
      if (key === "bad") return Promise.reject(new Transient(60_000));
      done.push(key);
      return Promise.resolve(awaitChange());
    });
    for (const key of ["bad", "b", "c"]) queue.add(key);
    await clock.advance(1);
    expect(done).toEqual(["b", "c"]);
  });

  test("success makes the back-off start anew", async () => {
    const { queue, clock } = started(() => Promise.resolve(awaitChange()));
    queue.retry("a");
    await clock.advance(5);
    expect(queue.failures("a")).toBe(0);
  });
});

describe("stop", () => {
  test("lets what runs finish and starts nothing more", async () => {
    const finished: string[] = [];
    const gates: (() => void)[] = [];
    const { queue, clock, running, stop } = started(
      async (key, signal) => {
        await new Promise<void>((resolve) => gates.push(resolve));
        finished.push(`${key} ${signal.aborted}`);
        return awaitChange();
      },
      { workers: 1 },
    );
    queue.add("a");
    queue.add("b");
    await settle();
    stop();
    await settle();
    for (const open of gates) open();
    await running;
    expect(finished).toEqual(["a false"]);
    expect(clock.pending).toBe(0);
  });

  test("aborts what still runs after eight seconds, and ends", async () => {
    let given: AbortSignal | undefined;
    const { queue, clock, running, stop } = started((_key, signal) => {
      given = signal;
      return new Promise(() => undefined);
    });
    queue.add("a");
    await settle();
    stop();
    await clock.advance(7999);
    expect(given?.aborted).toBe(false);
    await clock.advance(1);
    await running;
    expect(given?.aborted).toBe(true);
  });
});
