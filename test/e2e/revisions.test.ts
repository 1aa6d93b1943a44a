import { afterEach, expect, test } from "vitest";
import { configMaps, pods } from "../support/api.ts";
import { kubectl } from "../support/cluster.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { stalled } from "../support/told.ts";
import { throughout, within } from "../support/wait.ts";

const shop = story("revisions");
afterEach(() => shop.removeServices());

/** Numbers of the revisions of a family that are ACTIVE, or INACTIVE. */
async function numbers(family: string, status: "ACTIVE" | "INACTIVE" = "ACTIVE"): Promise<string[]> {
  const maps = await shop.list(configMaps, `ecs.berth.dev/family=${family},ecs.berth.dev/status=${status}`);
  return maps.map(({ metadata }) => metadata.labels?.["ecs.berth.dev/revision"] ?? "").toSorted();
}

const newest = (revision: number) => ({
  current: true,
  status: { revision, status: "ACTIVE" },
  conditions: { Ready: { status: "True" } },
});

async function registered(family: string, revision: number): Promise<void> {
  await expect.poll(() => shop.taskDefinition(family), within(10)).toMatchObject(newest(revision));
}

test("a task definition's first revision is kept for good, as DescribeTaskDefinition tells it", async () => {
  await shop.apply(aTaskDefinition("kept", sleeper({ variable: "one" })));
  await registered("kept", 1);
  expect((await shop.taskDefinition("kept"))?.status).toMatchObject({
    taskDefinitionArn: "arn:aws:ecs:local:000000000000:task-definition/kept:1",
    compatibilities: ["EC2", "FARGATE"],
  });
  const map = await shop.revision("kept", 1);
  expect(map?.immutable).toBe(true);
  expect(map?.metadata.ownerReferences).toBeUndefined();
  expect(JSON.parse(map?.data?.["task-definition.json"] ?? "")).toMatchObject({
    taskDefinitionArn: "arn:aws:ecs:local:000000000000:task-definition/kept:1",
    family: "kept",
    revision: 1,
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    requiresCompatibilities: ["FARGATE"],
    containerDefinitions: [
      { name: "main", essential: true, cpu: 0, portMappings: [], environment: [{ name: "VARIABLE", value: "one" }] },
    ],
  });
});

test("the same content in other words is no new revision, other content is the next one", async () => {
  const plain = sleeper();
  await shop.apply(aTaskDefinition("words", plain));
  await registered("words", 1);
  const containerDefinitions = plain.containerDefinitions.map((container) => ({
    ...container,
    cpu: 0,
    essential: true,
    portMappings: [],
    environment: [],
    mountPoints: [],
  }));
  await shop.apply(
    aTaskDefinition("words", { ...plain, cpu: ".25 vCPU", memory: "0.5GB", volumes: [], containerDefinitions }),
  );
  await registered("words", 1);
  expect(await numbers("words")).toEqual(["1"]);

  await shop.apply(aTaskDefinition("words", sleeper({ cpu: ".5 vCPU", memory: "1GB" })));
  await registered("words", 2);
  // Back to what revision 1 said: content that is not the newest is registered anew.
  await shop.apply(aTaskDefinition("words", plain));
  await registered("words", 3);
  expect(await numbers("words")).toEqual(["1", "2", "3"]);
});

test("a deleted task definition's revisions become INACTIVE, its services go on, and the count goes on", async () => {
  await shop.apply(
    aCluster(),
    aTaskDefinition("gone", sleeper({ variable: "one" })),
    aService("lasting", { taskDefinition: "gone:1", launchType: "FARGATE", desiredCount: 1 }),
  );
  await shop.settled("lasting", 1, "gone:1");
  const tasks = await shop.taskIds("lasting");

  await shop.kubectl("delete", "taskdef", "gone");
  await expect.poll(() => numbers("gone", "INACTIVE"), within(10)).toEqual(["1"]);
  await throughout(4, async () => {
    expect(await shop.taskIds("lasting")).toEqual(tasks);
    expect((await shop.service("lasting"))?.conditions).toMatchObject({ Ready: { status: "True" } });
  });

  await shop.apply(aTaskDefinition("gone", sleeper({ variable: "one" })));
  await registered("gone", 2);
  expect(await numbers("gone")).toEqual(["2"]);
  expect(await numbers("gone", "INACTIVE")).toEqual(["1"]);
  expect(await shop.taskIds("lasting")).toEqual(tasks);
});

