import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aController } from "../../../test/support/a-controller.ts";
import { aRevision, aService } from "../../../test/support/a-service.ts";
import type { Condition } from "../../api/conditions.ts";
import type { TaskDefinitionSpec } from "../../api/kinds/task-definition.ts";
import { revisionConfigMap } from "../../translate/revision/config-map.ts";
import { type OwnService, type OwnTaskDefinition, revisionObject } from "../caches.ts";
import { taskDefinitionController } from "./controller.ts";

const CONFIG_MAPS = "/api/v1/namespaces/demo/configmaps";
const nginx: TaskDefinitionSpec = { containerDefinitions: [{ name: "nginx", image: "nginx", memory: 128 }] };

let bench: Awaited<ReturnType<typeof aController>>;
beforeEach(async () => {
  bench = await aController(taskDefinitionController);
});
afterEach(() => bench.close());

/** Stores a TaskDefinition as the user and the API server would, and tells the cache. */
function put(name = "web", spec: TaskDefinitionSpec = nginx, deletionTimestamp?: string): void {
  const object = { apiVersion: "ecs.berth.dev/v1alpha1", kind: "TaskDefinition", spec };
  const path = `/apis/ecs.berth.dev/v1alpha1/namespaces/demo/taskdefinitions/${name}`;
  const age = { creationTimestamp: `2026-01-01T00:00:0${name === "web" ? 0 : 1}Z` };
  const metadata = { name, generation: 1, ...age, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) };
  const { uid, resourceVersion } = bench.server.put(path, { ...object, metadata }).metadata;
  const stored: OwnTaskDefinition = {
    ...object,
    metadata: { ...metadata, namespace: "demo", uid, resourceVersion },
    nulls: [],
  };
  bench.caches.taskDefinitions.upsert(stored);
}

function condition(type: string, name = "web") {
  const { status } = bench.caches.taskDefinitions.get(`demo/${name}`) ?? {};
  return status?.conditions?.find((entry) => entry.type === type);
}

const number = () => bench.caches.taskDefinitions.get("demo/web")?.status?.revision;

test("a task definition becomes an immutable ConfigMap, once", async () => {
  put();
  await bench.reconcile("demo/web");
  await bench.reconcile("demo/web");
  expect(number()).toBe(1);
  expect(bench.server.at(`${CONFIG_MAPS}/taskdef-web-1`)).toMatchObject({ immutable: true });
  expect(bench.server.at(`${CONFIG_MAPS}/taskdef-web-2`)).toBeUndefined();
});

describe("a new revision is told of", () => {
  const follower = (taskDefinition: string, runs: string, ready: Condition["status"] = "True"): OwnService => {
    const lastTransitionTime = "2026-01-01T00:00:00Z";
    const said = { reason: "Succeeded", message: "", observedGeneration: 1, lastTransitionTime } as const;
    const conditions: Condition[] = [{ type: "Ready", status: ready, ...said }];
    const status = { observedGeneration: 1, kubernetes: { taskDefinition: runs }, conditions };
    return { ...aService({ taskDefinition }, status), nulls: [] };
  };

  test.each<[string, OwnService, number]>([
    ["after the services that follow it and are steady with another one", follower("web", "web:1"), 1],
    ["at once where they have begun", follower("web", "web:1", "False"), 2],
    ["at once where they run it", follower("web", "web:2"), 2],
    ["at once where they do not follow", follower("web:1", "web:1"), 2],
  ])("%s", async (_what, service, told) => {
    put();
    await bench.reconcile("demo/web");
    bench.caches.services.upsert(service);
    bench.listen();
    bench.woken();
    put("web", { containerDefinitions: [{ name: "nginx", image: "nginx:2", memory: 128 }] });
    await bench.reconcile("demo/web");
    expect(bench.server.at(`${CONFIG_MAPS}/taskdef-web-2`)).toBeDefined();
    expect(number() ?? 1).toBe(told);
  });

  test("when such a service changes", async () => {
    put();
    await bench.reconcile("demo/web");
    bench.caches.services.upsert(follower("web", "web:1"));
    bench.listen();
    put("web", { containerDefinitions: [{ name: "nginx", image: "nginx:2", memory: 128 }] });
    await bench.reconcile("demo/web");
    bench.woken();
    const begun = follower("web", "web:2", "False");
    bench.caches.services.upsert({ ...begun, metadata: { ...begun.metadata, resourceVersion: "99" } });
    expect(bench.woken()).toEqual(["demo/web"]);
    await bench.reconcile("demo/web");
    expect(number()).toBe(2);
  });
});

test("a registration whose answer was lost is taken for done", async () => {
  put();
  await bench.reconcile("demo/web");
  put("web", { containerDefinitions: [{ name: "nginx", image: "nginx:2", memory: 128 }] });
  bench.server.next("create", { kind: "resetAfterwards" });
  expect(await bench.reconcile("demo/web")).toEqual({ kind: "awaitChange" });
  expect(condition("Ready")).toMatchObject({ status: "True" });
  expect(number()).toBe(2);
});

test("a foreign ConfigMap under the name of the next revision is left alone, and told of", async () => {
  put();
  const foreign = bench.server.put(`${CONFIG_MAPS}/taskdef-web-1`, { metadata: { name: "taskdef-web-1" }, data: {} });
  await bench.reconcile("demo/web");
  expect(condition("Stalled")).toMatchObject({ status: "True", reason: "NameConflict" });
  expect(bench.server.at(`${CONFIG_MAPS}/taskdef-web-1`)).toEqual(foreign);
});

