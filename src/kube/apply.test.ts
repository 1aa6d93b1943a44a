import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FaultServer } from "../../test/support/fault-server.ts";
import { aClient } from "../../test/support/kube-client.ts";
import { applyIfChanged, reasonToWrite, withIntentHash } from "./apply.ts";
import { probeCapabilities } from "./capabilities.ts";
import type { KubeClient } from "./client.ts";
import type { Connection } from "./connection.ts";
import { isConflict, NameConflict } from "./errors.ts";
import type { ConfigMap } from "./object.ts";
import { ownedOrAbsent, ownershipOf } from "./ownership.ts";
import { configMaps } from "./resource.ts";

const hashAnnotation = "example.com/intent-hash";
const options = { fieldManager: "test", hashAnnotation };
const ref = { name: "a", namespace: "ns" };
const path = "/api/v1/namespaces/ns/configmaps";
const anIntent = (value = "1", annotations: Record<string, string> = {}) => ({
  metadata: { ...ref, annotations },
  data: { value },
});
const owned = (uid: string) => ({
  ownerReferences: [{ apiVersion: "v1", kind: "Owner", name: "o", uid, controller: true }],
});

describe("the hash of an intent", () => {
  test("does not depend on the order of keys, nor on a hash that it has already", () => {
    const once = withIntentHash(anIntent("1", { x: "y" }), hashAnnotation);
    const { data, metadata } = once;
    expect(withIntentHash({ data, metadata }, hashAnnotation)).toEqual(once);
    expect(once.metadata.annotations).toMatchObject({
      x: "y",
      [hashAnnotation]: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test("is another one for another intent", () => {
    const hashOf = (value: string) => withIntentHash(anIntent(value), hashAnnotation).metadata;
    expect(hashOf("1")).not.toEqual(hashOf("2"));
  });
});

describe("the reason to write", () => {
  const intent = withIntentHash(anIntent(), hashAnnotation);
  test.each<[string, ConfigMap | undefined, string | undefined]>([
    ["there is no object", undefined, "absent"],
    ["it never had our hash", { ...intent, metadata: ref }, "the intent changed"],
    ["somebody changed a field of ours", { ...intent, data: { value: "2" } }, "data.value is not as it was applied"],
    ["somebody added a field of his own", { ...intent, data: { value: "1", other: "x" } }, undefined],
    ["it is as it was applied", { ...intent }, undefined],
  ])("%s", (_, live, reason) => {
    expect(reasonToWrite(live, intent, hashAnnotation)).toBe(reason);
  });
});

describe("ownership", () => {
  test.each([
    ["nothing", undefined, "absent"],
    ["an object with our UID as its controller", { metadata: { ...ref, ...owned("me") } }, "ours"],
    ["an object of an earlier owner of the same name", { metadata: { ...ref, ...owned("before") } }, "foreign"],
    ["an object without an owner", { metadata: ref }, "foreign"],
    [
      "an object that names us, but not as its controller",
      { metadata: { ...ref, ownerReferences: [{ apiVersion: "v1", kind: "Owner", name: "o", uid: "me" }] } },
      "foreign",
    ],
  ])("%s", (_, live, expected) => {
    expect(ownershipOf(live, "me")).toBe(expected);
  });
});

describe("against a server", () => {
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

  test("an intent is written once, and not again while nothing changes", async () => {
    const first = await applyIfChanged(client, configMaps, anIntent(), { ...options, live: undefined });
    const second = await applyIfChanged(client, configMaps, anIntent(), { ...options, live: first.object });
    expect([first.written, second.written, server.seen.length]).toEqual([true, false, 1]);
  });

  test("what somebody changed is put back by one write", async () => {
    const { object } = await applyIfChanged(client, configMaps, anIntent(), { ...options, live: undefined });
    const live = { ...object, data: { value: "theirs" } };
    const again = await applyIfChanged(client, configMaps, anIntent(), { ...options, live });
    expect(again).toMatchObject({
      written: true,
      reason: "data.value is not as it was applied",
      object: { data: { value: "1" } },
    });
  });

  test("an object that was recreated meanwhile is a conflict, never merged into", async () => {
    const { object } = await applyIfChanged(client, configMaps, anIntent(), { ...options, live: undefined });
    server.remove(`${path}/a`);
    server.put(path, { metadata: { name: "a" }, data: { value: "theirs" } });
    const write = applyIfChanged(client, configMaps, anIntent("2"), { ...options, live: object });
    await expect(write).rejects.toSatisfy(isConflict);
    expect(server.at(`${path}/a`)?.data).toEqual({ value: "theirs" });
  });

  test("a foreign object is found even where the cache has none, and is a NameConflict", async () => {
    server.put(path, { metadata: { name: "a" } });
    const check = ownedOrAbsent(client, configMaps, ref, { uid: "me", cached: undefined });
    await expect(check).rejects.toBeInstanceOf(NameConflict);
    await expect(check).rejects.toThrow('ConfigMap "a" exists and belongs to somebody else');
  });

  test("our own object that the cache has is not asked for", async () => {
    const cached: ConfigMap = { metadata: { ...ref, ...owned("me") } };
    expect(await ownedOrAbsent(client, configMaps, ref, { uid: "me", cached })).toBe(cached);
    expect(server.seen).toEqual([]);
  });

  test("a name that is free is absent", async () => {
    expect(await ownedOrAbsent(client, configMaps, ref, { uid: "me", cached: undefined })).toBeUndefined();
  });

  const probe = () => {
    const warnings: object[] = [];
    const log = {
      debug: () => undefined,
      info: () => undefined,
      warn: (fields: object) => warnings.push(fields),
      error: () => undefined,
    };
    return { warnings, found: probeCapabilities(client, { namespace: "ns", fieldManager: "test", log }) };
  };

  test("a cluster that keeps the fields has the capabilities, and nothing is stored", async () => {
    expect(await probe().found).toEqual({ podLevelResources: true, containerRestartRules: true });
    expect(server.at("/apis/apps/v1/namespaces/ns/deployments/berth-probe")).toBeUndefined();
  });

  test("a cluster that drops the fields has none of them", async () => {
    const dropped = {
      metadata: { name: "berth-probe" },
      spec: { template: { spec: { containers: [{ name: "probe" }] } } },
    };
    const answer = { kind: "status", code: 201, body: dropped } as const;
    server.next("create", answer, answer);
    expect(await probe().found).toEqual({ podLevelResources: false, containerRestartRules: false });
  });

  test("a probe that fails says no, and is logged", async () => {
    const answer = { kind: "status", code: 403 } as const;
    server.next("create", answer, answer);
    const { found, warnings } = probe();
    expect(await found).toEqual({ podLevelResources: false, containerRestartRules: false });
    expect(warnings).toHaveLength(2);
  });
});