test("a service that runs an INACTIVE revision is still scaled; a new one is refused it", async () => {
  await shop.apply(aCluster(), aTaskDefinition("old", sleeper()));
  await shop.apply(aService("user", { taskDefinition: "old:1", launchType: "FARGATE", desiredCount: 1 }));
  await shop.settled("user", 1, "old:1");
  await shop.apply(aTaskDefinition("old", { ...sleeper(), kubernetes: { deregister: [1] } }));
  await expect.poll(() => numbers("old", "INACTIVE"), within(10)).toEqual(["1"]);

  await shop.kubectl("scale", "ecsservice/user", "--replicas=2");
  await shop.settled("user", 2, "old:1");
  await shop.apply(aService("late", { taskDefinition: "old:1", launchType: "FARGATE", desiredCount: 1 }));
  await expect
    .poll(() => shop.service("late"), within(10))
    .toMatchObject(stalled("InvalidParameter", "ClientException: TaskDefinition is inactive: old:1."));
  expect(await shop.list(pods, "ecs.berth.dev/service=late")).toEqual([]);
});

test("a lost counter starts again above every revision that exists", async () => {
  await shop.apply(aTaskDefinition("counted", sleeper({ variable: "one" })));
  await registered("counted", 1);
  await shop.apply(aTaskDefinition("counted", sleeper({ variable: "two" })));
  await registered("counted", 2);
  await shop.kubectl("delete", "configmap", "taskdef-counter.counted");
  await shop.apply(aTaskDefinition("counted", sleeper({ variable: "three" })));
  await registered("counted", 3);
});

test("a number under which somebody else's ConfigMap stands is skipped and told of, and that object left as it is", async () => {
  await shop.kubectl("create", "configmap", "taskdef-taken-1", "--from-literal=mine=yes");
  const before = await shop.stored("configmap", "taskdef-taken-1");
  await shop.apply(aTaskDefinition("taken", sleeper()));
  await registered("taken", 2);
  expect(await shop.kubectl("events", "--for=taskdefinition/taken")).toMatch(/NameConflict.*taskdef-taken-1/);
  expect(await shop.stored("configmap", "taskdef-taken-1")).toBe(before);
  expect(await numbers("taken")).toEqual(["2"]);
});

test("somebody else's ConfigMap under the counter's name is left as it is, until it is gone", async () => {
  await shop.kubectl("create", "configmap", "taskdef-counter.held", "--from-literal=revision=41");
  const before = await shop.stored("configmap", "taskdef-counter.held");
  await shop.apply(aTaskDefinition("held", sleeper()));
  await expect
    .poll(() => shop.taskDefinition("held"), within(10))
    .toMatchObject(stalled("NameConflict", expect.stringContaining("taskdef-counter.held")));
  await throughout(3, async () => expect(await shop.stored("configmap", "taskdef-counter.held")).toBe(before));
  await shop.kubectl("delete", "configmap", "taskdef-counter.held");
  await expect.poll(() => shop.taskDefinition("held"), within(35)).toMatchObject(newest(1));
});

test("of two task definitions of one family the younger is refused, and the older does not notice", async () => {
  await shop.apply(aTaskDefinition("elder", { ...sleeper({ variable: "elder" }), family: "shared" }));
  await registered("elder", 1);
  const before = await shop.taskDefinition("elder");
  // Creation times have whole seconds.
  await kubectl("wait", "--for=condition=Ready", "-n", shop.namespace, "taskdef/elder", "--timeout=10s");
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await shop.apply(aTaskDefinition("younger", { ...sleeper({ variable: "younger" }), family: "shared" }));
  await expect
    .poll(() => shop.taskDefinition("younger"), within(10))
    .toMatchObject(stalled("FamilyConflict", expect.stringContaining("elder")));
  expect(await shop.taskDefinition("elder")).toEqual(before);
  expect(await numbers("shared")).toEqual(["1"]);
});
