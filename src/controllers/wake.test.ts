import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aController } from "../../test/support/a-controller.ts";
import { aRun, aRunPod } from "../../test/support/a-run.ts";
import { aCluster, anInstance, aRevision, aService, aTask } from "../../test/support/a-service.ts";
import type { ServiceSpec } from "../api/kinds/service.ts";
import { controllerReference } from "../api/kube-object.ts";
import { labels } from "../api/labels.ts";
import type { OwnCluster, OwnService, OwnTask } from "./caches.ts";
import { clusterController } from "./cluster/controller.ts";
import { serviceController } from "./service/controller.ts";
import { taskController } from "./task/controller.ts";

type Bench = Awaited<ReturnType<typeof aController>>;
let bench: Bench;
afterEach(() => bench.close());

function service(name: string, spec: ServiceSpec = {}): OwnService {
  const object = aService(spec);
  return { ...object, metadata: { ...object.metadata, name, uid: `uid-of-${name}` }, nulls: [] };
}

function cluster(name: string, clusterName = name): OwnCluster {
  const { metadata } = aCluster();
  return { metadata: { ...metadata, name, uid: `uid-of-${name}` }, spec: { clusterName }, nulls: [] };
}

const task = (change: { labels?: Record<string, string>; namespace?: string } = {}) => {
  const pod = aTask("t1", { templateHash: "h", revision: aRevision() });
  const all = { [labels.cluster]: "demo.default", [labels.service]: "web" };
  return { ...pod, metadata: { ...pod.metadata, labels: all, ...change } };
};

describe("a service is looked at again when", () => {
  beforeEach(async () => {
    bench = await aController(serviceController);
    bench.caches.services.upsert(service("web"));
    bench.listen();
    bench.woken();
  });

  test("the elder of its name is there, changes or goes: the younger has the name then", () => {
    const elder = service("elder", { serviceName: "web" });
    bench.caches.services.upsert(elder);
    expect(bench.woken()).toEqual(["demo/elder", "demo/web"]);
    bench.caches.services.remove(elder);
    expect(bench.woken()).toContain("demo/web");
  });

  test("its cluster comes or goes", () => {
    bench.caches.clusters.upsert(cluster("c", "default"));
    expect(bench.woken()).toEqual(["demo/web"]);
    bench.caches.clusters.remove(cluster("c", "default"));
    expect(bench.woken()).toEqual(["demo/web"]);
  });

  test("a revision of its family comes, changes its status or goes", () => {
    const revision = { metadata: { namespace: "demo", name: "taskdef-web-1" }, revision: aRevision(1) };
    bench.caches.revisions.upsert(revision);
    expect(bench.woken()).toEqual(["demo/web"]);
    bench.caches.revisions.upsert({ ...revision, revision: { ...aRevision(1), status: "INACTIVE" } });
    expect(bench.woken()).toEqual(["demo/web"]);
    bench.caches.revisions.remove(revision);
    expect(bench.woken()).toEqual(["demo/web"]);
  });

  test("a child of it changes, or loses its owner", () => {
    const metadata = { namespace: "demo", name: "web", uid: "d" };
    const deployment = { metadata: { ...metadata, ownerReferences: [controllerReference(service("web"))] } };
    bench.caches.deployments.upsert(deployment);
    expect(bench.woken()).toEqual(["demo/web"]);
    bench.caches.deployments.upsert({ metadata });
    expect(bench.woken()).toEqual(["demo/web"]);
  });

  test("a task of it changes, goes, or loses its labels", () => {
    bench.caches.pods.upsert(task());
    expect(bench.woken()).toEqual(["demo/web"]);
    bench.caches.pods.upsert(task({ labels: { [labels.cluster]: "demo.default" } }));
    expect(bench.woken()).toEqual(["demo/web"]);
    const { metadata } = task();
    bench.caches.replicaSets.upsert({ metadata });
    bench.woken();
    bench.caches.replicaSets.remove({ metadata });
    expect(bench.woken()).toEqual(["demo/web"]);
  });

  test("a Node becomes an instance of its cluster, is cordoned, or is one no more", () => {
    const node = anInstance("a");
    bench.caches.nodes.upsert(node);
    expect(bench.woken()).toEqual(["demo/web"]);
    bench.caches.nodes.upsert({ ...node, spec: { unschedulable: true } });
    expect(bench.woken()).toEqual(["demo/web"]);
    bench.caches.nodes.upsert({ ...node, metadata: { ...node.metadata, labels: {} } });
    expect(bench.woken()).toEqual(["demo/web"]);
  });

  test("but not when a Node only tells that it is alive", () => {
    const node = anInstance("a");
    bench.caches.nodes.upsert(node);
    bench.woken();
    bench.caches.nodes.upsert({ ...node, metadata: { ...node.metadata, annotations: { seen: "now" } } });
    expect(bench.woken()).toEqual([]);
  });
});