describe("a registration that the API server refuses", () => {
  test("is told of in its words, and tried again slowly", async () => {
    put();
    const body = { kind: "Status", code: 403, reason: "Forbidden", message: "exceeded quota: configmaps" };
    bench.server.next("create", { kind: "status", code: 403, body });
    expect(await bench.reconcile("demo/web")).toEqual({ kind: "requeueAfter", ms: 30_000 });
    const message = expect.stringContaining("exceeded quota");
    expect(condition("Reconciling")).toMatchObject({ status: "True", reason: "Failed", message });
  });
});

describe("of two task definitions of one family", () => {
  test("the younger is refused, and the elder unaffected", async () => {
    put();
    put("younger", { ...nginx, family: "web" });
    await bench.reconcile("demo/web");
    expect(condition("Ready")).toMatchObject({ status: "True" });
    expect(condition("Stalled", "younger")).toMatchObject({ status: "True", reason: "FamilyConflict" });
  });

  test("the younger has the family when the elder is being deleted, and nothing is said to that one", async () => {
    put("web", nginx, "2026-02-01T00:00:00Z");
    put("younger", { ...nginx, family: "web" });
    await bench.reconcile("demo/web");
    expect(condition("Ready", "younger")).toMatchObject({ status: "True" });
    expect(condition("Stalled")).toBeUndefined();
  });
});

test("a deleted task definition's revisions end oldest first: a service that follows it goes back to none of them", async () => {
  const changed = { containerDefinitions: [{ name: "nginx", image: "nginx:2", memory: 128 }] };
  put();
  await bench.reconcile("demo/web");
  const first = bench.caches.revisions.get("demo/taskdef-web-1");
  put("web", changed);
  await bench.reconcile("demo/web");
  if (first !== undefined) bench.caches.revisions.remove(first);
  bench.caches.revisions.upsert(revisionObject({ ...revisionConfigMap("demo", aRevision(1)) }));
  const definition = bench.caches.taskDefinitions.get("demo/web");
  if (definition !== undefined) bench.caches.taskDefinitions.remove(definition);
  await bench.reconcile("demo/web");
  expect(bench.writes().slice(-2)).toEqual([
    `patch ${CONFIG_MAPS}/taskdef-web-1`,
    `patch ${CONFIG_MAPS}/taskdef-web-2`,
  ]);
});

test("a revision that is deregistered for another one ends when that one is there", async () => {
  put();
  await bench.reconcile("demo/web");
  const containerDefinitions = [{ name: "nginx", image: "nginx:2", memory: 128 }];
  put("web", { containerDefinitions, kubernetes: { deregister: [1] } });
  await bench.reconcile("demo/web");
  expect(
    bench
      .writes()
      .filter((write) => write.includes(CONFIG_MAPS))
      .slice(-2),
  ).toEqual([`create ${CONFIG_MAPS}`, `patch ${CONFIG_MAPS}/taskdef-web-1`]);
});

describe("old revisions", () => {
  const image = (tag: number, revisionHistoryLimit = 0): TaskDefinitionSpec => ({
    containerDefinitions: [{ name: "nginx", image: `nginx:${tag}`, memory: 128 }],
    kubernetes: { revisionHistoryLimit },
  });
  const there = () =>
    [1, 2, 3].filter((number) => bench.server.at(`${CONFIG_MAPS}/taskdef-web-${number}`) !== undefined);

  async function register(...tags: number[]): Promise<void> {
    for (const tag of tags) {
      put("web", image(tag));
      await bench.reconcile("demo/web");
    }
  }

  test("go when another one is registered, and the count goes on", async () => {
    await register(1, 2, 3);
    expect(there()).toEqual([3]);
    expect(number()).toBe(3);
    expect(await bench.reconcile("demo/web")).toEqual({ kind: "awaitChange" });
  });

  test("stay while something uses them, and are looked at again", async () => {
    const service: OwnService = { ...aService({ taskDefinition: "web:1" }), nulls: [] };
    bench.caches.services.upsert({ ...service, metadata: { ...service.metadata, resourceVersion: "1" } });
    await register(1, 2, 3);
    expect(there()).toEqual([1, 3]);
    expect(await bench.reconcile("demo/web")).toEqual({ kind: "requeueAfter", ms: 300_000 });
    bench.caches.services.remove({ ...service, metadata: { ...service.metadata, resourceVersion: "2" } });
    await bench.reconcile("demo/web");
    expect(there()).toEqual([3]);
  });

  test("are put back as they were where something uses them", async () => {
    bench.listen();
    await register(1);
    const before = bench.server.at(`${CONFIG_MAPS}/taskdef-web-1`);
    const service: OwnService = { ...aService({ taskDefinition: "web:1" }), nulls: [] };
    bench.caches.services.upsert({ ...service, metadata: { ...service.metadata, resourceVersion: "1" } });
    const lost = bench.caches.revisions.get("demo/taskdef-web-1");
    bench.server.remove(`${CONFIG_MAPS}/taskdef-web-1`);
    if (lost !== undefined) bench.caches.revisions.remove(lost);
    expect(bench.woken()).toContain("demo/web");
    await bench.reconcile("demo/web");
    expect(bench.server.at(`${CONFIG_MAPS}/taskdef-web-1`)).toMatchObject({ data: before?.data, immutable: true });
    expect(number()).toBe(1);
  });

  test("that nothing uses are gone when somebody deletes them", async () => {
    bench.listen();
    await register(1);
    const lost = bench.caches.revisions.get("demo/taskdef-web-1");
    bench.server.remove(`${CONFIG_MAPS}/taskdef-web-1`);
    if (lost !== undefined) bench.caches.revisions.remove(lost);
    await bench.reconcile("demo/web");
    expect(there()).toEqual([2]);
    expect(number()).toBe(2);
  });
});
