import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import type { ListWatch, WatchEvent } from "./list-watch.ts";
import { silentLog } from "./log.ts";
import { Reflector, type ReflectorOptions } from "./reflector.ts";
import { Store } from "./store.ts";

interface Thing {
  metadata: { name: string; uid: string; resourceVersion: string };
}

function aThing(name: string, resourceVersion: string): Thing {
  return { metadata: { name, uid: `uid-of-${name}`, resourceVersion } };
}

class Refusal extends Error {
  readonly gone: boolean;
  readonly waitMs: number | undefined;

  constructor(message: string, { gone = false, waitMs }: { gone?: boolean; waitMs?: number } = {}) {
    super(message);
    this.gone = gone;
    this.waitMs = waitMs;
  }
}

/** One watch that the reflector has opened; the test says what comes over it. */
class OpenWatch {
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
  readonly #inbox: (WatchEvent<Thing> | "close" | Error)[] = [];
  #wake: () => void = () => undefined;

  constructor(resourceVersion: string, signal: AbortSignal) {
    this.resourceVersion = resourceVersion;
    this.signal = signal;
    signal.addEventListener("abort", () => this.send(new Error("aborted")));
  }

  send(...what: (WatchEvent<Thing> | "close" | Error)[]): void {
    this.#inbox.push(...what);
    this.#wake();
  }