describe("a Task is looked at again when", () => {
  const run = (name: string, clientToken?: string): OwnTask => {
    const { metadata, ...object } = aRun(clientToken === undefined ? {} : { clientToken });
    return { ...object, metadata: { ...metadata, name, uid: `uid-of-${name}` }, nulls: [] };
  };
  beforeEach(async () => {
    bench = await aController(taskController);
    bench.caches.tasks.upsert(run("job"));
    bench.listen();
    bench.woken();
  });

  test("its cluster, its task definition or a revision comes, until it has started", () => {
    const revision = { metadata: { namespace: "demo", name: "taskdef-web-1" }, revision: aRevision(1) };
    const all = () => {
      bench.caches.clusters.upsert(cluster("c", "default"));
      bench.caches.clusters.remove(cluster("c", "default"));
      const clusters = bench.woken();
      bench.caches.revisions.upsert(revision);
      bench.caches.revisions.remove(revision);
      return [clusters, bench.woken()];
    };
    expect(all()).toEqual([["demo/job"], ["demo/job"]]);
    bench.caches.tasks.upsert({ ...run("job"), status: { kubernetes: { taskDefinition: "web:1" } } });
    bench.woken();
    expect(all()).toEqual([[], []]);
  });

  test("a Pod of it comes, changes or goes, and not one of a service", () => {
    const pod = aRunPod(run("job"));
    bench.caches.pods.upsert(pod);
    expect(bench.woken()).toEqual(["demo/job"]);
    bench.caches.pods.remove(pod);
    expect(bench.woken()).toEqual(["demo/job"]);
    bench.caches.pods.upsert(task());
    expect(bench.woken()).toEqual([]);
  });

  test("another one with its client token says something", () => {
    bench.caches.tasks.upsert(run("first", "t"));
    bench.caches.tasks.upsert(run("second", "t"));
    expect(bench.woken()).toEqual(["demo/first", "demo/second"]);
    bench.caches.tasks.remove(run("first", "t"));
    expect(bench.woken()).toEqual(["demo/first", "demo/second"]);
  });
});

describe("a cluster is looked at again when", () => {
  beforeEach(async () => {
    bench = await aController(clusterController);
    bench.caches.clusters.upsert(cluster("default"));
    bench.listen();
    bench.woken();
  });

  test("a Node becomes an instance of it, or goes", () => {
    bench.caches.nodes.upsert(anInstance("a"));
    expect(bench.woken()).toEqual(["demo/default"]);
    bench.caches.nodes.remove(anInstance("a"));
    expect(bench.woken()).toEqual(["demo/default"]);
  });

  test("a service joins it or goes", () => {
    bench.caches.services.upsert(service("web"));
    expect(bench.woken()).toEqual(["demo/default"]);
    bench.caches.services.remove(service("web"));
    expect(bench.woken()).toEqual(["demo/default"]);
  });

  test("a task of it changes, goes to another cluster, or goes", () => {
    bench.caches.pods.upsert(task());
    expect(bench.woken()).toEqual(["demo/default"]);
    bench.caches.pods.upsert(task({ labels: { [labels.cluster]: "demo.other" } }));
    expect(bench.woken()).toEqual(["demo/default"]);
  });

  test("the elder of its name goes", () => {
    const elder = cluster("elder", "default");
    bench.caches.clusters.upsert(elder);
    bench.woken();
    bench.caches.clusters.remove(elder);
    expect(bench.woken()).toContain("demo/default");
  });

  test("but not when another namespace labels a Pod with its name: that is no task of it", async () => {
    bench.caches.pods.upsert(task({ namespace: "other" }));
    expect(bench.woken()).toEqual([]);
    bench.server.put("/apis/ecs.berth.dev/v1alpha1/namespaces/demo/ecsclusters/default", { ...cluster("default") });
    await bench.reconcile("demo/default");
    expect(bench.caches.clusters.get("demo/default")?.status).toMatchObject({ runningTasksCount: 0 });
  });
});
