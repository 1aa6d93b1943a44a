import { afterAll, beforeAll, expect, test } from "vitest";
import type { ContainerDefinition } from "../../src/api/index.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTask, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { within } from "../support/wait.ts";

/* What the programs of a task get of Secrets and ConfigMaps that stand in for things of AWS. */

const VALUE = "s3cret-value";
const ROLE = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole";
const DB = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbC3Ef";
const LATER = DB.replace("prod/db", "later");
const FILES = "arn:aws:s3:::config/shop";

const shop = story("secrets");
beforeAll(async () => {
  await shop.apply(aCluster());
  await shop.kubectl("create", "secret", "generic", "prod.db", `--from-literal=password=${VALUE}`);
  await shop.kubectl("create", "secret", "generic", "ssm.shop", "--from-literal=key=parameter");
  const file = ["--from-literal=LEVEL=file", "--from-literal=ONLY=file"];
  await shop.kubectl("create", "configmap", "s3.config.shop.first", ...file);
  await shop.kubectl("create", "configmap", "s3.config.shop.second", "--from-literal=ONLY=second");
});
afterAll(() => shop.removeServices());

const PRINTS = "echo $PASSWORD $KEY $LEVEL $ONLY; trap exit TERM; while :; do sleep 1; done";

const container: ContainerDefinition = {
  name: "main",
  image: "busybox:1",
  command: ["sh", "-c", PRINTS],
  secrets: [
    { name: "PASSWORD", valueFrom: `${DB}:password::` },
    { name: "KEY", valueFrom: "/shop/key" },
  ],
  environment: [{ name: "LEVEL", value: "environment" }],
  environmentFiles: ["first", "second"].map((name) => ({ type: "s3", value: `${FILES}/${name}.env` })),
};

const definition = (members: Partial<ContainerDefinition> = {}) =>
  sleeper({ executionRoleArn: ROLE, containerDefinitions: [{ ...container, ...members }] });

test("a program has its secrets and its files' variables; environment goes before files, the first file before others", async () => {
  await shop.apply(aTaskDefinition("programs", definition()));
  await shop.apply(aTask("programs", { taskDefinition: "programs", launchType: "FARGATE" }));
  const logs = () => shop.kubectl("logs", "--selector", "ecs.berth.dev/task=programs", "--container", "main");
  await expect.poll(logs, within(60)).toBe(`${VALUE} parameter environment file\n`);
});

test("a task whose secret is missing fails as on ECS, and its service runs when the secret is there", async () => {
  await shop.apply(aTaskDefinition("later", definition({ secrets: [{ name: "PASSWORD", valueFrom: LATER }] })));
  await shop.apply(aService("later", { taskDefinition: "later", launchType: "FARGATE", desiredCount: 1 }));
  await expect
    .poll(async () => (await shop.service("later"))?.status?.stoppedTasks?.[0], within(60))
    .toMatchObject({
      stopCode: "TaskFailedToStart",
      stoppedReason: expect.stringMatching(/^ResourceInitializationError: .*secret "later" not found/),
    });
  await shop.kubectl("create", "secret", "generic", "later", `--from-literal=SecretString=${VALUE}`);
  await shop.settled("later", 1, "later:1");
});

test("no value of a secret stands in an object, an event or the operator's output", async () => {
  const kinds = "ecsclusters,taskdefinitions,ecsservices,ecstasks,pods,deployments,replicasets,configmaps,events";
  const all = await shop.kubectl("get", kinds, "--output=yaml");
  expect(all).toContain("PASSWORD");
  expect(all).not.toContain(VALUE);
  expect(await shop.kubectl("logs", "--namespace", "berth-system", "deployment/berth")).not.toContain(VALUE);
});
