import { Backoff, connectionBackoff } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import type { ListWatch, WatchEvent } from "./list-watch.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store.ts";
import { isOlder, type StoredObject } from "./stored-object.ts";

export interface ReflectorOptions<T extends StoredObject> {
  /** Names the resource in logs and metrics. */
  readonly name: string;
  readonly listWatch: ListWatch<T>;
  readonly store: Store<T>;
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1); default Math.random. */
  readonly random?: () => number;
  /** Objects per page of a list; default 500, so that parsing one page never holds the event loop for long. */
  readonly pageSize?: number;
  /** Silence after which a watch counts as dead, in milliseconds; default 58,000. The server must be asked to say something, or to close, before that. */
  readonly silenceMs?: number;
  /** A complete new list at least this often (and at most half as much later), in milliseconds; default 10 minutes. It repairs what lost events broke. */
  readonly relistMs?: number;
  /** Called with each failure, for metrics. */
  readonly onError?: (error: unknown) => void;
}

/** What a reflector has done since it started; only ever grows. */
export interface ReflectorCounters {
  /** Complete lists, the first included. */
  lists: number;
  /** Watches opened. */
  watches: number;
  /** Objects told of by watches. */
  events: number;
  bookmarks: number;
  /** Failures of lists and watches. */
  errors: number;
  /** Watches given up because they fell silent. */
  silences: number;
}

/** Where a reflector stands. */
type State<T> =
  | { readonly kind: "list"; readonly pages: readonly T[]; readonly continue?: string }
  | { readonly kind: "watch"; readonly resourceVersion: string }
  | { readonly kind: "wait"; readonly ms: number; readonly then: State<T> };

/** How a watch ended: closed by the server, silent, due for a new list, or failed. */
type WatchEnd =
  | { readonly kind: "closed" | "silent" | "relist" }
  | { readonly kind: "failed"; readonly error: unknown };

/** After so many failed watches in a row that told nothing, a new list is made, whatever the error says. */
const watchFailuresBeforeList = 4;

/** A watch that ends sooner, in milliseconds, and told nothing, counts as failed: else it would be reopened in a hot loop. */
const shortestWatchMs = 1_000;

/**
 * Keeps a store equal to what the server has: lists once, then watches. Promises: no error of the server or of the
 * network ever ends it; it comes back with jittered back-off; it resumes where it was and lists anew only where resuming
 * is impossible; a dead connection is noticed; nothing is left running after the stop.
 */
