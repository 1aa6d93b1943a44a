import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";

test("a sleep ends at once when its signal is aborted, and does not reject", async () => {
  const stop = new AbortController();
  const started = performance.now();
  const sleep = systemClock.sleep(60_000, stop.signal);
  stop.abort();
  await sleep;
  await systemClock.sleep(60_000, stop.signal);
  expect(performance.now() - started).toBeLessThan(1000);
});

test("a delay longer than Node's timers can hold does not fire at once", async () => {
  let fired = false;
  const cancel = systemClock.setTimeout(() => {
    fired = true;
  }, 2 ** 40);
  await systemClock.sleep(20);
  cancel();
  expect(fired).toBe(false);
});

test("a timer that was taken back never fires", async () => {
  let fired = false;
  systemClock.setTimeout(() => {
    fired = true;
  }, 5)();
  await systemClock.sleep(20);
  expect(fired).toBe(false);
});
