import type { ServiceSpec } from "../../api/kinds/service.ts";
import { ECS_NAME } from "../../api/names.ts";
import { schedulingStrategy } from "../../api/service-identity.ts";
import type { LaunchType } from "./launch-type.ts";

/** A mistake in a request: where it is and what ECS says to it, with the exception's name in front. */
export interface ServiceProblem {
  path: string;
  message: string;
}

/** The parts of a registered task definition that a service's request is checked against. */
export interface CheckedTaskDefinition {
  compatibilities: readonly string[];
  containerDefinitions: readonly {
    name: string;
    portMappings?: readonly { containerPort?: number | null | undefined }[] | null | undefined;
  }[];
}

type Check = (spec: ServiceSpec, name: string, launchType: LaunchType) => ServiceProblem | undefined;
const problem = (path: string, text: string): ServiceProblem => ({
  path,
  message: `InvalidParameterException: ${text}`,
});

const CHECKS: readonly Check[] = [
  (_spec, name) =>
    ECS_NAME.test(name)
      ? undefined
      : problem("serviceName", "Name must be 1 to 255 letters, numbers, hyphens and underscores."),
  (spec) => {
    const controller = spec.deploymentController?.type;
    return controller === "CODE_DEPLOY" || controller === "EXTERNAL"
      ? problem(
          "deploymentController.type",
          `Berth has no deployment controller ${controller}; leave it out, or use ECS.`,
        )
      : undefined;
  },
  (spec) =>
    spec.launchType === "MANAGED_INSTANCES"
      ? problem("launchType", "Berth has no launch type MANAGED_INSTANCES; use EC2, EXTERNAL or FARGATE.")
      : undefined,
  (spec) => (spec.taskDefinition ? undefined : problem("taskDefinition", "TaskDefinition can not be blank.")),
  (spec) =>
    spec.launchType && (spec.capacityProviderStrategy ?? []).length > 0
      ? problem(
          "capacityProviderStrategy",
          "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
        )
      : undefined,
  (spec) =>
    schedulingStrategy(spec) === "DAEMON" && typeof spec.desiredCount === "number"
      ? problem(
          "desiredCount",
          "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again.",
        )
      : undefined,
  (spec, _name, launchType) =>
    schedulingStrategy(spec) === "DAEMON" && launchType === "FARGATE"
      ? problem("launchType", "The daemon scheduling strategy is not supported for the FARGATE launch type.")
      : undefined,
  (spec) =>
    schedulingStrategy(spec) === "REPLICA" && typeof spec.desiredCount !== "number"
      ? problem("desiredCount", "A desired count is required for the REPLICA scheduling strategy. Set desiredCount.")
      : undefined,
  (spec) =>
    typeof spec.desiredCount === "number" && spec.desiredCount < 0
      ? problem("desiredCount", "desiredCount cannot be negative.")
      : undefined,
];

/** What is wrong with a service's request by itself, in the order in which ECS would say it. */
export function checkService(spec: ServiceSpec, name: string, launchType: LaunchType): ServiceProblem[] {
  return CHECKS.flatMap((check) => check(spec, name, launchType) ?? []);
}

/** What is wrong with a service's request together with the task definition that it names. */
export function checkAgainstTaskDefinition(
  spec: ServiceSpec,
  launchType: LaunchType,
  definition: CheckedTaskDefinition,
): ServiceProblem[] {
  const problems: ServiceProblem[] = [];
  if (!definition.compatibilities.includes(launchType)) {
    problems.push(problem("launchType", `Task definition does not support launch_type ${launchType}.`));
  }
  for (const [index, { containerName, containerPort }] of (spec.loadBalancers ?? []).entries()) {
    const path = `loadBalancers[${index}]`;
    const container = definition.containerDefinitions.find(({ name }) => name === containerName);
    if (container === undefined) {
      const text = `The container ${containerName ?? ""} does not exist in the task definition.`;
      problems.push(problem(`${path}.containerName`, text));
    } else if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
      const text = `The container ${containerName} did not have a container port ${containerPort ?? ""} defined.`;
      problems.push(problem(`${path}.containerPort`, text));
    }
  }
  return problems;
}
