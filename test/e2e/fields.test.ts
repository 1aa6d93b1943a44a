import { expect, test } from "vitest";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import { deployments } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { stalled } from "../support/told.ts";
import { within } from "../support/wait.ts";

const shop = story("fields");

const everyday = {
  ...sleeper(),
  executionRoleArn: "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
  status: "ACTIVE",
  containerDefinitions: [
    {
      name: "main",
      image: "busybox:1",
      command: ["sh", "-c", "trap exit TERM; while :; do sleep 1; done"],
      user: null,
      enviroment: [{ name: "A", value: "b" }],
      logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "/ecs/web" } },
    },
  ],
};

test("what has no effect is named, and the rest is done", async () => {
  // Sent as it stands: the schema of the types does not have what a user may write.
  const definition = { ...aTaskDefinition("everyday", {}), spec: everyday };
  await shop.apply(aCluster());
  await shop.create(definition);
  await shop.apply(aService("everyday", { taskDefinition: "everyday", launchType: "FARGATE", desiredCount: 1 }));
  await expect
    .poll(() => shop.taskDefinition("everyday"), within(10))
    .toMatchObject({
      current: true,
      conditions: { Ready: { status: "True" }, FieldsHonoured: { status: "False", reason: "PartlyHonoured" } },
    });
  const message = (await shop.taskDefinition("everyday"))?.conditions.FieldsHonoured?.message;
  expect(message).toContain("containerDefinitions[0].logConfiguration");
  expect(message).toContain('Unknown parameter in input: "enviroment"');
  expect(message).toContain("containerDefinitions[0].user: null");
  expect(message).toContain("executionRoleArn");
  expect(message).toContain("status: output of DescribeTaskDefinition");
  await shop.settled("everyday", 1, "everyday:1");
});

test("where every member has its effect, that is said", async () => {
  await shop.apply(aTaskDefinition("plain", sleeper()));
  await expect
    .poll(() => shop.taskDefinition("plain"), within(10))
    .toMatchObject({ conditions: { FieldsHonoured: { status: "True", reason: "AllHonoured" } } });
});

test("who asks to be strict is refused what would have no effect, by its name", async () => {
  const strict = { ...everyday, kubernetes: { strict: true } };
  await shop.apply({ ...aTaskDefinition("strict", {}), spec: strict });
  await expect
    .poll(() => shop.taskDefinition("strict"), within(10))
    .toMatchObject(stalled("NotHonouredStrict", expect.stringContaining("containerDefinitions[0].logConfiguration")));
  expect(await shop.revision("strict", 1)).toBeUndefined();
});

test("a service tells of its own members, and strict refuses them, too", async () => {
  const service: ServiceSpec = {
    taskDefinition: "plain",
    launchType: "FARGATE",
    desiredCount: 0,
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"] } },
    desiredcount: 3,
  };
  await shop.apply(aCluster(), aTaskDefinition("plain", sleeper()), aService("loose", service));
  await expect
    .poll(() => shop.service("loose"), within(10))
    .toMatchObject({
      current: true,
      conditions: { Ready: { status: "True" }, FieldsHonoured: { status: "False" } },
    });
  const message = (await shop.service("loose"))?.conditions.FieldsHonoured?.message;
  expect(message).toContain("networkConfiguration");
  expect(message).toContain('Unknown parameter in input: "desiredcount"');

  await shop.apply(aService("tight", { ...service, kubernetes: { strict: true } }));
  await expect
    .poll(() => shop.service("tight"), within(10))
    .toMatchObject(stalled("NotHonouredStrict", expect.stringContaining("desiredcount")));
  expect(await shop.find(deployments, "tight")).toBeUndefined();
});
