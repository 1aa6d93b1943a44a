import type { Clock } from "../runtime/clock.ts";
import { ApiError, isNetworkError } from "./errors.ts";

export interface RetryOptions {
  readonly clock: Clock;
  readonly random?: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Requests sent at most, the first included; default 5. */
  readonly attempts?: number;
  /** Time that may be waited altogether, in milliseconds; default 15,000. A server that asks for more is left to the caller. */
  readonly patienceMs?: number;
}

/** The first delay where the server asks for none; it doubles with each attempt. */
const firstDelayMs = 100;

/**
 * Sends a request again after a network error, a 429 or a 503, as Retry-After asks; every other answer is the caller's.
 * Only for requests that may take effect twice without harm: the answer to the first may be the one that was lost.
 */
export async function withRetry<T>(send: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, random = Math.random, signal, attempts = 5, patienceMs = 15_000 } = options;
  const stopped = () => signal?.aborted === true;
  const deadline = clock.monotonic() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const delay = delayBefore(error, attempt, random);
      if (delay === undefined || attempt >= attempts || stopped()) throw error;
      if (clock.monotonic() + delay > deadline) throw error;
      await clock.sleep(delay, signal);
      if (stopped()) throw error;
    }
  }
}

function delayBefore(error: unknown, attempt: number, random: () => number): number | undefined {
  const backoff = firstDelayMs * 2 ** (attempt - 1) * (1 + random());
  if (error instanceof ApiError) {
    if (error.status !== 429 && error.status !== 503) return undefined;
    return error.retryAfterMs === undefined ? backoff : error.retryAfterMs + firstDelayMs * random();
  }
  return isNetworkError(error) ? backoff : undefined;
}
