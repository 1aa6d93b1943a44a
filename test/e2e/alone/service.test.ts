import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { TaskDefinitionSpec } from "../../../src/api/kinds/task-definition.ts";
import { configMaps } from "../../support/api.ts";
import { story } from "../../support/given.ts";
import { addInstance, removeInstances, workers } from "../../support/instances.ts";
import { startLoad } from "../../support/load.ts";
import { aCluster, aService, aTaskDefinition } from "../../support/manifests.ts";
import { watchTasks } from "../../support/sampling.ts";
import { within } from "../../support/wait.ts";

/* The demo's story: one service through the life of its deployments, each test going on where the last one ended. */

const shop = story("service");

let instances: string[] = [];
beforeAll(async () => {
  instances = (await workers()).slice(0, 2);
});
afterAll(() => removeInstances(...instances));

/** nginx as it is used on ECS; its page says which revision and which task answered. */
function web(version: string): TaskDefinitionSpec {
  const page = "/usr/share/nginx/html/index.html";
  return {
    networkMode: "bridge",
    containerDefinitions: [
      {
        name: "nginx",
        image: "nginx:1.27",
        cpu: 64,
        memory: 64,
        portMappings: [{ containerPort: 80 }],
        environment: [{ name: "VERSION", value: version }],
        entryPoint: ["sh", "-c"],
        command: [`echo "$VERSION $(hostname)" >${page} && exec nginx -g "daemon off;"`],
        healthCheck: {
          command: ["CMD-SHELL", "curl -f http://localhost/ || exit 1"],
          interval: 5,
          timeout: 5,
          retries: 2,
        },
      },
    ],
  };
}

const service = (taskDefinition: string) =>
  aService("web", {
    taskDefinition,
    desiredCount: 2,
    loadBalancers: [{ containerName: "nginx", containerPort: 80 }],
  });

const deployments = async () => (await shop.service("web"))?.status?.deployments ?? [];

test("a cluster is ACTIVE, and has the container instances that are labelled for it", async () => {
  await shop.apply(aCluster());
  const counted = (count: number) => ({
    status: {
      status: "ACTIVE",
      registeredContainerInstancesCount: count,
      runningTasksCount: 0,
      activeServicesCount: 0,
    },
    conditions: { Ready: { status: "True" } },
  });
  await expect.poll(() => shop.cluster(), within(10)).toMatchObject(counted(0));
  for (const node of instances) await addInstance(node, shop.namespace);
  await expect.poll(() => shop.cluster(), within(10)).toMatchObject(counted(instances.length));
});

test("a service's two tasks run on the container instances, and both answer", async () => {
  await shop.apply(aTaskDefinition("web", web("one")), service("web"));
  await shop.settled("web", 2, "web:1");
  const tasks = await shop.tasks("web");
  expect(new Set(tasks.map(({ spec }) => spec?.nodeName))).toEqual(new Set(instances));
  expect((await shop.cluster())?.status).toMatchObject({ runningTasksCount: 2, activeServicesCount: 1 });

  const load = await startLoad({ namespace: shop.namespace, url: "http://web/", rate: 50, seconds: 3 });
  const { failed, answers } = await load.finished();
  expect(failed).toBe(0);
  expect(Object.keys(answers).toSorted()).toEqual(tasks.map(({ metadata }) => `one ${metadata.name}`).toSorted());
});

test("a new revision rolls out under 250 requests a second without one that fails, between 2 healthy tasks and 4 in all", async () => {
  const [before] = await deployments();
  const load = await startLoad({ namespace: shop.namespace, url: "http://web/", rate: 250 });
  const watching = await watchTasks(shop.namespace, "web");
  await shop.apply(aTaskDefinition("web", web("two")));
  await expect.poll(deployments, within(20)).toMatchObject([
    { status: "PRIMARY", rolloutState: "IN_PROGRESS", taskDefinition: expect.stringMatching(/web:2$/) },
    { status: "ACTIVE", id: before?.id, taskDefinition: expect.stringMatching(/web:1$/) },
  ]);
  await shop.settled("web", 2, "web:2");
  const { samples, fewestHealthy, mostTasks, seen } = await watching.end();
  const { sent, seconds, failed, lastError, answers } = await load.stop();

  expect({ failed, lastError }).toEqual({ failed: 0, lastError: undefined });
  expect(sent / seconds).toBeGreaterThan(200);
  expect(new Set(Object.keys(answers).map((line) => line.split(" ")[0]))).toEqual(new Set(["one", "two"]));
  expect({ fewestHealthy, mostTasks, seen: seen.size }).toEqual({ fewestHealthy: 2, mostTasks: 4, seen: 4 });
  expect(samples).toBeGreaterThan(10);
  expect(await deployments()).toMatchObject([{ status: "PRIMARY", rolloutState: "COMPLETED", runningCount: 2 }]);
  expect(await shop.events("web")).toEqual(
    expect.arrayContaining([
      "(service web) has reached a steady state.",
      expect.stringMatching(/^\(service web\) \(deployment ecs-svc\/\d{19}\) deployment completed\.$/),
      expect.stringMatching(/^\(service web\) has started [12] tasks: \(task [0-9a-f]{32}\)/),
    ]),
  );
});

test("going back to a revision registers nothing and is a deployment of its own", async () => {
  const before = await deployments();
  await shop.apply(service("web:1"));
  await shop.settled("web", 2, "web:1");
  const [now] = await deployments();
  expect(now).toMatchObject({ status: "PRIMARY", rolloutState: "COMPLETED" });
  expect(before.map(({ id }) => id)).not.toContain(now?.id);
  const revisions = await shop.list(configMaps, "ecs.berth.dev/family=web");
  expect(revisions.map(({ metadata }) => metadata.name).toSorted()).toEqual(["taskdef-web-1", "taskdef-web-2"]);
  // kube-proxy hears of the new tasks a moment after the operator.
  await vi.waitFor(async () => expect(await shop.answer("http://web/")).toMatch(/^one web-/), within(20));
});

test("scaling is no deployment and touches no running task", async () => {
  const [before] = await deployments();
  const tasks = await shop.taskIds("web");
  await shop.kubectl("scale", "ecsservice/web", "--replicas=4");
  await shop.settled("web", 4, "web:1");
  const four = await shop.taskIds("web");
  expect(four).toEqual(expect.arrayContaining(tasks));
  await shop.kubectl("scale", "ecsservice/web", "--replicas=1");
  await shop.settled("web", 1, "web:1");
  expect(four).toEqual(expect.arrayContaining(await shop.taskIds("web")));
  expect((await deployments()).map(({ id }) => id)).toEqual([before?.id]);
});
