import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aController } from "../../../test/support/a-controller.ts";
import { aCluster, anInstance, aRevision, aService } from "../../../test/support/a-service.ts";
import type { ServiceSpec } from "../../api/kinds/service.ts";
import { labels, MANAGED_BY } from "../../api/labels.ts";
import type { OwnService } from "../caches.ts";
import { serviceController } from "./controller.ts";

const SERVICE = "/apis/ecs.berth.dev/v1alpha1/namespaces/demo/ecsservices/web";
const DEPLOYMENT = "/apis/apps/v1/namespaces/demo/deployments/web";
const CORE_SERVICE = "/api/v1/namespaces/demo/services/web";
const balanced: ServiceSpec = { loadBalancers: [{ containerName: "nginx", containerPort: 80 }] };

let bench: Awaited<ReturnType<typeof aController>>;
beforeEach(async () => {
  bench = await aController(serviceController);
  const { metadata } = aCluster();
  bench.caches.clusters.upsert({ metadata, spec: {}, nulls: [] });
  bench.caches.revisions.upsert({ metadata: { namespace: "demo", name: "taskdef-web-1" }, revision: aRevision(1) });
  bench.caches.nodes.upsert(anInstance("a"));
});
afterEach(() => bench.close());

/** Stores a service as the user and the API server would, and tells the cache. */
function put(spec: ServiceSpec = {}): OwnService {
  const known = bench.caches.services.get("demo/web");
  const object = aService(spec, known?.status);
  object.metadata.generation = (known?.metadata.generation ?? 0) + 1;
  const { uid, resourceVersion } = bench.server.put(SERVICE, { ...object }).metadata;
  const stored: OwnService = { ...object, metadata: { ...object.metadata, uid, resourceVersion }, nulls: [] };
  bench.caches.services.upsert(stored);
  return stored;
}

function condition(type: string) {
  return bench.caches.services.get("demo/web")?.status?.conditions?.find((entry) => entry.type === type);
}

test("a status waits for a second after the last one, but not where a new deployment begins", async () => {
  put({ taskDefinition: "web" });
  await bench.reconcile("demo/web");
  bench.caches.nodes.remove(anInstance("a"));
  expect(await bench.reconcile("demo/web")).toEqual({ kind: "requeueAfter", ms: 1000 });
  bench.caches.revisions.upsert({ metadata: { namespace: "demo", name: "taskdef-web-2" }, revision: aRevision(2) });
  expect(await bench.reconcile("demo/web")).toEqual({ kind: "awaitChange" });
  expect(bench.caches.services.get("demo/web")?.status?.kubernetes?.taskDefinition).toBe("web:2");
});

test("a service becomes a Deployment, and its status says so", async () => {
  put();
  await bench.reconcile("demo/web");
  expect(bench.writes()).toEqual([`patch ${DEPLOYMENT}`, `patch ${SERVICE}/status`]);
  expect(condition("Reconciling")).toMatchObject({ status: "True" });
});

describe("a name that somebody else holds", () => {
  const foreign = { metadata: { name: "web" } };

  test("stalls the service before anything is applied: nothing is half applied", async () => {
    put(balanced);
    bench.server.put(CORE_SERVICE, foreign);
    await bench.reconcile("demo/web");
    expect(bench.writes()).toEqual([`patch ${SERVICE}/status`]);
    expect(condition("Stalled")).toMatchObject({ status: "True", reason: "NameConflict" });
  });

  test("is asked for again, and the service goes on when it is free", async () => {
    put(balanced);
    bench.server.put(CORE_SERVICE, foreign);
    expect(await bench.reconcile("demo/web")).toMatchObject({ kind: "requeueAfter" });
    bench.server.remove(CORE_SERVICE);
    await bench.clock.advance(30_000);
    await bench.reconcile("demo/web");
    expect(condition("Stalled")).toMatchObject({ status: "False" });
    expect(bench.server.at(CORE_SERVICE)).toBeDefined();
  });

  test("is only waited for where it is left from a deleted service of the same name", async () => {
    const { apiVersion = "", kind = "" } = put();
    const owner = { apiVersion, kind, name: "web", uid: "uid-of-the-deleted-one", controller: true };
    const metadata = { name: "web", labels: { [labels.managedBy]: MANAGED_BY }, ownerReferences: [owner] };
    bench.caches.deployments.upsert({ metadata: { ...metadata, namespace: "demo", uid: "d", resourceVersion: "1" } });
    await bench.reconcile("demo/web");
    expect(condition("Stalled")).toMatchObject({ status: "False" });
    expect(condition("Reconciling")).toMatchObject({ status: "True", message: expect.stringContaining("deleted") });
  });
});