  async *events(): AsyncGenerator<WatchEvent<Thing>> {
    for (;;) {
      const next = this.#inbox.shift();
      if (next === "close") return;
      if (next instanceof Error) throw next;
      if (next !== undefined) yield next;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** A server that a test holds in its hand. */
class Server implements ListWatch<Thing> {
  things: Thing[] = [];
  version = "100";
  refusals: Error[] = [];
  readonly lists: { limit: number; continue?: string }[] = [];
  readonly watches: OpenWatch[] = [];
  reconnects = 0;

  list(options: { continue?: string; limit: number }) {
    this.lists.push({ ...options });
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return Promise.reject(refusal);
    const start = Number(options.continue ?? 0);
    const end = start + options.limit;
    const page = { items: this.things.slice(start, end), resourceVersion: this.version };
    return Promise.resolve(end < this.things.length ? { ...page, continue: String(end) } : page);
  }

  watch({ resourceVersion, signal }: { resourceVersion: string; signal: AbortSignal }) {
    const watch = new OpenWatch(resourceVersion, signal);
    this.watches.push(watch);
    return watch.events();
  }

  get current(): OpenWatch {
    const watch = this.watches.at(-1);
    if (watch === undefined) throw new Error("no watch is open");
    return watch;
  }

  needsList(error: unknown) {
    return error instanceof Refusal && error.gone;
  }

  retryAfterMs(error: unknown) {
    return error instanceof Refusal ? error.waitMs : undefined;
  }

  reconnect() {
    this.reconnects += 1;
  }
}

async function started(server: Server, more: Partial<ReflectorOptions<Thing>> = {}) {
  const clock = new FakeClock();
  const store = new Store<Thing>();
  const reflector = new Reflector({
    name: "things",
    listWatch: server,
    store,
    clock,
    log: silentLog,
    random: () => 0,
    ...more,
  });
  const stop = new AbortController();
  const running = reflector.run(stop.signal);
  await settle();
  const names = () => store.list().map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`);
  const ended = () => {
    stop.abort();
    return running;
  };
  return { clock, store, reflector, names, signal: stop.signal, stop: ended };
}

describe("the list", () => {
  test("comes in pages and is one whole", async () => {
    const server = new Server();
    server.things = Array.from({ length: 1200 }, (_, i) => aThing(`t${i}`, "1"));
    const { store, reflector } = await started(server);
    expect(server.lists.map((list) => [list.limit, list.continue])).toEqual([
      [500, undefined],
      [500, "500"],
      [500, "1000"],
    ]);
    expect(store.size).toBe(1200);
    expect(reflector.hasSynced).toBe(true);
    expect(server.current.resourceVersion).toBe("100");
  });

  test("counts as synced only when it is complete", async () => {
    const server = new Server();
    server.refusals = [new Error("500")];
    const { reflector, clock, store } = await started(server);
    server.things = [aThing("a", "1")];
    expect(reflector.hasSynced).toBe(false);
    await clock.advance(800);
    await reflector.synced;
    expect(store.size).toBe(1);
  });

  test("starts from its first page again when a later one fails", async () => {
    const server = new Server();
    server.things = Array.from({ length: 4 }, (_, i) => aThing(`t${i}`, "1"));
    const { clock, store } = await started(server, { pageSize: 2 });
    server.things = [aThing("x", "101"), aThing("y", "102"), aThing("z", "103")];
    server.refusals = [new Error("fails on page one"), new Error("fails again")];
    server.current.send(new Refusal("410", { gone: true }));
    await clock.advance(30_000);
    expect(store.list().map(({ metadata }) => metadata.name)).toEqual(["x", "y", "z"]);
  });

  test("is made anew every ten minutes without anything failing, which repairs lost events", async () => {
    const server = new Server();
    server.things = [aThing("zombie", "1")];
    const { clock, names, reflector } = await started(server, { silenceMs: 10_000_000 });
    server.things = [aThing("missed", "110")];
    server.version = "120";
    await clock.advance(600_000);
    expect(names()).toEqual(["missed@110"]);
    expect([reflector.counters.lists, reflector.counters.errors]).toEqual([2, 0]);
    expect(server.current.resourceVersion).toBe("120");
  });
});

describe("the watch", () => {
  test("brings additions, changes and deletions into the store", async () => {
    const server = new Server();
    const { names } = await started(server);
    server.current.send({ type: "added", object: aThing("a", "101") }, { type: "added", object: aThing("b", "102") });
    server.current.send(
      { type: "modified", object: aThing("a", "103") },
      { type: "deleted", object: aThing("b", "104") },
    );
    await settle();
    expect(names()).toEqual(["a@103"]);
  });

  test("is resumed from the last event, and a bookmark counts", async () => {
    const server = new Server();
    const { clock, reflector } = await started(server);
    server.current.send(
      { type: "added", object: aThing("a", "101") },
      { type: "bookmark", resourceVersion: "150" },
      "close",
    );
    await clock.advance(0);
    expect(server.watches.map(({ resourceVersion }) => resourceVersion)).toEqual(["100", "150"]);
    expect(reflector.counters).toMatchObject({ lists: 1, errors: 0, events: 1, bookmarks: 1 });
  });

  test("is not resumed from an older event that came late", async () => {
    const server = new Server();
    const { clock, names } = await started(server);
    server.current.send(
      { type: "added", object: aThing("a", "105") },
      { type: "modified", object: aThing("a", "103") },
      "close",
    );
    await clock.advance(0);
    expect(server.current.resourceVersion).toBe("105");
    expect(names()).toEqual(["a@105"]);
  });

  test("tells nothing twice when events are repeated", async () => {
    const server = new Server();
    const { store } = await started(server);
    const heard: string[] = [];
    store.onChange(({ type }) => heard.push(type));
    const event = { type: "added", object: aThing("a", "101") } as const;
    server.current.send(event, event, event);
    await settle();
    expect(heard).toEqual(["added"]);
  });

  test("with bookmarks only goes on for two hours without a new list, when none is due", async () => {
    const server = new Server();
    const { clock, reflector } = await started(server, { relistMs: 100_000_000 });
    for (let i = 0; i < 140; i += 1) {
      await clock.advance(50_000);
      server.current.send({ type: "bookmark", resourceVersion: String(200 + i) });
      await clock.advance(2000);
      server.current.send("close");
      await settle();
    }
    expect(reflector.counters).toMatchObject({ lists: 1, errors: 0, silences: 0, bookmarks: 140 });
  });
});

describe("failures", () => {
  test("a broken connection is resumed where it was, after a back-off", async () => {
    const server = new Server();
    const { clock, reflector } = await started(server);
    server.current.send({ type: "added", object: aThing("a", "101") }, new Error("ECONNRESET"));
    await clock.advance(799);
    expect(server.watches).toHaveLength(1);
    await clock.advance(1);
    expect(server.current.resourceVersion).toBe("101");
    expect(reflector.counters).toMatchObject({ lists: 1, errors: 1 });
  });

  test("an expired version leads to a new list, and nothing is lost", async () => {
    const server = new Server();
    const { clock, names, reflector } = await started(server);
    server.things = [aThing("meanwhile", "150")];
    server.version = "160";
    server.current.send(new Refusal("410", { gone: true }));
    await clock.advance(800);
    expect(names()).toEqual(["meanwhile@150"]);
    expect(server.current.resourceVersion).toBe("160");
    expect(reflector.counters.lists).toBe(2);
  });

  test("a watch that fails again and again without a word leads to a new list in the end", async () => {
    const server = new Server();
    const { clock, reflector } = await started(server);
    for (let i = 0; i < 4; i += 1) {
      server.current.send(new Error("500"));
      await clock.advance(40_000);
    }
    expect(reflector.counters.lists).toBe(2);
  });

  test("waits as long as the server asks, and is not synced meanwhile", async () => {
    const server = new Server();
    server.refusals = [new Refusal("429", { waitMs: 7000 })];
    const { clock, reflector } = await started(server);
    await clock.advance(6999);
    expect([server.lists.length, reflector.hasSynced]).toEqual([1, false]);
    await clock.advance(1);
    expect([server.lists.length, reflector.hasSynced]).toEqual([2, true]);
  });

  test("no number of failures ends it, and it never hammers the server", async () => {
    const server = new Server();
    server.refusals = Array.from({ length: 50 }, (_, i) => new Error(`failure ${i}`));
    const { clock, reflector } = await started(server);
    await clock.advance(60_000);
    expect(server.lists.length).toBeLessThan(10);
    await clock.advance(3_600_000);
    expect(reflector.hasSynced).toBe(true);
    expect(reflector.counters.errors).toBe(50);
  });

  test("a server that closes every watch at once is not hammered", async () => {
    const server = new Server();
    const { clock } = await started(server);
    for (let i = 0; i < 100; i += 1) {
      server.current.send("close");
      await clock.advance(100);
    }
    expect(server.watches.length).toBeLessThan(8);
  });

  test("each failure is told to whoever counts them", async () => {
    const server = new Server();
    const errors: unknown[] = [];
    const { clock } = await started(server, { onError: (error) => errors.push(error) });
    server.current.send(new Error("one"));
    await clock.advance(1000);
    expect(errors).toHaveLength(1);
  });
});

describe("silence", () => {
  test("a watch that says nothing is noticed within a minute, and resumed over a new connection", async () => {
    const server = new Server();
    const { clock, reflector } = await started(server);
    const dead = server.current;
    await clock.advance(60_000);
    expect(dead.signal.aborted).toBe(true);
    expect(server.watches).toHaveLength(2);
    expect(server.reconnects).toBe(1);
    expect(reflector.counters).toMatchObject({ silences: 1, errors: 0, lists: 1 });
  });

  test("each word starts the minute anew", async () => {
    const server = new Server();
    const { clock } = await started(server);
    for (let i = 0; i < 5; i += 1) {
      await clock.advance(50_000);
      server.current.send({ type: "bookmark", resourceVersion: "200" });
    }
    await clock.advance(1000);
    expect(server.watches).toHaveLength(1);
  });

  test("the time since the last word is known", async () => {
    const server = new Server();
    server.refusals = [new Error("refused")];
    const { clock, reflector } = await started(server);
    expect(reflector.silentForMs).toBe(Number.POSITIVE_INFINITY);
    await clock.advance(800);
    await clock.advance(20_000);
    expect(reflector.silentForMs).toBe(20_000);
    server.current.send({ type: "bookmark", resourceVersion: "200" });
    await settle();
    expect(reflector.silentForMs).toBe(0);
  });
});

describe("stop", () => {
  test("is listened for once, however many watches came and went", async () => {
    const server = new Server();
    const { clock, signal } = await started(server);
    for (let i = 0; i < 20; i += 1) {
      await clock.advance(2000);
      server.current.send("close");
      await settle();
    }
    expect(server.watches).toHaveLength(21);
    expect(getEventListeners(signal, "abort").length).toBeLessThanOrEqual(1);
  });

  test("ends the watch and leaves no timer", async () => {
    const server = new Server();
    const { clock, stop } = await started(server);
    await stop();
    expect(server.current.signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
    expect(server.watches).toHaveLength(1);
  });

  test("ends a back-off at once", async () => {
    const server = new Server();
    server.refusals = [new Error("refused")];
    const { clock, stop } = await started(server);
    await stop();
    expect(clock.pending).toBe(0);
  });
});
