import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FaultServer } from "../../test/support/fault-server.ts";
import { aClient, hurriedClock, until } from "../../test/support/kube-client.ts";
import { silentLog } from "../runtime/log.ts";
import { Reflector } from "../runtime/reflector.ts";
import { Store } from "../runtime/store.ts";
import type { Connection } from "./connection.ts";
import { listWatch, projectedListWatch } from "./list-watch.ts";
import type { ConfigMap } from "./object.ts";
import { configMaps } from "./resource.ts";

const path = "/api/v1/namespaces/ns/configmaps";
const aMap = (name: string, value = "1") => ({ metadata: { name }, data: { value } });

let server: FaultServer;
let connection: Connection;
let store: Store<ConfigMap>;
let reflector: Reflector<ConfigMap>;
let stop: AbortController;
let running: Promise<void>;

/** A reflector over real HTTP, on a clock where a second takes 10 ms. */
function start(relistMs = 100_000_000) {
  const given = aClient(server, { clock: hurriedClock });
  connection = given.connection;
  store = new Store();
  stop = new AbortController();
  reflector = new Reflector({
    name: "configmaps",
    listWatch: listWatch(given.client, configMaps, { namespace: "ns" }),
    store,
    clock: hurriedClock,
    log: silentLog,
    relistMs,
  });
  running = reflector.run(stop.signal);
}

beforeEach(async () => {
  server = await FaultServer.start();
  server.put(path, aMap("first"));
});
afterEach(async () => {
  stop.abort();
  await running;
  await connection.close();
  await server.close();
});

/** What the store should be: the names and values that the server has. */
const holds = (...names: string[]) => {
  const held = store.list().map(({ metadata }) => metadata.name);
  return held.sort().join() === names.sort().join();
};

async function watching() {
  start();
  await until(() => server.watches.length === 1);
}

test("asks for bookmarks and for an end before a minute is over", async () => {
  await watching();
  const { query } = server.seen.find(({ verb }) => verb === "watch") ?? {};
  expect(query?.get("allowWatchBookmarks")).toBe("true");
  expect(Number(query?.get("timeoutSeconds"))).toBeGreaterThanOrEqual(50);
  expect(Number(query?.get("timeoutSeconds"))).toBeLessThanOrEqual(55);
});

test("what is not kept of an object never reaches the store", async () => {
  const { client, connection: other } = aClient(server);
  const project = ({ metadata }: ConfigMap) => ({ metadata });
  const page = await projectedListWatch(client, configMaps, { project }).list({
    limit: 10,
    signal: new AbortController().signal,
  });
  expect(page.items).toHaveLength(1);
  expect(page.items[0]).not.toHaveProperty("data");
  await other.close();
  await watching();
});

describe("no event is lost, and nothing is listed anew, when", () => {
  test("the connection is reset in the middle of a watch", async () => {
    await watching();
    server.watch.reset();
    server.put(path, aMap("second"));
    await until(() => holds("first", "second"));
    expect(reflector.counters).toMatchObject({ lists: 1, errors: 1 });
  });

  test("the stream ends within a line", async () => {
    await watching();
    server.mute = true;
    server.put(path, aMap("second"));
    server.mute = false;
    server.watch.raw('{"type":"ADDED","object":{"metadata":{"na');
    server.watch.end();
    await until(() => holds("first", "second"));
    expect(reflector.counters).toMatchObject({ lists: 1, errors: 1 });
  });

  test("a line is no JSON", async () => {
    await watching();
    server.watch.raw("{nonsense\n");
    server.put(path, aMap("second"));
    await until(() => holds("first", "second"));
    expect(reflector.counters).toMatchObject({ lists: 1, errors: 1 });
  });

  test("the server answers 429, 500 and 503 to the watch", async () => {
    server.next("watch", { kind: "status", code: 429, headers: { "retry-after": "1" } });
    server.next("watch", { kind: "status", code: 500 }, { kind: "status", code: 503 });
    await watching();
    server.put(path, aMap("second"));
    await until(() => holds("first", "second"));
    expect(reflector.counters).toMatchObject({ lists: 1, errors: 3 });
  });

  test("the connection is half-open: nothing comes and nothing ends", async () => {
    await watching();
    server.mute = true;
    server.put(path, aMap("second"));
    await until(() => holds("first", "second"));
    expect(reflector.counters).toMatchObject({ lists: 1, errors: 0 });
    expect(reflector.counters.silences).toBeGreaterThanOrEqual(1);
  });

  test("many events come in one piece, or one event in many", async () => {
    await watching();
    for (let i = 0; i < 300; i += 1) server.put(path, aMap(`m${i}`, "grün 🚢"));
    const line = Buffer.from(
      `${JSON.stringify({ type: "ADDED", object: { metadata: { name: "ü", uid: "u", resourceVersion: "9999" } } })}\n`,
    );
    for (let i = 0; i < line.length; i += 7) server.watch.raw(line.subarray(i, i + 7));
    await until(() => store.size === 302);
    expect(store.get("ü")).toBeDefined();
  });
});

