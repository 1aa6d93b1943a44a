import { parseCluster, parseTaskDefinition } from "../../api/arn.ts";
import type { TaskSpec } from "../../api/kinds/task.ts";
import {
  BAD_CLUSTER,
  BAD_TASK_DEFINITION,
  NO_LAUNCH_TYPE,
  NO_TASK_DEFINITION,
  TYPE_AND_STRATEGY,
} from "../../api/refusals/service.ts";
import {
  CLIENT_TOKEN,
  isClientToken,
  isStartedBy,
  LONG_OVERRIDES,
  PROPAGATE_SERVICE,
  STARTED_BY,
  TASK_COUNT,
} from "../../api/refusals/task.ts";
import type { Problem } from "../translator.ts";

const LONGEST_OVERRIDES = 8192;

type Check = (spec: TaskSpec) => Problem | undefined;
const problem = (path: string, text: string): Problem => ({ path, message: `InvalidParameterException: ${text}` });

const CHECKS: readonly Check[] = [
  ({ launchType: type }) =>
    type === "MANAGED_INSTANCES" ? problem("launchType", NO_LAUNCH_TYPE({ type })) : undefined,
  ({ taskDefinition }) => (taskDefinition ? undefined : problem("taskDefinition", NO_TASK_DEFINITION({}))),
  ({ taskDefinition: reference }) =>
    reference && parseTaskDefinition(reference) === undefined
      ? problem("taskDefinition", BAD_TASK_DEFINITION({ reference }))
      : undefined,
  ({ cluster }) =>
    parseCluster(cluster) === undefined ? problem("cluster", BAD_CLUSTER({ reference: cluster ?? "" })) : undefined,
  ({ count = 1 }) => (count < 1 || count > 10 ? problem("count", TASK_COUNT({})) : undefined),
  ({ launchType, capacityProviderStrategy = [] }) =>
    launchType && capacityProviderStrategy.length > 0
      ? problem("capacityProviderStrategy", TYPE_AND_STRATEGY({}))
      : undefined,
  ({ startedBy }) => (startedBy && !isStartedBy(startedBy) ? problem("startedBy", STARTED_BY({})) : undefined),
  ({ clientToken }) =>
    clientToken && !isClientToken(clientToken) ? problem("clientToken", CLIENT_TOKEN({})) : undefined,
  ({ propagateTags }) => (propagateTags === "SERVICE" ? problem("propagateTags", PROPAGATE_SERVICE({})) : undefined),
  ({ overrides }) =>
    JSON.stringify(overrides ?? {}).length > LONGEST_OVERRIDES ? problem("overrides", LONG_OVERRIDES({})) : undefined,
];

/** What is wrong with a request RunTask by itself, in the order in which ECS would say it. */
export function checkTask(spec: TaskSpec): Problem[] {
  return CHECKS.flatMap((check) => check(spec) ?? []);
}
