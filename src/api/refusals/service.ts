import { CLUSTER_REFERENCE, TASK_DEFINITION_REFERENCE } from "../arn.ts";
import { literal, members } from "../cel.ts";
import { type ServiceSpec, serviceSpec } from "../kinds/service.ts";
import { ECS_NAME } from "../names.ts";
import { phrase } from "../phrase.ts";
import { type OperatorOnly, type Rule, refusalsBy } from "../rule.ts";

export const SERVICE_NAME = phrase`Name must be 1 to 255 letters, numbers, hyphens and underscores.`;
export const NO_CONTROLLER = phrase`Berth has no deployment controller ${"controller"}; leave it out, or use ECS.`;
export const NO_LAUNCH_TYPE = phrase`Berth has no launch type ${"type"}; use EC2, EXTERNAL or FARGATE.`;
export const NO_TASK_DEFINITION = phrase`TaskDefinition can not be blank.`;
export const TYPE_AND_STRATEGY = phrase`Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.`;
export const DAEMON_COUNT = phrase`The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again.`;
export const DAEMON_ON_FARGATE = phrase`The daemon scheduling strategy is not supported for the FARGATE launch type.`;
export const NO_DESIRED_COUNT = phrase`A desired count is required for the REPLICA scheduling strategy. Set desiredCount.`;
export const NEGATIVE_COUNT = phrase`desiredCount cannot be negative.`;
export const BAD_CLUSTER = phrase`Invalid cluster reference ${"reference"}.`;
export const BAD_TASK_DEFINITION = phrase`Invalid task definition reference ${"reference"}.`;
export const WRONG_LAUNCH_TYPE = phrase`Task definition does not support launch_type ${"launchType"}.`;
export const NO_SUCH_CONTAINER = phrase`The container ${"container"} does not exist in the task definition.`;
export const NO_SUCH_PORT = phrase`The container ${"container"} did not have a container port ${"port"} defined.`;

/** Capacity providers by which a service runs on Fargate. */
export const FARGATE_PROVIDERS: readonly string[] = ["FARGATE", "FARGATE_SPOT"];

const refusal = refusalsBy("InvalidParameterException");
const specOf = (expression: string) => members(serviceSpec, expression);
const aService = (change: ServiceSpec = {}): ServiceSpec => ({ taskDefinition: "web", desiredCount: 1, ...change });
const aDaemon = (change: ServiceSpec = {}): ServiceSpec => ({
  taskDefinition: "web",
  schedulingStrategy: "DAEMON",
  ...change,
});
const strategy = (...providers: readonly string[]) => ({
  capacityProviderStrategy: providers.map((capacityProvider) => ({ capacityProvider })),
});

const isDaemon = (self: string) => `${specOf(self).value("schedulingStrategy")} == "DAEMON"`;
// A service that others deploy is described by its task sets; Berth has none of these, and says so.
const isDeployedByOthers = (self: string) =>
  `(${specOf(self).has("deploymentController")} && ${self}.deploymentController.type == "EXTERNAL")`;
const isOnFargate = (self: string) =>
  `${specOf(self).value("launchType")} == "FARGATE" || (!${specOf(self).has("launchType")} && ${specOf(self).says("capacityProviderStrategy")} && ` +
  `${self}.capacityProviderStrategy.all(item, item.capacityProvider in ${literal(FARGATE_PROVIDERS)}))`;