export class Reflector<T extends StoredObject> {
  readonly counters: ReflectorCounters = { lists: 0, watches: 0, events: 0, bookmarks: 0, errors: 0, silences: 0 };
  readonly #options: ReflectorOptions<T>;
  readonly #backoff: Backoff;
  readonly #random: () => number;
  readonly #synced = Promise.withResolvers<void>();
  #hasSynced = false;
  #lastContact: number | undefined;
  #relistAt = 0;
  #silentFailures = 0;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#backoff = new Backoff(connectionBackoff, options.clock, this.#random);
  }

  get name(): string {
    return this.#options.name;
  }

  /** Whether the store has held a complete list. */
  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Resolves when the store first holds a complete list. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  /** Milliseconds since the server last said anything; Infinity before the first word. */
  get silentForMs(): number {
    return this.#lastContact === undefined
      ? Number.POSITIVE_INFINITY
      : this.#options.clock.monotonic() - this.#lastContact;
  }

  /** Works until the signal is aborted, and resolves then; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let state: State<T> = { kind: "list", pages: [] };
    while (!signal.aborted) state = await this.#step(state, signal);
  }

  #step(state: State<T>, signal: AbortSignal): Promise<State<T>> {
    if (state.kind === "list") return this.#list(state, signal);
    if (state.kind === "watch") return this.#watch(state.resourceVersion, signal);
    return this.#options.clock.sleep(state.ms, signal).then(() => state.then);
  }

  async #list(state: State<T> & { kind: "list" }, signal: AbortSignal): Promise<State<T>> {
    const { listWatch, store, clock, pageSize = 500, relistMs = 600_000 } = this.#options;
    try {
      const from = state.continue === undefined ? {} : { continue: state.continue };
      const page = await listWatch.list({ ...from, limit: pageSize, signal });
      this.#lastContact = clock.monotonic();
      const pages = state.pages.length === 0 ? page.items : [...state.pages, ...page.items];
      if (page.continue !== undefined && page.continue !== "") return { kind: "list", pages, continue: page.continue };
      store.replaceAll(pages, page.resourceVersion);
      this.counters.lists += 1;
      this.#relistAt = clock.monotonic() + relistMs * (1 + this.#random() / 2);
      this.#hasSynced = true;
      this.#synced.resolve();
      return { kind: "watch", resourceVersion: page.resourceVersion };
    } catch (error) {
      return this.#failed(error, { kind: "list", pages: [] }, signal);
    }
  }

  async #watch(from: string, signal: AbortSignal): Promise<State<T>> {
    const { clock, listWatch } = this.#options;
    const opened = clock.monotonic();
    const told = this.counters.events + this.counters.bookmarks;
    this.counters.watches += 1;
    let resourceVersion = from;
    const end = await this.#follow(from, signal, (event) => {
      this.#lastContact = clock.monotonic();
      this.#silentFailures = 0;
      if (event.type === "bookmark") this.counters.bookmarks += 1;
      else this.counters.events += 1;
      const reached = this.#take(event);
      if (reached !== undefined && !isOlder(reached, resourceVersion)) resourceVersion = reached;
    });
    const resume: State<T> = { kind: "watch", resourceVersion };
    const list: State<T> = { kind: "list", pages: [] };
    if (signal.aborted) return resume;
    switch (end.kind) {
      case "relist":
        return list;
      case "silent":
        this.counters.silences += 1;
        this.#options.log.warn({ resource: this.name }, "the watch fell silent and is opened again");
        listWatch.reconnect();
        return resume;
      case "closed": {
        const useful =
          this.counters.events + this.counters.bookmarks > told || clock.monotonic() - opened >= shortestWatchMs;
        if (!useful) return this.#failed(new Error("the server closed the watch at once"), resume, signal);
        this.#lastContact = clock.monotonic();
        return resume;
      }
      case "failed": {
        this.#silentFailures += 1;
        const anew = listWatch.needsList(end.error) || this.#silentFailures >= watchFailuresBeforeList;
        if (anew) this.#silentFailures = 0;
        return this.#failed(end.error, anew ? list : resume, signal);
      }
    }
  }

  /** Reads one watch to its end; the timers and the signal of the caller end it too. */
  async #follow(resourceVersion: string, signal: AbortSignal, take: (event: WatchEvent<T>) => void): Promise<WatchEnd> {
    const { clock, listWatch, silenceMs = 58_000 } = this.#options;
    const stop = new AbortController();
    const onStop = () => stop.abort();
    let why: "silent" | "relist" | undefined;
    const endAs = (reason: "silent" | "relist") => () => {
      why ??= reason;
      stop.abort();
    };
    signal.addEventListener("abort", onStop, { once: true });
    const cancelRelist = clock.setTimeout(endAs("relist"), Math.max(0, this.#relistAt - clock.monotonic()));
    let cancelSilence = clock.setTimeout(endAs("silent"), silenceMs);
    try {
      for await (const event of listWatch.watch({ resourceVersion, signal: stop.signal })) {
        cancelSilence();
        cancelSilence = clock.setTimeout(endAs("silent"), silenceMs);
        take(event);
      }
      return { kind: why ?? "closed" };
    } catch (error) {
      return why === undefined ? { kind: "failed", error } : { kind: why };
    } finally {
      cancelRelist();
      cancelSilence();
      signal.removeEventListener("abort", onStop);
    }
  }

  /** Puts an event into the store; returns the version that the watch has reached. */
  #take(event: WatchEvent<T>): string | undefined {
    const { store } = this.#options;
    if (event.type === "bookmark") return event.resourceVersion;
    if (event.type === "deleted") store.remove(event.object);
    else store.upsert(event.object);
    return event.object.metadata.resourceVersion;
  }

  #failed(error: unknown, then: State<T>, signal: AbortSignal): State<T> {
    if (signal.aborted) return then;
    const { listWatch, log, onError } = this.#options;
    const ms = this.#backoff.next(listWatch.retryAfterMs(error) ?? 0);
    this.counters.errors += 1;
    onError?.(error);
    const message = error instanceof Error ? error.message : String(error);
    log.warn(
      { resource: this.name, error: message, next: then.kind, retryInMs: Math.round(ms) },
      "list or watch failed",
    );
    return { kind: "wait", ms, then };
  }
}
