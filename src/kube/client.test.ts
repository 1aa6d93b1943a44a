import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FaultServer } from "../../test/support/fault-server.ts";
import { aClient, hurriedClock, until } from "../../test/support/kube-client.ts";
import type { KubeClient } from "./client.ts";
import { type Connection, loadKubeConfig } from "./connection.ts";
import { ApiError, ConnectionClosed, isAlreadyExists, isConflict, isNetworkError, isNotFound } from "./errors.ts";
import { configMaps, nodes, pods } from "./resource.ts";

const path = "/api/v1/namespaces/ns/configmaps";
const fieldManager = "test";
const ref = (name: string) => ({ name, namespace: "ns" });
const anIntent = (name: string, more: object = {}) => ({ metadata: ref(name), data: { a: "1" }, ...more });

let server: FaultServer;
let connection: Connection;
let client: KubeClient;
beforeEach(async () => {
  server = await FaultServer.start();
  ({ connection, client } = aClient(server));
});
afterEach(async () => {
  await connection.close();
  await server.close();
});

const last = () => {
  const request = server.seen.at(-1);
  if (request === undefined) throw new Error("no request was sent");
  return request;
};

describe("connections", () => {
  test("three hundred requests one after the other share a connection", async () => {
    server.put(path, anIntent("a"));
    for (let i = 0; i < 300; i += 1) await client.get(configMaps, ref("a"));
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  test("two hundred requests at once share a few", async () => {
    server.put(path, anIntent("a"));
    await Promise.all(Array.from({ length: 200 }, () => client.get(configMaps, ref("a"))));
    expect(server.connections).toBeLessThanOrEqual(16);
  });

  test("writes do not wait behind reads that hang", async () => {
    const stop = new AbortController();
    server.next("get", ...Array.from({ length: 40 }, () => ({ kind: "hang" }) as const));
    const read = () => client.get(configMaps, ref("a"), { signal: stop.signal }).catch(() => undefined);
    const reads = Array.from({ length: 40 }, read);
    await client.apply(configMaps, anIntent("b"), { fieldManager });
    stop.abort();
    await Promise.all(reads);
    expect(server.at(`${path}/b`)).toBeDefined();
  });
});

describe("reading", () => {
  test("an object comes without the bookkeeping of field managers", async () => {
    server.put(path, anIntent("a"));
    const object = await client.get(configMaps, ref("a"));
    expect(object).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { a: "1" } });
    expect(object.metadata).not.toHaveProperty("managedFields");
  });

  test("the items of a list say what they are, page by page", async () => {
    for (const name of ["a", "b", "c"]) server.put(path, anIntent(name));
    const first = await client.list(configMaps, { namespace: "ns", limit: 2 });
    const rest = await client.list(configMaps, { namespace: "ns", limit: 2, continue: first.continue });
    expect(
      [...first.items, ...rest.items].map(({ kind, apiVersion, metadata }) => [kind, apiVersion, metadata.name]),
    ).toEqual([
      ["ConfigMap", "v1", "a"],
      ["ConfigMap", "v1", "b"],
      ["ConfigMap", "v1", "c"],
    ]);
    expect(first.items.some(({ metadata }) => "managedFields" in metadata)).toBe(false);
    expect(rest.continue).toBeUndefined();
  });

  test("selectors are sent as they are", async () => {
    await client.list(pods, { labelSelector: "a=b,c in (d)", fieldSelector: "spec.nodeName=n" });
    expect(last().path).toBe("/api/v1/pods");
    expect(last().query.get("labelSelector")).toBe("a=b,c in (d)");
    expect(last().query.get("fieldSelector")).toBe("spec.nodeName=n");
  });

  test("what does not exist is undefined to find, and an error to get", async () => {
    expect(await client.find(configMaps, ref("nope"))).toBeUndefined();
    await expect(client.get(configMaps, ref("nope"))).rejects.toSatisfy(isNotFound);
  });

  test("a namespaced object without a namespace is a mistake before anything is sent", () => {
    expect(() => client.get(configMaps, { name: "a" })).toThrow("needs a namespace");
  });

  test("an answer that is no JSON is a network error, not an object", async () => {
    const hurried = aClient(server, { clock: hurriedClock });
    server.next("get", ...Array.from({ length: 5 }, () => ({ kind: "status", code: 200, body: "<html>" }) as const));
    await expect(hurried.client.get(nodes, { name: "n" })).rejects.toSatisfy(isNetworkError);
    await hurried.connection.close();
  });
});

