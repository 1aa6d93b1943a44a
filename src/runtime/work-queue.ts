import { KeyBackoff } from "./backoff.ts";
import type { CancelTimer, Clock } from "./clock.ts";

/** A key that waits for its time. */
interface Delayed {
  readonly due: number;
  readonly cancel: CancelTimer;
}

/**
 * Keys that wait for a worker. Promises: a key waits at most once; two workers never hold the same key, a key that is
 * added while it is held comes back when it is done; first come, first served; of two requests for one key the earlier
 * wins.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #backoff: KeyBackoff;
  readonly #waiting = new Set<string>();
  readonly #held = new Set<string>();
  readonly #dirty = new Set<string>();
  readonly #delayed = new Map<string, Delayed>();
  readonly #takers: ((key: string | undefined) => void)[] = [];
  readonly #idle: (() => void)[] = [];
  #order: string[] = [];
  #head = 0;
  #closed = false;

  constructor(clock: Clock, backoff: KeyBackoff = new KeyBackoff()) {
    this.#clock = clock;
    this.#backoff = backoff;
  }

  /** Keys that are ready and wait for a worker, with those that came back while held. */
  get depth(): number {
    return this.#waiting.size + this.#dirty.size;
  }

  /** Keys that workers hold. */
  get held(): number {
    return this.#held.size;
  }

  /** Keys that wait for their time. */
  get delayed(): number {
    return this.#delayed.size;
  }

  /** Work on the key as soon as a worker is free. */
  add(key: string): void {
    if (this.#closed) return;
    this.#undelay(key);
    if (this.#held.has(key)) {
      this.#dirty.add(key);
      return;
    }
    if (this.#waiting.has(key)) return;
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      this.#held.add(key);
      taker(key);
      return;
    }
    this.#waiting.add(key);
    this.#order.push(key);
  }

  /** Work on the key in `ms` milliseconds, unless it is asked for earlier. */
  addAfter(key: string, ms: number): void {
    if (this.#closed) return;
    if (ms <= 0) {
      this.add(key);
      return;
    }
    if (this.#waiting.has(key) || this.#dirty.has(key)) return;
    const due = this.#clock.monotonic() + ms;
    const known = this.#delayed.get(key);
    if (known !== undefined && known.due <= due) return;
    this.#undelay(key);
    this.#delayed.set(key, { due, cancel: this.#clock.setTimeout(() => this.add(key), ms) });
  }

  /** The key failed: work on it again after its own back-off, at least `atLeastMs`. Returns the delay. */
  retry(key: string, atLeastMs = 0): number {
    const delay = Math.max(atLeastMs, this.#backoff.next(key));
    this.addAfter(key, delay);
    return delay;
  }

  /** The key succeeded: its back-off starts anew. */
  forget(key: string): void {
    this.#backoff.forget(key);
  }

  /** How often the key has failed in a row. */
  failures(key: string): number {
    return this.#backoff.failures(key);
  }

  /** The next key, held for the caller until `done`; undefined once the queue is shut down. */
  next(): Promise<string | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const key = this.#shift();
    if (key === undefined) return new Promise((resolve) => this.#takers.push(resolve));
    this.#held.add(key);
    return Promise.resolve(key);
  }

  /** The caller of `next` is finished with the key. */
  done(key: string): void {
    if (!this.#held.delete(key)) return;
    if (this.#dirty.delete(key)) this.add(key);
    if (this.#closed && this.#held.size === 0) for (const wake of this.#idle.splice(0)) wake();
  }

  /**
   * Takes no more keys and gives none out; what still waits is dropped, since the next process finds it again. Resolves
   * when the last held key is done.
   */
  shutDown(): Promise<void> {
    this.#closed = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    this.#waiting.clear();
    this.#dirty.clear();
    this.#order = [];
    this.#head = 0;
    for (const taker of this.#takers.splice(0)) taker(undefined);
    return this.#held.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  #shift(): string | undefined {
    const key = this.#order[this.#head];
    if (key === undefined) return undefined;
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#order.length) {
      this.#order = this.#order.slice(this.#head);
      this.#head = 0;
    }
    this.#waiting.delete(key);
    return key;
  }

  #undelay(key: string): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }
}