describe("a new list repairs the store when", () => {
  test("the version is too old for the watch (410 as its status)", async () => {
    server.next("watch", { kind: "status", code: 410, body: { kind: "Status", code: 410, reason: "Expired" } });
    start();
    await until(() => reflector.counters.errors === 1);
    server.put(path, aMap("second"));
    server.compact();
    await until(() => holds("first", "second"));
    expect(reflector.counters).toMatchObject({ lists: 2, errors: 1 });
  });

  test("the version is too old for the watch (410 within the stream)", async () => {
    await watching();
    server.mute = true;
    server.remove(`${path}/first`);
    server.mute = false;
    server.compact();
    server.watch.event("ERROR", { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" });
    await until(() => holds());
    expect(reflector.counters).toMatchObject({ lists: 2, errors: 1 });
  });

  test("the stream carries any other error", async () => {
    await watching();
    server.watch.event("ERROR", { kind: "Status", code: 500, message: "internal" });
    await until(() => reflector.counters.lists === 2);
    expect(reflector.counters.errors).toBe(1);
  });

  test("events were dropped: added, modified and deleted", async () => {
    start(60_000);
    server.put(path, aMap("changes", "old"));
    await until(() => server.watches.length > 0 && holds("first", "changes"));
    server.mute = true;
    server.put(path, aMap("second"));
    server.put(path, aMap("changes", "new"));
    server.remove(`${path}/first`);
    server.compact();
    await until(() => holds("second", "changes"));
    expect(store.get("ns/changes")?.data).toEqual({ value: "new" });
  });
});

describe("the first list", () => {
  test("is waited for through 429, 500, resets and lost rights", async () => {
    server.next("list", { kind: "status", code: 429, headers: { "retry-after": "1" } });
    server.next("list", { kind: "status", code: 500 }, { kind: "reset" }, { kind: "status", code: 403 });
    start();
    await reflector.synced;
    expect(holds("first")).toBe(true);
  });
});

describe("order", () => {
  test("repeated and reordered events change nothing in the end", async () => {
    await watching();
    const old = server.put(path, aMap("second", "old"));
    const young = server.put(path, aMap("second", "young"));
    await until(() => store.get("ns/second")?.data?.value === "young");
    let heard = 0;
    store.onChange(({ object }) => {
      if (object.metadata.name === "second") heard += 1;
    });
    server.watch.event("MODIFIED", old);
    server.watch.event("MODIFIED", young);
    server.watch.event("ADDED", old);
    server.put(path, aMap("third"));
    await until(() => holds("first", "second", "third"));
    expect(store.get("ns/second")?.data).toEqual({ value: "young" });
    expect(heard).toBe(1);
  });
});

test("a stop closes the connection of the watch", async () => {
  await watching();
  stop.abort();
  await running;
  await until(() => !server.watch.open);
});