describe("writing", () => {
  test("apply sends what is meant, as the manager, with force", async () => {
    await client.apply(configMaps, anIntent("a"), { fieldManager });
    expect(last()).toMatchObject({ method: "PATCH", path: `${path}/a` });
    expect(last().headers["content-type"]).toBe("application/apply-patch+yaml");
    expect(Object.fromEntries(last().query)).toEqual({ fieldManager: "test", force: "true" });
    expect(JSON.parse(last().body)).toEqual({ apiVersion: "v1", kind: "ConfigMap", ...anIntent("a") });
  });

  test("apply can be without force, on a subresource, and for trial", async () => {
    await client.apply(configMaps, anIntent("a"), { fieldManager, force: false, subresource: "status", dryRun: true });
    expect(last().path).toBe(`${path}/a/status`);
    expect(Object.fromEntries(last().query)).toEqual({ fieldManager: "test", force: "false", dryRun: "All" });
  });

  test("a merge patch carries the version that it was made for", async () => {
    server.put(path, anIntent("a"));
    await client.mergePatch(
      configMaps,
      ref("a"),
      { metadata: { labels: { x: null } } },
      { fieldManager, resourceVersion: "7" },
    );
    expect(last().headers["content-type"]).toBe("application/merge-patch+json");
    expect(JSON.parse(last().body)).toEqual({ metadata: { labels: { x: null }, resourceVersion: "7" } });
  });

  test("creating what exists is told apart from other conflicts", async () => {
    server.put(path, anIntent("a"));
    await expect(client.create(configMaps, anIntent("a"), { fieldManager })).rejects.toSatisfy(
      (error) => isAlreadyExists(error) && !isConflict(error),
    );
  });

  test("a deletion hits only the incarnation that is meant", async () => {
    const { metadata } = server.put(path, anIntent("a"));
    await expect(client.delete(configMaps, ref("a"), { uid: "another" })).rejects.toSatisfy(isConflict);
    expect(await client.delete(configMaps, ref("a"), { uid: metadata.uid })).toBe(true);
    expect(await client.delete(configMaps, ref("a"))).toBe(false);
  });

  test("a deletion says what becomes of the dependents, and how long it may take", async () => {
    server.put(path, anIntent("a"));
    await client.delete(configMaps, ref("a"), {
      propagationPolicy: "Foreground",
      gracePeriodSeconds: 5,
      resourceVersion: "7",
    });
    expect(JSON.parse(last().body)).toEqual({
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions: { resourceVersion: "7" },
      propagationPolicy: "Foreground",
      gracePeriodSeconds: 5,
    });
  });

  test("text of any script arrives as it was sent", async () => {
    const data = { a: "grün 🚢 \n\u001b[31m" };
    const stored = await client.apply(configMaps, anIntent("a", { data }), { fieldManager });
    expect(stored.data).toEqual(data);
  });
});

