import { arns, type Identity, parseTaskDefinition } from "../api/arn.ts";
import type { Deployment as ServiceDeployment, ServiceStatus } from "../api/kinds/service.ts";
import { timestamp } from "./conditions.ts";
import type { Rollout } from "./service-facts.ts";
import { isLive, isPending, isRunning, type Task } from "./task-status.ts";

/**
 * `deployments[]` as DescribeServices lists them: the PRIMARY one first, then those that still have tasks, newest
 * first. A deployment that was COMPLETED stays so, whatever its tasks do later (ECS API reference, Deployment).
 */
export function deployments(
  previous: ServiceStatus | undefined,
  plan: Rollout,
  tasks: readonly Task[],
  identity: Identity,
  now: Date,
): ServiceDeployment[] {
  const known = previous?.deployments ?? [];
  const primary = primaryDeployment(known, plan, tasks, identity, now);
  const older = known.filter(({ id }) => id !== plan.deploymentId);
  const draining = new Map<string, Task[]>();
  for (const task of tasks.filter(isLive).filter(({ templateHash }) => templateHash !== plan.templateHash)) {
    draining.set(task.templateHash, [...(draining.get(task.templateHash) ?? []), task]);
  }
  const active = [...draining].flatMap(([templateHash, own]): ServiceDeployment[] => {
    const before = older.find(({ id }) => hashOfDeployment(previous, id) === templateHash);
    return before === undefined
      ? []
      : [changed(before, { status: "ACTIVE", ...counts(own), desiredCount: own.length }, now)];
  });
  return [primary, ...active.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))];
}

/** The bookkeeping that finds a deployment's tasks again. */
export function deploymentHashes(
  previous: ServiceStatus | undefined,
  plan: Rollout,
  listed: readonly ServiceDeployment[],
): { id: string; templateHash: string }[] {
  return listed.flatMap(({ id }) => {
    const templateHash = id === plan.deploymentId ? plan.templateHash : hashOfDeployment(previous, id);
    return templateHash === undefined ? [] : [{ id, templateHash }];
  });
}

function hashOfDeployment(previous: ServiceStatus | undefined, id: string): string | undefined {
  return previous?.kubernetes?.deployments?.find((entry) => entry.id === id)?.templateHash;
}

function counts(tasks: readonly Task[]): { runningCount: number; pendingCount: number } {
  return { runningCount: tasks.filter(isRunning).length, pendingCount: tasks.filter(isPending).length };
}

function primaryDeployment(
  known: readonly ServiceDeployment[],
  plan: Rollout,
  tasks: readonly Task[],
  identity: Identity,
  now: Date,
): ServiceDeployment {
  const { deploymentId: id, revision } = plan;
  const before = known.find((entry) => entry.id === id);
  const done = before?.rolloutState === "COMPLETED" || plan.tasks.complete;
  const state: Omit<ServiceDeployment, "createdAt" | "updatedAt"> = {
    id,
    status: "PRIMARY",
    taskDefinition: arns.taskDefinition(identity, revision.family, revision.revision),
    desiredCount: plan.numbers.desired,
    ...counts(tasks.filter(({ templateHash }) => templateHash === plan.templateHash)),
    failedTasks: plan.tasks.notes.failedTasks,
    launchType: plan.launchType,
    ...rolloutState(plan, done),
  };
  return before === undefined
    ? { ...state, createdAt: timestamp(now), updatedAt: timestamp(now) }
    : changed(before, state, now);
}

function rolloutState(
  { deploymentId: id, tasks: { failed } }: Rollout,
  done: boolean,
): Pick<ServiceDeployment, "rolloutState" | "rolloutStateReason"> {
  if (failed?.id === id) return { rolloutState: "FAILED", rolloutStateReason: failed.reason };
  if (done) return { rolloutState: "COMPLETED", rolloutStateReason: `ECS deployment ${id} completed.` };
  const reason =
    failed?.rollback === undefined
      ? `ECS deployment ${id} in progress.`
      : `ECS deployment circuit breaker: rolling back to deploymentId ${failed.rollback}.`;
  return { rolloutState: "IN_PROGRESS", rolloutStateReason: reason };
}

/** `updatedAt` moves only where something else did, so that an unchanged status is not written. */
function changed(before: ServiceDeployment, change: Partial<ServiceDeployment>, now: Date): ServiceDeployment {
  const after = { ...before, ...change };
  const same = JSON.stringify(after) === JSON.stringify(before);
  return same ? before : { ...after, updatedAt: timestamp(now) };
}

/** `web:1` from the ARN of a task definition, for the columns of `kubectl get`. */
export function shortForm(taskDefinitionArn: string | undefined): string | undefined {
  const reference = parseTaskDefinition(taskDefinitionArn ?? "");
  return reference === undefined ? undefined : `${reference.family}:${reference.revision}`;
}
