import type { Clock } from "./clock.ts";

/** The shape of an exponential back-off; times in milliseconds. */
export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly factor: number;
  /** A delay d becomes a random one in [d, d·(1+jitter)], so that many clients do not come back together. */
  readonly jitter: number;
}

/** For connections to a server; client-go's reflector has the same numbers (800 ms to 30 s, doubling, jitter 1). */
export const connectionBackoff: BackoffOptions = { initialMs: 800, maxMs: 30_000, factor: 2, jitter: 1 };

/** For one failing key: quick at first, since most failures are conflicts that the next read solves. */
export const keyBackoff: BackoffOptions = { initialMs: 5, maxMs: 300_000, factor: 2, jitter: 0.1 };

/** The delay before attempt `failures`+1, counted from 0; jitter never exceeds the maximum by more than its share. */
export function delayAfter(failures: number, options: BackoffOptions, random: () => number): number {
  const exponent = Math.min(failures, 64);
  const base = Math.min(options.initialMs * options.factor ** exponent, options.maxMs);
  return base * (1 + options.jitter * random());
}

/** Delays for one resource that fails again and again; it starts anew after a healthy time. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #resetAfterMs: number;
  #failures = 0;
  #lastEnd = Number.NEGATIVE_INFINITY;

  /** `resetAfterMs` is counted from the end of the last delay given out; default 2 minutes. */
  constructor(options: BackoffOptions, clock: Clock, random: () => number = Math.random, resetAfterMs = 120_000) {
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#resetAfterMs = resetAfterMs;
  }

  /** The delay to wait now, in milliseconds; at least `atLeastMs` (what a server asked for). */
  next(atLeastMs = 0): number {
    const now = this.#clock.monotonic();
    if (now - this.#lastEnd > this.#resetAfterMs) this.#failures = 0;
    const delay = Math.max(atLeastMs, delayAfter(this.#failures, this.#options, this.#random));
    this.#failures += 1;
    this.#lastEnd = now + delay;
    return delay;
  }
}

/** Delays per key; a key that succeeded is forgotten and starts anew. */
export class KeyBackoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  readonly #failures = new Map<string, number>();

  constructor(options: BackoffOptions = keyBackoff, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
  }

  /** Counts one more failure of the key and gives the delay before its next attempt, in milliseconds. */
  next(key: string): number {
    const failures = this.failures(key);
    this.#failures.set(key, failures + 1);
    return delayAfter(failures, this.#options, this.#random);
  }

  /** How often the key has failed since it was last forgotten. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The key succeeded, or nobody will ask for it again. */
  forget(key: string): void {
    this.#failures.delete(key);
  }
}
