import { parseCluster, parseTaskDefinition } from "../../api/arn.ts";
import type { ServiceSpec } from "../../api/kinds/service.ts";
import { ECS_NAME } from "../../api/names.ts";
import { CLUSTER_NAME } from "../../api/refusals/cluster.ts";
import {
  BAD_CLUSTER,
  BAD_TASK_DEFINITION,
  DAEMON_COUNT,
  DAEMON_ON_FARGATE,
  NEGATIVE_COUNT,
  NO_CONTROLLER,
  NO_DESIRED_COUNT,
  NO_LAUNCH_TYPE,
  NO_SUCH_CONTAINER,
  NO_SUCH_PORT,
  NO_TASK_DEFINITION,
  SERVICE_NAME,
  TYPE_AND_STRATEGY,
  WRONG_LAUNCH_TYPE,
} from "../../api/refusals/service.ts";
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
  (_spec, name) => (ECS_NAME.test(name) ? undefined : problem("serviceName", SERVICE_NAME({}))),
  ({ deploymentController }) => {
    const controller = deploymentController?.type;
    return controller === "CODE_DEPLOY" || controller === "EXTERNAL"
      ? problem("deploymentController.type", NO_CONTROLLER({ controller }))
      : undefined;
  },
  ({ launchType: type }) =>
    type === "MANAGED_INSTANCES" ? problem("launchType", NO_LAUNCH_TYPE({ type })) : undefined,
  (spec) => (spec.taskDefinition ? undefined : problem("taskDefinition", NO_TASK_DEFINITION({}))),
  (spec) =>
    spec.launchType && (spec.capacityProviderStrategy ?? []).length > 0
      ? problem("capacityProviderStrategy", TYPE_AND_STRATEGY({}))
      : undefined,
  (spec) =>
    schedulingStrategy(spec) === "DAEMON" && typeof spec.desiredCount === "number"
      ? problem("desiredCount", DAEMON_COUNT({}))
      : undefined,
  (spec, _name, launchType) =>
    schedulingStrategy(spec) === "DAEMON" && launchType === "FARGATE"
      ? problem("launchType", DAEMON_ON_FARGATE({}))
      : undefined,
  (spec) =>
    schedulingStrategy(spec) === "REPLICA" && typeof spec.desiredCount !== "number"
      ? problem("desiredCount", NO_DESIRED_COUNT({}))
      : undefined,
  (spec) =>
    typeof spec.desiredCount === "number" && spec.desiredCount < 0
      ? problem("desiredCount", NEGATIVE_COUNT({}))
      : undefined,
  ({ cluster }) =>
    parseCluster(cluster) === undefined ? problem("cluster", BAD_CLUSTER({ reference: cluster ?? "" })) : undefined,
  ({ taskDefinition: reference }) =>
    reference && parseTaskDefinition(reference) === undefined
      ? problem("taskDefinition", BAD_TASK_DEFINITION({ reference }))
      : undefined,
];

/** What is wrong with a service's request by itself, in the order in which ECS would say it. */
export function checkService(spec: ServiceSpec, name: string, launchType: LaunchType): ServiceProblem[] {
  return CHECKS.flatMap((check) => check(spec, name, launchType) ?? []);
}

/** What is wrong with a cluster's name. */
export function checkCluster(name: string): ServiceProblem[] {
  return ECS_NAME.test(name) ? [] : [problem("clusterName", CLUSTER_NAME({}))];
}

/** What is wrong with a service's request together with the task definition that it names. */
export function checkAgainstTaskDefinition(
  spec: ServiceSpec,
  launchType: LaunchType,
  definition: CheckedTaskDefinition,
): ServiceProblem[] {
  const problems: ServiceProblem[] = [];
  if (!definition.compatibilities.includes(launchType)) {
    problems.push(problem("launchType", WRONG_LAUNCH_TYPE({ launchType })));
  }
  for (const [index, { containerName, containerPort }] of (spec.loadBalancers ?? []).entries()) {
    const path = `loadBalancers[${index}]`;
    const container = definition.containerDefinitions.find(({ name }) => name === containerName);
    if (container === undefined) {
      problems.push(problem(`${path}.containerName`, NO_SUCH_CONTAINER({ container: containerName ?? "" })));
    } else if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
      const text = NO_SUCH_PORT({ container: container.name, port: containerPort ?? "" });
      problems.push(problem(`${path}.containerPort`, text));
    }
  }
  return problems;
}
