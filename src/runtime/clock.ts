import { setTimeout as sleepFor } from "node:timers/promises";

/** Takes a timer back; harmless when it has already fired. */
export type CancelTimer = () => void;

/** The only source of time of the runtime, so that a test can own it. */
export interface Clock {
  /** Wall time in milliseconds since the epoch: for what other programs read. It may jump. */
  now(): number;
  /** Milliseconds from an arbitrary start that never go back: for durations and deadlines. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when the signal is aborted: it never rejects, the caller looks at its signal. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after `ms`. */
  setTimeout(callback: () => void, ms: number): CancelTimer;
}

/** The longest delay that a Node timer takes; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await sleepFor(Math.min(ms, longestTimerMs), undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  },
  setTimeout: (callback, ms) => {
    const timer = setTimeout(callback, Math.min(ms, longestTimerMs));
    return () => clearTimeout(timer);
  },
};
