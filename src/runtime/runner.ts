import type { Action } from "./action.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { WorkQueue } from "./work-queue.ts";

/**
 * The three classes of errors. `user`: only a change of the input helps, so nothing is retried. `transient`: retried
 * with back-off. `bug`: logged with its stack, counted, and retried with back-off.
 */
export type ErrorClass = "user" | "transient" | "bug";

/** How one run of a reconcile ended. */
export type Outcome = "ok" | ErrorClass;

export interface RunnerOptions {
  /** Names the loop in logs and metrics. */
  readonly name: string;
  readonly queue: WorkQueue;
  /** Brings the object with that key one step nearer to what it should be. The signal is aborted when time is up. */
  readonly reconcile: (key: string, signal: AbortSignal) => Promise<Action>;
  readonly classify: (error: unknown) => ErrorClass;
  /** The delay that a server asked for, in milliseconds. */
  readonly retryAfterMs?: (error: unknown) => number | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Keys worked on at the same time; default 4. */
  readonly workers?: number;
  /** How long runs in flight may go on after the stop, in milliseconds; default 8,000. */
  readonly graceMs?: number;
  /** Called after each run, for metrics. */
  readonly onOutcome?: (outcome: Outcome, durationMs: number) => void;
}

/** Runs reconciles. Promises: never two runs of one key at once, an error of one key never stops the others. */
export class Runner {
  readonly #options: RunnerOptions;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /**
   * Works until the signal is aborted, then lets runs in flight finish within the grace time and aborts the rest. Never
   * rejects. A runner runs once.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { queue, clock, log, name, workers = 4, graceMs = 8_000 } = this.#options;
    const flight = new AbortController();
    const running = Array.from({ length: workers }, () => this.#work(flight.signal));
    await aborted(signal);
    const drained = queue.shutDown();
    const timer = new AbortController();
    await Promise.race([drained, clock.sleep(graceMs, timer.signal)]);
    timer.abort();
    if (queue.held > 0) log.warn({ loop: name, unfinished: queue.held }, "stopped before all work was finished");
    flight.abort();
    if (queue.held === 0) await Promise.all(running);
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { queue } = this.#options;
    for (let key = await queue.next(); key !== undefined; key = await queue.next()) {
      await this.#once(key, signal);
      queue.done(key);
    }
  }

  async #once(key: string, signal: AbortSignal): Promise<void> {
    const { queue, clock, reconcile, onOutcome } = this.#options;
    const started = clock.monotonic();
    let outcome: Outcome = "ok";
    try {
      const action = await reconcile(key, signal);
      queue.forget(key);
      if (action.kind === "requeueAfter") queue.addAfter(key, action.ms);
    } catch (error) {
      outcome = this.#failed(key, error);
    }
    onOutcome?.(outcome, clock.monotonic() - started);
  }

  #failed(key: string, error: unknown): ErrorClass {
    const { queue, log, name, classify, retryAfterMs } = this.#options;
    const errorClass = classify(error);
    const fields = { loop: name, key, error: error instanceof Error ? error.message : String(error) };
    if (errorClass === "user") {
      queue.forget(key);
      log.info(fields, "cannot be done until its input changes");
      return errorClass;
    }
    const retryInMs = Math.round(queue.retry(key, retryAfterMs?.(error) ?? 0));
    if (errorClass === "transient") log.info({ ...fields, retryInMs }, "will be tried again");
    else
      log.error(
        { ...fields, retryInMs, stack: error instanceof Error ? error.stack : undefined },
        "failed unexpectedly",
      );
    return errorClass;
  }
}

/** Resolves when the signal is aborted, at once where it is. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
