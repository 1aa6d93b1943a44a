import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deployments } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { waiting } from "../support/told.ts";
import { throughout, within } from "../support/wait.ts";

const shop = story("deployment-numbers");

const HELD =
  "(service held) was unable to stop or start tasks during a deployment because of the service deployment configuration. " +
  "Update the minimumHealthyPercent or maximumPercent value and try again.";

/** [desired, minimumHealthyPercent, maximumPercent]: how many tasks may be missing, and how many too many. */
const table = [
  { tasks: [0, 0, 100], fewer: 0, more: 1 },
  { tasks: [0, 100, 200], fewer: 0, more: 1 },
  { tasks: [0, 100, 100], fewer: 0, more: 1 },
  { tasks: [1, 0, 100], fewer: 1, more: 0 },
  { tasks: [1, 100, 100], fewer: 0, more: 1 },
  { tasks: [1, 100, 150], fewer: 0, more: 1 },
  { tasks: [1, 50, 200], fewer: 0, more: 1 },
  { tasks: [2, 50, 100], fewer: 1, more: 0 },
  { tasks: [2, 75, 200], fewer: 0, more: 2 },
  { tasks: [2, 100, 150], fewer: 0, more: 1 },
  { tasks: [3, 0, 100], fewer: 3, more: 0 },
  { tasks: [3, 100, 125], fewer: 0, more: 1 },
  { tasks: [3, 34, 134], fewer: 1, more: 1 },
  { tasks: [3, 67, 166], fewer: 0, more: 1 },
  { tasks: [4, 25, 125], fewer: 3, more: 1 },
  { tasks: [4, 50, 100], fewer: 2, more: 0 },
  { tasks: [5, 0, 200], fewer: 5, more: 5 },
  { tasks: [5, 100, 119], fewer: 0, more: 1 },
  { tasks: [5, 81, 120], fewer: 0, more: 1 },
] as const;

describe("the API server takes every combination of desired count, minimum and maximum percent:", () => {
  beforeAll(async () => {
    // No container instance: the tasks stay PROVISIONING, and only the numbers count.
    const onInstances = sleeper({ requiresCompatibilities: ["EC2"] });
    await shop.apply(aCluster("empty"), aTaskDefinition("numbers", onInstances));
  });
  afterAll(() => shop.removeServices());

  test.each(table)("$tasks may be $fewer fewer and $more more", async ({ tasks, fewer, more }) => {
    const [desiredCount, minimumHealthyPercent, maximumPercent] = tasks;
    const deploymentConfiguration = { minimumHealthyPercent, maximumPercent };
    const spec = { cluster: "empty", taskDefinition: "numbers", desiredCount, deploymentConfiguration };
    await shop.apply(aService("numbers", spec));
    const expected = {
      replicas: desiredCount,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: fewer, maxSurge: more } },
    };
    const workload = async () => (await shop.find(deployments, "numbers"))?.spec;
    await expect.poll(workload, within(10)).toMatchObject(expected);
    expect((await workload())?.paused ?? false).toBe(false);
    await expect
      .poll(() => shop.service("numbers"), within(10))
      .toMatchObject({
        current: true,
        status: { desiredCount },
        conditions: { Stalled: { status: "False" } },
      });
  });
});

test("a deployment that has no room waits and says so as ECS does, until it is given room", async () => {
  const held = (maximumPercent: number) =>
    aService("held", {
      taskDefinition: "held",
      launchType: "FARGATE",
      desiredCount: 2,
      deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent },
    });
  await shop.apply(aCluster(), aTaskDefinition("held", sleeper({ variable: "one" })), held(100));
  await shop.settled("held", 2, "held:1");
  const tasks = await shop.taskIds("held");

  await shop.apply(aTaskDefinition("held", sleeper({ variable: "two" })));
  await expect.poll(() => shop.service("held"), within(10)).toMatchObject(waiting("DeploymentHeld", HELD));
  expect((await shop.events("held")).filter((event) => event === HELD)).toHaveLength(1);
  await throughout(5, async () => expect(await shop.taskIds("held")).toEqual(tasks));
  expect((await shop.events("held")).filter((event) => event === HELD)).toHaveLength(1);

  await shop.apply(held(150));
  await shop.settled("held", 2, "held:2");
  expect(await shop.taskIds("held")).not.toEqual(expect.arrayContaining(tasks.slice(0, 1)));
});
