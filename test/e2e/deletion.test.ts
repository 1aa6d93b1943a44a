import { afterEach, expect, test } from "vitest";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import { clusters, configMaps, coreServices, daemonSets, deployments, pods } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, balanced, listener } from "../support/manifests.ts";
import { waiting } from "../support/told.ts";
import { throughout, within } from "../support/wait.ts";

const shop = story("deletion");
afterEach(() => shop.removeServices());

const web = () => aTaskDefinition("web", listener());

const served: ServiceSpec = {
  taskDefinition: "web",
  launchType: "FARGATE",
  desiredCount: 1,
  ...balanced,
};

test("with a service go its workload, its core Service and its tasks, and nothing else", async () => {
  await shop.kubectl("create", "configmap", "mine", "--from-literal=a=b");
  await shop.kubectl("create", "service", "clusterip", "mine", "--tcp=80");
  await shop.kubectl("create", "deployment", "mine", "--image=busybox:1", "--replicas=0");
  await shop.apply(aCluster(), web(), aService("web", served), aService("other", served));
  await shop.settled("web", 1);
  await shop.settled("other", 1);
  const others = await shop.taskIds("other");

  await shop.kubectl("delete", "ecsservice", "web");
  const left = async () => [
    await shop.find(deployments, "web"),
    await shop.find(coreServices, "web"),
    ...(await shop.list(pods, "ecs.berth.dev/service=web")),
  ];
  await expect.poll(left, within(30)).toEqual([undefined, undefined]);

  expect(await shop.taskIds("other")).toEqual(others);
  expect(await shop.find(coreServices, "other")).toBeDefined();
  expect(await shop.revision("web", 1)).toMatchObject({ metadata: { labels: { "ecs.berth.dev/status": "ACTIVE" } } });
  expect(await shop.find(configMaps, "taskdef-counter.web")).toBeDefined();
  expect(await shop.find(configMaps, "mine")).toBeDefined();
  expect(await shop.find(coreServices, "mine")).toBeDefined();
  expect(await shop.find(deployments, "mine")).toBeDefined();
});

test("a service that no load balancer is before any more loses its core Service, and keeps its name for another", async () => {
  await shop.apply(aCluster(), web(), aService("plain", served));
  await shop.settled("plain", 1);
  await shop.apply(aService("plain", { ...served, loadBalancers: [] }));
  await expect.poll(() => shop.find(coreServices, "plain"), within(10)).toBeUndefined();
  await shop.settled("plain", 1);
});

test("a cluster that is deleted stays, in ECS's words, until its services and their tasks are gone", async () => {
  await shop.apply(aCluster("passing"), web(), aService("lasting", { ...served, cluster: "passing" }));
  await shop.settled("lasting", 1);
  const tasks = await shop.taskIds("lasting");
  await shop.kubectl("delete", "ecscluster", "passing", "--wait=false");
  const message = async () => {
    const { status } = (await shop.find(clusters, "passing")) ?? {};
    return status?.conditions?.find(({ type }) => type === "Ready")?.message;
  };
  await expect
    .poll(message, within(10))
    .toContain("ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.");
  await throughout(3, async () => expect(await shop.taskIds("lasting")).toEqual(tasks));
  await shop.apply(aService("late", { ...served, cluster: "passing" }));
  await expect.poll(() => shop.service("late"), within(10)).toMatchObject(waiting("ClusterInactive"));
  await shop.kubectl("delete", "ecsservice", "lasting", "late");
  await expect.poll(() => shop.find(clusters, "passing"), within(60)).toBeUndefined();
});

test("a service that is deleted and made again in the same breath has children of its own", async () => {
  await shop.apply(aCluster(), web(), aService("again", served));
  await shop.settled("again", 1);
  const before = (await shop.find(deployments, "again"))?.metadata.uid;
  await shop.kubectl("delete", "ecsservice", "again", "--wait=false");
  await shop.apply(aService("again", served));
  await shop.settled("again", 1);
  const [service, child] = [await shop.service("again"), await shop.find(deployments, "again")];
  expect(child?.metadata.uid).not.toBe(before);
  expect(child?.metadata.ownerReferences?.[0]?.uid).toBe(service?.metadata.uid);
  expect(await shop.list(daemonSets)).toEqual([]);
});
