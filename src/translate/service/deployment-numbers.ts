import type { ServiceSpec } from "../../api/kinds/service.ts";
import { schedulingStrategy } from "../../api/service-identity.ts";

/** What `deploymentConfiguration` means for a number of tasks (ECS API reference, DeploymentConfiguration). */
export interface DeploymentNumbers {
  /** Tasks that the service wants. */
  desired: number;
  /** Fewest healthy tasks during a deployment: ceil(desired × minimumHealthyPercent ÷ 100). */
  lower: number;
  /** Most tasks, RUNNING and PENDING together, during a deployment: floor(desired × maximumPercent ÷ 100). */
  upper: number;
  /** False where the two leave no room to stop or to start a task, so that ECS would wait for ever. */
  canProgress: boolean;
}

const MOST = 2 ** 31 - 1;
const DEFAULTS = {
  REPLICA: { minimumHealthyPercent: 100, maximumPercent: 200 },
  DAEMON: { minimumHealthyPercent: 0, maximumPercent: 100 },
} as const;

/**
 * The bounds of a deployment of `desired` tasks. ECS rounds the lower bound up and the upper bound down; Kubernetes'
 * own percentages round the other way for the surge, which is why absolute numbers are computed here.
 *
 * | desired | min | max | lower | upper |
 * |---|---|---|---|---|
 * | 3 | 100 | 125 | 3 | 3, cannot progress |
 * | 2 | 75 | 200 | 2 | 4 |
 * | 1 | 100 | 150 | 1 | 1, cannot progress |
 * | 4 | 50 | 100 | 2 | 4 |
 *
 * A maximum below 100 counts as 100, a minimum above 100 as 100: Kubernetes keeps `desired` tasks outside of deployments.
 * A DAEMON task that holds a port of its instance leaves no room for a second one beside it.
 */
export function deploymentNumbers(
  spec: ServiceSpec,
  desired: number,
  { holdsHostPorts = false } = {},
): DeploymentNumbers {
  const strategy = schedulingStrategy(spec);
  const defaults = DEFAULTS[strategy];
  const minimum = Math.min(spec.deploymentConfiguration?.minimumHealthyPercent ?? defaults.minimumHealthyPercent, 100);
  const maximum = Math.max(spec.deploymentConfiguration?.maximumPercent ?? defaults.maximumPercent, 100);
  const lower = Math.ceil((desired * Math.max(minimum, 0)) / 100);
  const alone = strategy === "DAEMON" && holdsHostPorts;
  const upper = alone ? desired : Math.min(Math.floor((desired * maximum) / 100), MOST);
  return { desired, lower, upper, canProgress: desired === 0 || lower < desired || upper > desired };
}

/** A Deployment's rolling numbers; `paused` holds a new template back until the configuration allows progress. */
export interface RollingUpdate {
  maxUnavailable: number;
  maxSurge: number;
}

/**
 * `maxUnavailable` and `maxSurge` of a Deployment, absolute. The API server refuses both being 0, so a service without
 * tasks, and one that cannot progress (whose Deployment is paused while a new template waits), get a surge of 1.
 */
export function replicaRollingUpdate({ desired, lower, upper }: DeploymentNumbers): RollingUpdate {
  const maxUnavailable = desired - lower;
  const maxSurge = upper - desired;
  return maxUnavailable === 0 && maxSurge === 0 ? { maxUnavailable, maxSurge: 1 } : { maxUnavailable, maxSurge };
}

/** A DaemonSet's update strategy. */
export type DaemonUpdate =
  | { type: "OnDelete" }
  | { type: "RollingUpdate"; rollingUpdate: { maxUnavailable: number; maxSurge: number } };

/**
 * A DaemonSet's update strategy: Kubernetes wants exactly one of `maxUnavailable` and `maxSurge`. Stopping first is
 * ECS's default (0/100); starting first is taken where the minimum forbids stopping. Where neither is possible the new
 * template waits (`OnDelete`).
 */
export function daemonUpdate({ desired, lower, upper, canProgress }: DeploymentNumbers): DaemonUpdate {
  if (!canProgress) return { type: "OnDelete" };
  const maxUnavailable = desired === 0 ? 1 : desired - lower;
  const maxSurge = maxUnavailable > 0 ? 0 : upper - desired;
  return { type: "RollingUpdate", rollingUpdate: { maxUnavailable, maxSurge } };
}