describe("faults", () => {
  test("a server that is busy is asked again when it says", async () => {
    server.put(path, anIntent("a"));
    server.next("get", { kind: "status", code: 429, headers: { "retry-after": "0.05" } });
    const started = performance.now();
    await client.get(configMaps, ref("a"));
    expect(performance.now() - started).toBeGreaterThanOrEqual(49);
    expect(server.count("get")).toBe(2);
  });

  test("a reset is tried again", async () => {
    server.next("patch", { kind: "reset" });
    await client.apply(configMaps, anIntent("a"), { fieldManager });
    expect(server.count("patch")).toBe(2);
  });

  test("a write whose answer was lost leads to the same object", async () => {
    server.next("patch", { kind: "resetAfterwards" });
    const { metadata } = await client.apply(configMaps, anIntent("a"), { fieldManager });
    expect(server.at(`${path}/a`)?.metadata.uid).toBe(metadata.uid);
  });

  test("a create whose answer was lost is AlreadyExists, for the caller to judge", async () => {
    server.next("create", { kind: "resetAfterwards" });
    await expect(client.create(configMaps, anIntent("a"), { fieldManager })).rejects.toSatisfy(isAlreadyExists);
    expect(server.at(`${path}/a`)).toBeDefined();
  });

  test("a 500 is the caller's, at once", async () => {
    server.next("get", {
      kind: "status",
      code: 500,
      body: { kind: "Status", code: 500, message: "etcd leader changed" },
    });
    await expect(client.get(configMaps, ref("a"))).rejects.toThrow("etcd leader changed");
    expect(server.count("get")).toBe(1);
  });

  test("a server that says nothing is given up in time, and asked again over a new connection", async () => {
    const { client: hasty, connection: other } = aClient(server, { timeoutMs: 50 });
    server.next("get", { kind: "hang" });
    server.put(path, anIntent("a"));
    await hasty.get(configMaps, ref("a"));
    expect(server.count("get")).toBeGreaterThanOrEqual(2);
    expect(server.connections).toBe(server.count("get"));
    await other.close();
  });

  test("a caller that gives up is not kept waiting by retries", async () => {
    server.next("get", { kind: "status", code: 503, headers: { "retry-after": "10" } });
    const stop = new AbortController();
    const answer = client.get(configMaps, ref("a"), { signal: stop.signal });
    setTimeout(() => stop.abort(), 30);
    await expect(answer).rejects.toBeInstanceOf(ApiError);
    expect(server.count("get")).toBe(1);
  });

  test("nothing is sent after the end, not even a retry", async () => {
    server.next("get", { kind: "reset" });
    const answer = client.get(configMaps, ref("a"));
    await until(() => server.count("get") === 1);
    await connection.close();
    await expect(answer).rejects.toBeInstanceOf(Error);
    await expect(client.get(configMaps, ref("a"))).rejects.toBeInstanceOf(ConnectionClosed);
    expect(server.count("get")).toBe(1);
  });

  test("a proxy's error page is quoted, shortly", async () => {
    server.next("get", { kind: "status", code: 502, body: `<html>Bad Gateway${"x".repeat(5000)}` });
    await expect(client.get(configMaps, ref("a"))).rejects.toSatisfy(
      (error: ApiError) => error.message.startsWith("<html>Bad Gateway") && error.message.length < 400,
    );
  });
});

describe("credentials", () => {
  test.skipIf(existsSync("/var/run/secrets/kubernetes.io"))("that are nowhere are missed in plain words", () => {
    vi.stubEnv("KUBECONFIG", "");
    vi.stubEnv("HOME", "/nonexistent");
    expect(loadKubeConfig).toThrow("set KUBECONFIG");
    vi.unstubAllEnvs();
  });

  test("a rotated token is read anew, without a restart", async () => {
    let token = "old";
    const rotating = aClient(server, { token: () => token });
    server.put(path, anIntent("a"));
    server.acceptedToken = "old";
    await rotating.client.get(configMaps, ref("a"));
    server.acceptedToken = "new";
    token = "new";
    await rotating.client.get(configMaps, ref("a"));
    expect(server.count("get")).toBe(3);
    await rotating.connection.close();
  });

  test("a token that stays refused is an error, after one more try", async () => {
    server.acceptedToken = "another";
    await expect(client.get(configMaps, ref("a"))).rejects.toMatchObject({ status: 401 });
    expect(server.count("get")).toBe(2);
  });

  test("a configuration that cannot be read is tried again by the next request", async () => {
    let attempts = 0;
    const token = () => {
      attempts += 1;
      if (attempts === 1) throw new Error("the file is being written");
      return "secret";
    };
    const late = aClient(server, { token });
    server.put(path, anIntent("a"));
    await expect(late.client.get(configMaps, ref("a"))).rejects.toThrow("being written");
    await late.client.get(configMaps, ref("a"));
    await late.connection.close();
  });
});

describe("logs", () => {
  const lines = async (container: string) => {
    const all: string[] = [];
    for await (const line of client.logs(ref("a"), { container, follow: false, tailLines: 3 })) all.push(line);
    return all;
  };

  test("are the lines of a container's log", async () => {
    server.next("get", { kind: "status", code: 200, body: "one\n\ntwo\n" });
    expect(await lines("main")).toEqual(["one", "", "two"]);
    expect(last().path).toBe("/api/v1/namespaces/ns/pods/a/log");
    expect(Object.fromEntries(last().query)).toEqual({ container: "main", follow: "false", tailLines: "3" });
  });

  test("that cannot be had are the API server's refusal, and are not asked for again", async () => {
    const message = 'container "main" in pod "a" is waiting to start';
    server.next("get", {
      kind: "status",
      code: 400,
      body: { kind: "Status", code: 400, reason: "BadRequest", message },
    });
    await expect(lines("main")).rejects.toThrow(message);
    expect(server.count("get")).toBe(1);
  });
});