export const serviceRefusals: readonly Rule[] = [
  refusal({
    at: "",
    field: "spec.serviceName",
    about: ["serviceName"],
    phrase: SERVICE_NAME,
    holds: (self) =>
      `(has(${self}.spec.serviceName) ? ${self}.spec.serviceName : ${self}.metadata.name).matches("${ECS_NAME.source}")`,
    accepted: [aService({ serviceName: `Web_${"-9".repeat(125)}x` })],
    refused: ["", "no good", "a.b", "x".repeat(256)].map((serviceName) => ({
      spec: aService({ serviceName }),
      says: SERVICE_NAME({}),
    })),
  }),
  refusal({
    at: "spec",
    field: "taskDefinition",
    about: ["taskDefinition", "deploymentController"],
    phrase: NO_TASK_DEFINITION,
    holds: (self) => `${specOf(self).says("taskDefinition")} || ${isDeployedByOthers(self)}`,
    accepted: [aService()],
    refused: [undefined, ""].map((taskDefinition) => ({
      spec: aService({ taskDefinition }),
      says: NO_TASK_DEFINITION({}),
    })),
  }),
  refusal({
    at: "spec",
    field: "capacityProviderStrategy",
    about: ["launchType", "capacityProviderStrategy"],
    phrase: TYPE_AND_STRATEGY,
    holds: (self) => `!${specOf(self).has("launchType")} || !${specOf(self).says("capacityProviderStrategy")}`,
    accepted: [aService(strategy("FARGATE", "own")), aService({ launchType: "EC2", capacityProviderStrategy: [] })],
    refused: [{ spec: aService({ launchType: "EC2", ...strategy("own") }), says: TYPE_AND_STRATEGY({}) }],
  }),
  refusal({
    at: "spec",
    field: "desiredCount",
    about: ["schedulingStrategy", "desiredCount"],
    phrase: DAEMON_COUNT,
    holds: (self) => `!(${isDaemon(self)}) || !${specOf(self).has("desiredCount")}`,
    accepted: [aDaemon()],
    refused: [0, 2].map((desiredCount) => ({ spec: aDaemon({ desiredCount }), says: DAEMON_COUNT({}) })),
  }),
  refusal({
    at: "spec",
    field: "launchType",
    about: ["schedulingStrategy", "launchType", "capacityProviderStrategy"],
    phrase: DAEMON_ON_FARGATE,
    holds: (self) => `!(${isDaemon(self)}) || !(${isOnFargate(self)})`,
    accepted: [aDaemon({ launchType: "EC2" }), aDaemon(strategy("FARGATE", "own"))],
    refused: [{ launchType: "FARGATE" as const }, strategy("FARGATE_SPOT", "FARGATE")].map((where) => ({
      spec: aDaemon(where),
      says: DAEMON_ON_FARGATE({}),
    })),
  }),
  refusal({
    at: "spec",
    field: "desiredCount",
    about: ["schedulingStrategy", "desiredCount", "deploymentController"],
    phrase: NO_DESIRED_COUNT,
    holds: (self) => `${isDaemon(self)} || ${specOf(self).has("desiredCount")} || ${isDeployedByOthers(self)}`,
    accepted: [aService({ desiredCount: 0 })],
    refused: [{}, { schedulingStrategy: "REPLICA" as const }].map((how) => ({
      spec: { taskDefinition: "web", ...how },
      says: NO_DESIRED_COUNT({}),
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
    accepted: ["", "Shop_1", "arn:aws:ecs:eu-west-1:000000000000:cluster/shop"].map((cluster) => aService({ cluster })),
    refused: ["a shop", "cluster/shop", "arn:aws:ecs:eu-west-1:000000000000:service/shop"].map((cluster) => ({
      spec: aService({ cluster }),
      says: BAD_CLUSTER({ reference: cluster }),
    })),
  }),
  refusal({
    at: "spec",
    field: "taskDefinition",
    about: ["taskDefinition"],
    phrase: BAD_TASK_DEFINITION,
    values: { reference: { cel: "self.taskDefinition" } },
    holds: (self) =>
      `!${specOf(self).says("taskDefinition")} || ` +
      `${self}.taskDefinition.matches(${literal(TASK_DEFINITION_REFERENCE.source)})`,
    accepted: ["Web_1:12", "arn:aws:ecs:eu-west-1:000000000000:task-definition/web:1"].map((taskDefinition) =>
      aService({ taskDefinition }),
    ),
    refused: ["web:latest", "web:0", "a web", "web:1:2"].map((taskDefinition) => ({
      spec: aService({ taskDefinition }),
      says: BAD_TASK_DEFINITION({ reference: taskDefinition }),
    })),
  }),
];

const OF_THE_TASK_DEFINITION = "it depends on the task definition, which is another object";

export const serviceChecks: readonly OperatorOnly[] = [
  { phrase: NO_CONTROLLER, why: "ECS accepts it" },
  { phrase: NO_LAUNCH_TYPE, why: "ECS accepts it" },
  { phrase: NEGATIVE_COUNT, why: "the schema has the bound already" },
  ...[WRONG_LAUNCH_TYPE, NO_SUCH_CONTAINER, NO_SUCH_PORT].map((one) => ({ phrase: one, why: OF_THE_TASK_DEFINITION })),
];
