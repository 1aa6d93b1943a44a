import { describe, expect, test } from "vitest";
import { manifestsIn, nameless } from "./manifest.ts";

const read = (...values: readonly unknown[]) =>
  manifestsIn(values.map((value, index) => ({ source: `f${index}`, value })));
const kindsAndNames = (value: unknown) => read(value).manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

describe("ECS JSON is known by its members", () => {
  const definition = { family: "web", containerDefinitions: [] };
  test.each<[string, unknown, string[]]>([
    ["RegisterTaskDefinition", definition, ["TaskDefinition/web"]],
    ["DescribeTaskDefinition", { taskDefinition: definition }, ["TaskDefinition/web"]],
    ["CreateService", { serviceName: "s", taskDefinition: "web" }, ["Service/s"]],
    ["UpdateService", { service: "s", taskDefinition: "web:2" }, ["Service/s"]],
    ["UpdateService, by ARN", { service: "arn:aws:ecs:r:1:service/c/s", desiredCount: 1 }, ["Service/s"]],
    ["CreateService's answer", { service: { serviceName: "s" } }, ["Service/s"]],
    [
      "DescribeServices",
      { services: [{ serviceName: "a" }, { serviceName: "b" }], failures: [] },
      ["Service/a", "Service/b"],
    ],
    ["RunTask", { taskDefinition: "web:2", count: 2, cluster: "c" }, ["Task/web"]],
    ["RunTask, by ARN", { taskDefinition: "arn:aws:ecs:r:1:task-definition/web:2" }, ["Task/web"]],
    ["CreateCluster", { clusterName: "c" }, ["Cluster/c"]],
    ["DescribeClusters", { clusters: [{ clusterName: "c", status: "ACTIVE" }] }, ["Cluster/c"]],
    [
      "a manifest",
      { apiVersion: "ecs.berth.dev/v1alpha1", kind: "Service", metadata: { name: "x" }, spec: {} },
      ["Service/x"],
    ],
  ])("%s", (_what, value, expected) => {
    expect(kindsAndNames(value)).toEqual(expected);
  });
});

test("a service that DescribeServices tells becomes the request that makes it", () => {
  const answer = {
    serviceName: "agent",
    clusterArn: "arn:aws:ecs:r:1:cluster/c",
    roleArn: "arn:aws:iam::1:role/r",
    desiredCount: 3,
    schedulingStrategy: "DAEMON",
  };
  expect(read({ services: [answer] }).manifests[0]?.spec).toEqual({
    cluster: "arn:aws:ecs:r:1:cluster/c",
    role: "arn:aws:iam::1:role/r",
    serviceName: "agent",
    schedulingStrategy: "DAEMON",
  });
});

test("tags stand beside a task definition that is described, and in one that is registered", () => {
  const tags = [{ key: "a", value: "b" }];
  expect(read({ taskDefinition: { family: "web" }, tags }).manifests[0]?.spec).toEqual({ family: "web", tags });
});

test("a name that Kubernetes does not take stays in the spec", () => {
  const [manifest] = read({ family: "My_Web", containerDefinitions: [] }).manifests;
  expect(manifest?.metadata.name).toMatch(/^my-web-x[0-9a-f]{10}$/);
  expect(manifest?.spec).toMatchObject({ family: "My_Web" });
});

test("a request without its name is told so in the words of ECS's tools", () => {
  const [definition, service] = read({ containerDefinitions: [] }, { desiredCount: 1 }).manifests;
  expect(definition && nameless(definition)).toEqual([
    'ClientException: Missing required parameter in input: "family"',
  ]);
  expect(service && nameless(service)).toEqual(['ClientException: Missing required parameter in input: "serviceName"']);
});

test("objects of other kinds are left out, with a line", () => {
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" } };
  expect(read(secret)).toEqual({ manifests: [], skipped: ["f0: v1 Secret is none of Berth's kinds"] });
});

test.each<[string, unknown, RegExp]>([
  ["a text", "text", /^f0: it is neither .* but a mere value$/],
  ["an empty object", {}, /^f0: it is neither an ECS request nor a manifest: a task definition has/],
  ["an answer of DescribeTasks", { tasks: [{ taskArn: "a" }] }, /^f0: it is what DescribeTasks answers/],
  ["a CloudFormation template", { Resources: {} }, /^f0: it is a CloudFormation template/],
  [
    "an unknown kind of Berth",
    { apiVersion: "ecs.berth.dev/v1alpha1", kind: "TaskSet", metadata: { name: "x" } },
    /^f0: there is no ecs\.berth\.dev\/v1alpha1 TaskSet; Berth has Cluster, TaskDefinition, Service, Task of/,
  ],
  [
    "a manifest without a name",
    { apiVersion: "ecs.berth.dev/v1alpha1", kind: "Task", metadata: {}, spec: {} },
    /^f0: metadata\.name is missing$/,
  ],
  [
    "a manifest with a text for a spec",
    { apiVersion: "ecs.berth.dev/v1alpha1", kind: "Task", metadata: { name: "x" }, spec: "y" },
    /^f0: spec is no object$/,
  ],
])("%s cannot be read, which is told with the reason", (_what, value, message) => {
  expect(() => read(value)).toThrow(message);
});
