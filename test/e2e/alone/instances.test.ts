import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { daemonSets } from "../../support/api.ts";
import { kubectl } from "../../support/cluster.ts";
import { story } from "../../support/given.ts";
import { addInstance, nodesAreShared, removeInstances, workers } from "../../support/instances.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../../support/manifests.ts";
import { waiting } from "../../support/told.ts";
import { within } from "../../support/wait.ts";

const shop = story("instances");

let nodes: string[] = [];
beforeAll(async () => {
  nodes = (await workers()).slice(0, 2);
  await shop.apply(aCluster(), aTaskDefinition("agent", sleeper({ requiresCompatibilities: ["EC2", "FARGATE"] })));
});
afterEach(async () => {
  await shop.removeServices();
  await removeInstances(...nodes);
});
afterAll(() => removeInstances(...nodes));

/** Names of the Nodes that the tasks of a service run on. */
async function places(service: string): Promise<string[]> {
  return (await shop.tasks(service)).map(({ spec }) => spec?.nodeName ?? "").toSorted();
}

test("without container instance a service says so as ECS does, and the command that it gives helps", async () => {
  await shop.apply(aService("lonely", { taskDefinition: "agent", launchType: "EC2", desiredCount: 1 }));
  const command = `kubectl label node NODE ecs.berth.dev/cluster=${shop.namespace}.default`;
  await expect
    .poll(() => shop.service("lonely"), within(10))
    .toMatchObject(waiting("NoContainerInstances", expect.stringContaining(command)));
  expect(await shop.events("lonely")).toContain(
    "(service lonely) was unable to place a task because no container instance met all of its requirements. " +
      "Reason: No Container Instances were found in your cluster.",
  );
  const [node = ""] = nodes;
  await kubectl(...command.replace("NODE", node).split(" ").slice(1));
  await shop.settled("lonely", 1);
  expect(await places("lonely")).toEqual([node]);
});

test.skipIf(nodesAreShared)(
  "a DAEMON service has one task on every container instance, and follows the labels",
  async () => {
    const daemons = (count: number) => shop.settled("agent", count, "agent:1");
    const [first = "", ...others] = nodes;
    await addInstance(first, shop.namespace);
    await shop.apply(aService("agent", { taskDefinition: "agent", schedulingStrategy: "DAEMON" }));
    await daemons(1);
    expect(await shop.find(daemonSets, "agent")).toBeDefined();
    const tasks = await shop.taskIds("agent");
    for (const node of others) await addInstance(node, shop.namespace);
    await daemons(nodes.length);
    expect(await places("agent")).toEqual(nodes);
    expect(await shop.taskIds("agent")).toEqual(expect.arrayContaining(tasks));
    await removeInstances(first);
    await daemons(others.length);
    expect(await places("agent")).toEqual(others);
  },
);

test("a DAEMON service rolls a new revision over its instances", async () => {
  for (const node of nodes) await addInstance(node, shop.namespace);
  await shop.apply(aTaskDefinition("rolled", sleeper({ requiresCompatibilities: ["EC2"], variable: "one" })));
  await shop.apply(aService("rolled", { taskDefinition: "rolled", schedulingStrategy: "DAEMON" }));
  await shop.settled("rolled", nodes.length, "rolled:1");
  await shop.apply(aTaskDefinition("rolled", sleeper({ requiresCompatibilities: ["EC2"], variable: "two" })));
  await shop.settled("rolled", nodes.length, "rolled:2");
  expect(await places("rolled")).toEqual(nodes);
  expect((await shop.service("rolled"))?.status?.deployments).toMatchObject([
    { status: "PRIMARY", rolloutState: "COMPLETED" },
  ]);
});

test("a DAEMON service whose tasks fail goes back to the revision that completed last", async () => {
  for (const node of nodes) await addInstance(node, shop.namespace);
  const broken = { name: "main", image: "busybox:1", memory: 16, command: ["sh", "-c", "exit 1"] };
  const threshold = { type: "COUNT", value: 2 } as const;
  await shop.apply(
    aTaskDefinition("fragile", sleeper({ requiresCompatibilities: ["EC2"] })),
    aService("fragile", {
      taskDefinition: "fragile",
      schedulingStrategy: "DAEMON",
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: true, rollback: true, thresholdConfiguration: threshold },
      },
    }),
  );
  await shop.settled("fragile", nodes.length, "fragile:1");
  await shop.apply(
    aTaskDefinition("fragile", sleeper({ requiresCompatibilities: ["EC2"], containerDefinitions: [broken] })),
  );
  await expect
    .poll(async () => (await shop.service("fragile"))?.status, within(120))
    .toMatchObject({
      runningCount: nodes.length,
      taskDefinition: expect.stringMatching(/fragile:1$/),
      serviceDeployments: [{ status: "ROLLBACK_SUCCESSFUL" }, { status: "SUCCESSFUL" }],
    });
  expect(await places("fragile")).toEqual(nodes);
}, 180_000);

test.skipIf(nodesAreShared)("Fargate tasks run outside the container instances", async () => {
  for (const node of nodes) await addInstance(node, shop.namespace);
  await shop.apply(aService("outside", { taskDefinition: "agent", launchType: "FARGATE", desiredCount: 3 }));
  await shop.settled("outside", 3);
  const outside = (await workers()).filter((node) => !nodes.includes(node));
  expect(new Set(await places("outside"))).toEqual(new Set(outside));
  expect((await shop.service("outside"))?.status).toMatchObject({ launchType: "FARGATE" });
});
