import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aController } from "../../../test/support/a-controller.ts";
import { aCluster, anInstance, aRevision, aTask } from "../../../test/support/a-service.ts";
import type { ClusterSpec } from "../../api/kinds/cluster.ts";
import type { OwnCluster } from "../caches.ts";
import { clusterController } from "./controller.ts";

let bench: Awaited<ReturnType<typeof aController>>;
beforeEach(async () => {
  bench = await aController(clusterController);
});
afterEach(() => bench.close());

/** Stores a Cluster as the user and the API server would, and tells the cache. */
function put(name: string, spec: ClusterSpec = {}, creationTimestamp = "2026-01-01T00:00:00Z"): void {
  const { uid: _one, ...same } = aCluster().metadata;
  const metadata = { ...same, name, generation: 1, creationTimestamp };
  const path = `/apis/ecs.berth.dev/v1alpha1/namespaces/demo/ecsclusters/${name}`;
  const { uid, resourceVersion } = bench.server.put(path, { metadata, spec }).metadata;
  const stored: OwnCluster = { metadata: { ...metadata, uid, resourceVersion }, spec, nulls: [] };
  bench.caches.clusters.upsert(stored);
}

const statusOf = (name: string) => bench.caches.clusters.get(`demo/${name}`)?.status;
const condition = (name: string, type: string) => statusOf(name)?.conditions?.find((entry) => entry.type === type);
const start = (id: string) =>
  bench.caches.pods.upsert(aTask(id, { templateHash: "h", revision: aRevision() }, { spec: { containers: [] } }));

describe("a cluster", () => {
  test("counts its instances, cordoned ones included", async () => {
    put("default");
    bench.caches.nodes.upsert(anInstance("a"));
    bench.caches.nodes.upsert({ ...anInstance("b"), spec: { unschedulable: true } });
    await bench.reconcile("demo/default");
    expect(statusOf("default")).toMatchObject({ status: "ACTIVE", registeredContainerInstancesCount: 2 });
  });

  test("tells its counts at most once a second, while tasks come and go", async () => {
    put("default");
    await bench.reconcile("demo/default");
    start("t1");
    expect(await bench.reconcile("demo/default")).toMatchObject({ kind: "requeueAfter" });
    start("t2");
    await bench.clock.advance(1_000);
    expect(await bench.reconcile("demo/default")).toEqual({ kind: "awaitChange" });
    expect(bench.writes().filter((write) => write.endsWith("/status"))).toHaveLength(2);
    expect(statusOf("default")?.pendingTasksCount).toBe(2);
  });

  test("is refused under a name that an elder one has", async () => {
    put("default");
    put("other", { clusterName: "default" }, "2026-05-01T00:00:00Z");
    await bench.reconcile("demo/other");
    expect(condition("other", "Stalled")).toMatchObject({ status: "True", reason: "ClusterConflict" });
  });

  test("is refused under a name that ECS does not take", async () => {
    put("a.b");
    await bench.reconcile("demo/a.b");
    expect(condition("a.b", "Stalled")).toMatchObject({ status: "True", reason: "InvalidParameter" });
  });

  test("with strict refuses what has no effect", async () => {
    put("default", { tags: [{ key: "team", value: "a" }], kubernetes: { strict: true } });
    await bench.reconcile("demo/default");
    const message = expect.stringContaining("tags");
    expect(condition("default", "Stalled")).toMatchObject({ status: "True", reason: "NotHonouredStrict", message });
  });
});

describe("a cluster that its user deletes", () => {
  const DELETED = "2026-06-01T00:00:00Z";
  const finalizers = () => bench.caches.clusters.get("demo/default")?.metadata.finalizers;

  /** Deletes the cluster as a user does: the API server keeps it while it has finalizers. */
  async function deleteDefault(): Promise<void> {
    put("default");
    await bench.reconcile("demo/default");
    expect(finalizers()).toEqual(["ecs.berth.dev/cluster"]);
    const known = bench.caches.clusters.get("demo/default");
    if (known === undefined) throw new Error("the cluster is not there");
    const path = "/apis/ecs.berth.dev/v1alpha1/namespaces/demo/ecsclusters/default";
    const metadata = { ...known.metadata, deletionTimestamp: DELETED };
    const { uid, resourceVersion } = bench.server.put(path, { ...known, metadata }).metadata;
    bench.caches.clusters.upsert({ ...known, metadata: { ...metadata, uid, resourceVersion } });
  }

  test("goes at once where nothing is in it, INACTIVE at last", async () => {
    await deleteDefault();
    await bench.reconcile("demo/default");
    expect(finalizers() ?? []).toEqual([]);
    expect(statusOf("default")?.status).toBe("INACTIVE");
  });

  test("stays while a container instance is in it, says so in ECS's words, and goes when it is gone", async () => {
    await deleteDefault();
    bench.server.put("/api/v1/namespaces/demo", { metadata: { name: "demo" } });
    bench.caches.nodes.upsert(anInstance("a"));
    await bench.reconcile("demo/default");
    expect(finalizers()).toEqual(["ecs.berth.dev/cluster"]);
    expect(condition("default", "Ready")?.message).toContain(
      "ClusterContainsContainerInstancesException: The Cluster cannot be deleted while Container Instances are active or draining.",
    );
    bench.caches.nodes.remove(anInstance("a"));
    await bench.reconcile("demo/default");
    expect(finalizers() ?? []).toEqual([]);
  });

  test("does not hold its namespace up", async () => {
    await deleteDefault();
    const going = { name: "demo", deletionTimestamp: DELETED };
    bench.server.put("/api/v1/namespaces/demo", { metadata: going });
    bench.caches.nodes.upsert(anInstance("a"));
    await bench.reconcile("demo/default");
    expect(finalizers() ?? []).toEqual([]);
  });
});
