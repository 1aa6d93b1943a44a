import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { FaultServer } from "../../test/support/fault-server.ts";
import { aClient } from "../../test/support/kube-client.ts";
import type { Connection } from "./connection.ts";
import { EventRecorder } from "./recorder.ts";

const about = (name = "web", namespace?: string) => ({
  apiVersion: "example.com/v1",
  kind: "Thing",
  metadata: { name, uid: `uid-of-${name}`, ...(namespace === undefined ? {} : { namespace }) },
});
const fact = { type: "Normal", reason: "Started", action: "Start", note: "has started" } as const;

let server: FaultServer;
let connection: Connection;
let clock: FakeClock;
let warnings: object[];
let recorder: EventRecorder;
beforeEach(async () => {
  server = await FaultServer.start();
  const given = aClient(server);
  connection = given.connection;
  clock = new FakeClock();
  warnings = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (fields: object) => warnings.push(fields),
    error: () => undefined,
  };
  recorder = new EventRecorder({
    client: given.client,
    clock,
    log,
    reportingController: "example.com/operator",
    reportingInstance: "pod-1",
    fieldManager: "test",
  });
});
afterEach(async () => {
  await connection.close();
  await server.close();
});

const bodies = () => server.seen.map(({ verb, path, body }) => ({ verb, path, body: JSON.parse(body) }));

test("an event says what, about which incarnation, and who reports", async () => {
  recorder.record(about("web", "ns"), fact);
  await recorder.flush();
  expect(bodies()[0]).toMatchObject({
    path: "/apis/events.k8s.io/v1/namespaces/ns/events",
    body: {
      ...fact,
      eventTime: "2030-01-01T00:00:00.000000Z",
      regarding: { apiVersion: "example.com/v1", kind: "Thing", namespace: "ns", name: "web", uid: "uid-of-web" },
      reportingController: "example.com/operator",
      reportingInstance: "pod-1",
    },
  });
});

test("events about objects without a namespace are kept in the default one", async () => {
  recorder.record(about("node-1"), fact);
  await recorder.flush();
  expect(bodies()[0]?.path).toBe("/apis/events.k8s.io/v1/namespaces/default/events");
});

test("a repeated event is one object with a count, written at most once a minute", async () => {
  for (let i = 0; i < 50; i += 1) {
    recorder.record(about("web", "ns"), fact);
    await clock.advance(10_000);
  }
  await recorder.flush();
  const [created, ...repeated] = bodies();
  expect(created?.verb).toBe("create");
  expect(repeated.length).toBe(8);
  expect(repeated.at(-1)).toMatchObject({ verb: "patch", body: { series: { count: 49 } } });
  expect(new Set(repeated.map(({ path }) => path)).size).toBe(1);
});

test("another object, another reason and a much later time are other events", async () => {
  recorder.record(about("web", "ns"), fact);
  recorder.record(about("other", "ns"), fact);
  recorder.record(about("web", "ns"), { ...fact, reason: "Stopped" });
  await clock.advance(3_600_000);
  recorder.record(about("web", "ns"), fact);
  await recorder.flush();
  expect(new Set(bodies().map(({ body }) => body.metadata.name)).size).toBe(4);
});

test("the names of events sort as they were told, since kubectl describe lists them by name", async () => {
  for (const reason of ["Waiting", "Started", "Ready"]) recorder.record(about("web", "ns"), { ...fact, reason });
  await clock.advance(1);
  recorder.record(about("web", "ns"), { ...fact, reason: "After" });
  await recorder.flush();
  const events = bodies().map(({ body }): [string, string] => [body.metadata.name, body.reason]);
  const reasons = events.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, reason]) => reason);
  expect(reasons).toEqual(["Waiting", "Started", "Ready", "After"]);
});

test("a failure reaches the log and the count, never the caller, and the next event is written", async () => {
  server.next("create", { kind: "status", code: 500 });
  recorder.record(about("web", "ns"), fact);
  recorder.record(about("other", "ns"), fact);
  await recorder.flush();
  expect([recorder.dropped, warnings.length, server.count("create")]).toEqual([1, 1, 2]);
});

test("a note is cut to what the API takes", async () => {
  recorder.record(about("web", "ns"), { ...fact, note: "x".repeat(5000) });
  await recorder.flush();
  expect(bodies()[0]?.body.note).toHaveLength(1024);
});

test("a flood is dropped instead of kept for ever", async () => {
  for (let i = 0; i < 1500; i += 1) recorder.record(about(`t${i}`, "ns"), fact);
  await recorder.flush();
  expect(recorder.dropped).toBe(500);
});
