import type { ServiceObject } from "../api/service-identity.ts";
import { serviceName } from "../api/service-identity.ts";
import { shortDefinition } from "./short-names.ts";

/** How far a service is on its way to be stable. */
export type Stability =
  | { readonly kind: "stable"; readonly message: string }
  | { readonly kind: "waiting"; readonly message: string }
  | { readonly kind: "rolledBack"; readonly message: string }
  | { readonly kind: "failed"; readonly message: string };

/**
 * Judges a service as the AWS SDK's waiter ServicesStable does: ACTIVE, one deployment, and as many tasks running as are
 * desired. Besides, the status must be of the present spec, and the deployment not in progress: whoever watches, and does
 * not ask every 15 seconds as that waiter, sees tasks that fail at once as running for a moment.
 */
export function stabilityOf(service: ServiceObject): Stability {
  const { metadata, status = {} } = service;
  const name = `service ${serviceName(service)}`;
  const [primary, ...others] = status.deployments ?? [];
  const [last] = status.serviceDeployments ?? [];
  if (metadata.deletionTimestamp !== undefined || status.status === "DRAINING" || status.status === "INACTIVE") {
    return { kind: "failed", message: `${name} is being deleted` };
  }
  if (status.observedGeneration !== metadata.generation) {
    return { kind: "waiting", message: `${name}: waiting for the operator to see the change` };
  }
  const stalled = conditionOf(service, "Stalled");
  if (stalled?.status === "True") {
    if (stalled.reason !== "DeploymentFailed") return { kind: "failed", message: `${name}: ${stalled.message}` };
    return last?.status === "ROLLBACK_SUCCESSFUL"
      ? { kind: "rolledBack", message: `${name} was rolled back: ${stalled.message}` }
      : {
          kind: "failed",
          message: `${name}: the deployment failed: ${primary?.rolloutStateReason ?? stalled.message}`,
        };
  }
  if (primary?.rolloutState === "FAILED" && !(last?.status ?? "").startsWith("ROLLBACK_")) {
    return { kind: "failed", message: `${name}: the deployment failed: ${primary.rolloutStateReason ?? "FAILED"}` };
  }
  const { runningCount = 0, desiredCount = 0 } = status;
  const isDone = primary !== undefined && others.length === 0 && primary.rolloutState !== "IN_PROGRESS";
  if (status.status === "ACTIVE" && isDone && runningCount === desiredCount && !isRollingBack(service)) {
    const what = shortDefinition(status.taskDefinition);
    return { kind: "stable", message: `${name} is stable: ${runningCount} of ${desiredCount} tasks run ${what}` };
  }
  return { kind: "waiting", message: `${name}: ${progressOf(service)}` };
}

/** Whether the deployment that failed is being rolled back. */
export function isRollingBack({ status }: ServiceObject): boolean {
  const state = status?.serviceDeployments?.[0]?.status;
  return state === "ROLLBACK_IN_PROGRESS" || state === "ROLLBACK_REQUESTED";
}

/** Where a service is, in one line. */
function progressOf(service: ServiceObject): string {
  const { desiredCount = 0, runningCount = 0, pendingCount = 0, deployments = [] } = service.status ?? {};
  const counts = `${runningCount} of ${desiredCount} tasks running, ${pendingCount} pending`;
  const rollouts = deployments.map(({ taskDefinition, rolloutState, status, runningCount: running }) => {
    const state = status === "PRIMARY" ? (rolloutState ?? status) : `${running} running`;
    return `${shortDefinition(taskDefinition)} ${state}`;
  });
  // What is not told by the counts: why it waits.
  const why = conditionOf(service, "Ready")?.message.replace(/^\d+ of \d+ tasks are running\.\s*/, "");
  return [counts, ...rollouts, ...(why ? [why] : [])].join("; ");
}

function conditionOf({ status }: ServiceObject, type: string) {
  return status?.conditions?.find((one) => one.type === type);
}
