import type { Clock } from "../runtime/clock.ts";

/** After something was said of an object, the next word on it has to wait so long, in milliseconds. */
const PAUSE_MS = 1_000;

/**
 * Tasks come and go in bursts. A status is written at once after a quiet time, and then once a second at most, so that
 * a rollout of a thousand tasks is no thousand writes.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #last = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until the object of that key may be spoken of again; 0 where that is now. */
  waitMs(key: string): number {
    const last = this.#last.get(key);
    return last === undefined ? 0 : Math.max(0, last + PAUSE_MS - this.#clock.monotonic());
  }

  /** Something was said of the object now. */
  said(key: string): void {
    this.#last.set(key, this.#clock.monotonic());
  }

  /** The object is gone. */
  forget(key: string): void {
    this.#last.delete(key);
  }
}
