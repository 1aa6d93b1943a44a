import { setTimeout as sleep } from "node:timers/promises";

/** For `expect.poll`: how long something may take, in seconds, until it must be so. */
export function within(seconds: number): { timeout: number; interval: number } {
  return { timeout: seconds * 1000, interval: 200 };
}

/** Calls `check` again and again for some seconds: it must never throw. */
export async function throughout(seconds: number, check: () => Promise<void>): Promise<void> {
  const end = performance.now() + seconds * 1000;
  do {
    await check();
    await sleep(200);
  } while (performance.now() < end);
}

/** What `value` is before and after some seconds: for what must stand still. */
export async function beforeAndAfter<T>(seconds: number, value: () => Promise<T>): Promise<[before: T, after: T]> {
  const before = await value();
  await sleep(seconds * 1000);
  return [before, await value()];
}
