import { CLUSTER_REFERENCE, TASK_DEFINITION_REFERENCE } from "../arn.ts";
import { literal, members } from "../cel.ts";
import { type TaskSpec, taskSpec } from "../kinds/task.ts";
import { phrase } from "../phrase.ts";
import { type OperatorOnly, type Rule, refusalsBy } from "../rule.ts";
import { BAD_CLUSTER, BAD_TASK_DEFINITION, NO_TASK_DEFINITION, TYPE_AND_STRATEGY } from "./service.ts";

export const TASK_COUNT = phrase`count must be between 1 and 10.`;
export const STARTED_BY = phrase`startedBy can have up to 128 letters, numbers, hyphens, forward slashes and underscores.`;
export const CLIENT_TOKEN = phrase`clientToken can have up to 64 ASCII characters in the range of 33 to 126.`;
export const PROPAGATE_SERVICE = phrase`propagateTags cannot be SERVICE for a task that belongs to no service.`;
export const LONG_OVERRIDES = phrase`Overrides can have at most 8192 characters, in JSON.`;
export const NO_OVERRIDDEN = phrase`Override for container named ${"container"} is not a container in the TaskDefinition.`;
export const NO_INSTANCES = phrase`No Container Instances were found in your cluster.`;

const STARTED_BY_FORM = /^[A-Za-z0-9_/-]{1,128}$/;
const TOKEN_FORM = /^[!-~]{1,64}$/;

/** What `startedBy` looks like. */
export function isStartedBy(text: string): boolean {
  return STARTED_BY_FORM.test(text);
}

/** What a client token looks like. */
export function isClientToken(text: string): boolean {
  return TOKEN_FORM.test(text);
}

const refusal = refusalsBy("InvalidParameterException");
const specOf = (expression: string) => members(taskSpec, expression);
const aRun = (change: Partial<TaskSpec> = {}): TaskSpec => ({ taskDefinition: "web", ...change });
const strategy = { capacityProviderStrategy: [{ capacityProvider: "own" }] };

export const taskRefusals: readonly Rule[] = [
  refusal({
    at: "spec",
    field: "taskDefinition",
    about: ["taskDefinition"],
    phrase: NO_TASK_DEFINITION,
    holds: (self) => `${self}.taskDefinition != ""`,
    accepted: [aRun()],
    refused: [{ spec: aRun({ taskDefinition: "" }), says: NO_TASK_DEFINITION({}) }],
  }),
  refusal({
    at: "spec",
    field: "taskDefinition",
    about: ["taskDefinition"],
    phrase: BAD_TASK_DEFINITION,
    values: { reference: { cel: "self.taskDefinition" } },
    holds: (self) =>
      `${self}.taskDefinition == "" || ${self}.taskDefinition.matches(${literal(TASK_DEFINITION_REFERENCE.source)})`,
    accepted: ["Web_1:12", "arn:aws:ecs:eu-west-1:000000000000:task-definition/web:1"].map((taskDefinition) =>
      aRun({ taskDefinition }),
    ),
    refused: ["web:latest", "web:0", "a web", "web:1:2"].map((taskDefinition) => ({
      spec: aRun({ taskDefinition }),
      says: BAD_TASK_DEFINITION({ reference: taskDefinition }),
    })),
  }),
  refusal({
    at: "spec",
    field: "cluster",
    about: ["cluster"],
    phrase: BAD_CLUSTER,
    values: { reference: { cel: "self.cluster" } },
    holds: (self) =>
      `!${specOf(self).says("cluster")} || ${self}.cluster.matches(${literal(CLUSTER_REFERENCE.source)})`,
    accepted: ["", "Shop_1", "arn:aws:ecs:eu-west-1:000000000000:cluster/shop"].map((cluster) => aRun({ cluster })),
    refused: ["a shop", "cluster/shop"].map((cluster) => ({
      spec: aRun({ cluster }),
      says: BAD_CLUSTER({ reference: cluster }),
    })),
  }),
  refusal({
    at: "spec",
    field: "count",
    about: ["count"],
    phrase: TASK_COUNT,
    holds: (self) => `${specOf(self).value("count")} >= 1 && ${specOf(self).value("count")} <= 10`,
    accepted: [aRun(), aRun({ count: 1 }), aRun({ count: 10 })],
    refused: [-1, 0, 11].map((count) => ({ spec: aRun({ count }), says: TASK_COUNT({}) })),
  }),
  refusal({
    at: "spec",
    field: "capacityProviderStrategy",
    about: ["launchType", "capacityProviderStrategy"],
    phrase: TYPE_AND_STRATEGY,
    holds: (self) => `!${specOf(self).has("launchType")} || !${specOf(self).says("capacityProviderStrategy")}`,
    accepted: [aRun(strategy), aRun({ launchType: "EC2", capacityProviderStrategy: [] })],
    refused: [{ spec: aRun({ launchType: "EC2", ...strategy }), says: TYPE_AND_STRATEGY({}) }],
  }),
  refusal({
    at: "spec",
    field: "startedBy",
    about: ["startedBy"],
    phrase: STARTED_BY,
    holds: (self) =>
      `!${specOf(self).says("startedBy")} || ${self}.startedBy.matches(${literal(STARTED_BY_FORM.source)})`,
    accepted: ["", "ecs-svc/1", "x".repeat(128)].map((startedBy) => aRun({ startedBy })),
    refused: ["a b", "x".repeat(129), "a:b"].map((startedBy) => ({ spec: aRun({ startedBy }), says: STARTED_BY({}) })),
  }),
  refusal({
    at: "spec",
    field: "clientToken",
    about: ["clientToken"],
    phrase: CLIENT_TOKEN,
    holds: (self) =>
      `!${specOf(self).says("clientToken")} || ${self}.clientToken.matches(${literal(TOKEN_FORM.source)})`,
    accepted: ["", "a-1~!", "x".repeat(64)].map((clientToken) => aRun({ clientToken })),
    refused: ["a b", "x".repeat(65), "ä"].map((clientToken) => ({
      spec: aRun({ clientToken }),
      says: CLIENT_TOKEN({}),
    })),
  }),
  refusal({
    at: "spec",
    field: "propagateTags",
    about: ["propagateTags"],
    phrase: PROPAGATE_SERVICE,
    holds: (self) => `${specOf(self).value("propagateTags")} != "SERVICE"`,
    accepted: [aRun({ propagateTags: "TASK_DEFINITION" }), aRun({ propagateTags: "NONE" })],
    refused: [{ spec: aRun({ propagateTags: "SERVICE" }), says: PROPAGATE_SERVICE({}) }],
  }),
];

export const taskChecks: readonly OperatorOnly[] = [
  { phrase: LONG_OVERRIDES, why: "CEL cannot write JSON" },
  { phrase: NO_OVERRIDDEN, why: "it depends on the task definition, which is another object" },
  { phrase: NO_INSTANCES, why: "it depends on the Nodes" },
];