describe("what the API server refuses", () => {
  const refuse = (code: number, reason: string, message: string) =>
    bench.server.next("patch", { kind: "status", code, body: { kind: "Status", code, reason, message } });

  test("stalls the service, with the API server's words, and is tried again slowly", async () => {
    put();
    refuse(422, "Invalid", 'Deployment.apps "web" is invalid');
    expect(await bench.reconcile("demo/web")).toEqual({ kind: "requeueAfter", ms: 30_000 });
    const message = expect.stringContaining('Deployment.apps "web" is invalid');
    expect(condition("Stalled")).toMatchObject({ status: "True", reason: "Refused", message });
  });

  test("is waited for where a right or a quota is missing: it may come", async () => {
    put();
    refuse(403, "Forbidden", 'exceeded quota: "few"');
    expect(await bench.reconcile("demo/web")).toEqual({ kind: "requeueAfter", ms: 30_000 });
    expect(condition("Stalled")).toMatchObject({ status: "False" });
    const message = expect.stringContaining("exceeded quota");
    expect(condition("Reconciling")).toMatchObject({ status: "True", reason: "Failed", message });
  });
});

test("a service of a family whose revisions were all deregistered goes on with the one that it runs", async () => {
  put();
  await bench.reconcile("demo/web");
  const inactive = { ...aRevision(1), status: "INACTIVE" as const };
  bench.caches.revisions.upsert({ metadata: { namespace: "demo", name: "taskdef-web-1" }, revision: inactive });
  put({ desiredCount: 5 });
  await bench.reconcile("demo/web");
  expect(bench.server.at(DEPLOYMENT)).toMatchObject({ spec: { replicas: 5 } });
  expect(condition("Ready")?.reason).toBe("Progressing");
});

test("a DAEMON service counts the instances that it has tasks on: cordoned ones too, tainted ones not", async () => {
  const taint = (key: string) => ({ taints: [{ key, effect: "NoSchedule" }] });
  const cordoned = { ...taint("node.kubernetes.io/unschedulable"), unschedulable: true };
  bench.caches.nodes.upsert({ ...anInstance("cordoned"), spec: cordoned });
  bench.caches.nodes.upsert({ ...anInstance("tainted"), spec: taint("gpu") });
  put({ schedulingStrategy: "DAEMON", desiredCount: undefined });
  await bench.reconcile("demo/web");
  expect(bench.caches.services.get("demo/web")?.status?.desiredCount).toBe(2);
});

test("of two clusters of one name the elder is the one that a service joins", async () => {
  const spec = { clusterName: "default", defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE" }] };
  const metadata = { name: "younger", namespace: "demo", uid: "y", creationTimestamp: "2026-05-01T00:00:00Z" };
  const elder = bench.caches.clusters.get("demo/default");
  bench.caches.clusters.upsert({ metadata, spec, nulls: [] });
  if (elder !== undefined) bench.caches.clusters.upsert({ ...elder });
  put();
  await bench.reconcile("demo/web");
  expect(bench.caches.services.get("demo/web")?.status?.launchType).toBe("EC2");
});

test("a service that is being deleted is DRAINING, and nothing is applied for it", async () => {
  const { metadata, ...service } = put();
  bench.server.put(DEPLOYMENT, { metadata: { name: "web" } });
  const deletionTimestamp = "2026-02-03T04:05:06Z";
  bench.caches.services.upsert({ ...service, metadata: { ...metadata, deletionTimestamp, resourceVersion: "1002" } });
  await bench.reconcile("demo/web");
  expect(bench.writes()).toEqual([`patch ${SERVICE}/status`]);
  expect(bench.caches.services.get("demo/web")?.status).toMatchObject({ status: "DRAINING", desiredCount: 0 });
  expect(condition("Reconciling")).toMatchObject({ status: "True", reason: "Deleting" });
});
