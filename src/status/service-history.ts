import type { Deployment, ServiceDeployment, ServiceStatus } from "../api/kinds/service.ts";
import { timestamp } from "./conditions.ts";
import { HISTORY_BYTES, newest } from "./history.ts";
import type { Rollout } from "./service-facts.ts";

/** How many deployments a service's history keeps. */
const KEPT = 10;

/**
 * The history of a service's deployments, as DescribeServiceDeployments tells it (ecs-semantics §6.9), newest first. A
 * rollback happens within the service deployment that failed; one that a newer one replaces before its end is STOPPED.
 */
export function serviceDeployments(
  previous: ServiceStatus | undefined,
  plan: Rollout,
  listed: readonly Deployment[],
  serviceArn: string,
  now: Date,
): ServiceDeployment[] {
  const before = previous?.serviceDeployments ?? [];
  const [primary] = listed;
  if (primary === undefined) return before;
  const { failed } = plan.tasks;
  const isRollback = failed?.rollback !== undefined && failed.id !== primary.id;
  // While it is rolled back, the service deployment is that of the deployment that failed.
  const arn = arnFor(serviceArn, isRollback ? failed.id : primary.id);
  const known = before.find(({ serviceDeploymentArn }) => serviceDeploymentArn === arn);
  const source = previous?.deployments?.[0]?.taskDefinition;
  const began: ServiceDeployment = known ?? {
    serviceDeploymentArn: arn,
    status: "IN_PROGRESS",
    createdAt: primary.createdAt,
    startedAt: primary.createdAt,
    ...(source !== undefined && { sourceServiceRevisions: [{ taskDefinition: source }] }),
    targetServiceRevision: { taskDefinition: primary.taskDefinition },
  };
  const breaker = isRollback ? {} : breakerOf(plan, primary);
  const current =
    known?.finishedAt === undefined
      ? finished({ ...began, ...stateOf(began, plan, primary, isRollback), ...breaker }, now)
      : known;
  const others = before
    .filter(({ serviceDeploymentArn }) => serviceDeploymentArn !== arn)
    .map((one) => (one.finishedAt === undefined ? finished({ ...one, ...superseded(one) }, now) : one));
  return newest([current, ...others], KEPT, HISTORY_BYTES.serviceDeployments);
}

function stateOf(
  began: ServiceDeployment,
  { tasks: { failed } }: Rollout,
  primary: Deployment,
  isRollback: boolean,
): Partial<ServiceDeployment> {
  const done = primary.rolloutState === "COMPLETED";
  if (isRollback && failed !== undefined) {
    const rollback = { reason: failed.reason, startedAt: failed.at, taskDefinition: primary.taskDefinition };
    return {
      status: done ? "ROLLBACK_SUCCESSFUL" : "ROLLBACK_IN_PROGRESS",
      statusReason: failed.reason,
      rollback: began.rollback ?? rollback,
    };
  }
  if (primary.rolloutState === "FAILED") {
    const status = failed?.rollback === undefined ? "STOPPED" : "ROLLBACK_REQUESTED";
    return { status, ...(primary.rolloutStateReason !== undefined && { statusReason: primary.rolloutStateReason }) };
  }
  return { status: done ? "SUCCESSFUL" : "IN_PROGRESS" };
}

function superseded({ status }: ServiceDeployment): Partial<ServiceDeployment> {
  const reason = "A newer deployment has taken its place.";
  return { status: status === "ROLLBACK_IN_PROGRESS" ? "ROLLBACK_FAILED" : "STOPPED", statusReason: reason };
}

function breakerOf({ tasks: { breaker, notes } }: Rollout, { rolloutState }: Deployment): Partial<ServiceDeployment> {
  const { enabled, threshold } = breaker;
  const watched = rolloutState === "COMPLETED" ? "MONITORING_COMPLETE" : "MONITORING";
  const status = !enabled ? "DISABLED" : rolloutState === "FAILED" ? "TRIGGERED" : watched;
  return { deploymentCircuitBreaker: { status, failureCount: notes.failedTasks, threshold } };
}

const OVER: ReadonlySet<string> = new Set(["SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"]);

function finished(one: ServiceDeployment, now: Date): ServiceDeployment {
  if (!OVER.has(one.status) || one.finishedAt !== undefined) return one;
  return { ...one, finishedAt: timestamp(now) };
}

function arnFor(serviceArn: string, deploymentId: string): string {
  return `${serviceArn.replace(":service/", ":service-deployment/")}/${deploymentId.replace("ecs-svc/", "")}`;
}
