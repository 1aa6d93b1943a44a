import { expect, test } from "vitest";
import { arns, parseCluster, parseTaskDefinition } from "./arn.ts";

const identity = { region: "local", account: "000000000000" };

test.each([
  ["web", { family: "web" }],
  ["web:7", { family: "web", revision: 7 }],
  ["arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7", { family: "web", revision: 7 }],
  ["arn:aws-cn:ecs:cn-north-1:123456789012:task-definition/web", { family: "web" }],
  ["web:0", undefined],
  ["web:", undefined],
  ["web:latest", undefined],
  ["a b", undefined],
  ["arn:aws:ecs:eu-west-1:123456789012:cluster/web", undefined],
])("the task definition reference %s means %o", (reference, expected) => {
  expect(parseTaskDefinition(reference)).toEqual(expected);
});

test.each([
  [undefined, "default"],
  ["", "default"],
  ["prod", "prod"],
  ["arn:aws:ecs:eu-west-1:123456789012:cluster/prod", "prod"],
  ["no/name", undefined],
])("the cluster reference %s means %s", (reference, expected) => {
  expect(parseCluster(reference)).toBe(expected);
});

test("an ARN that we make is a reference that we read", () => {
  expect(parseTaskDefinition(arns.taskDefinition(identity, "web", 3))).toEqual({ family: "web", revision: 3 });
});
