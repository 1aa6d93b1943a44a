import type { FailedDeployment, RolloutNotes, ServiceStatus } from "../../api/kinds/service.ts";
import type { ServiceObject } from "../../api/service-identity.ts";
import { timestamp } from "../../status/conditions.ts";
import type { AlarmState } from "./alarms.ts";
import type { Breaker } from "./breaker.ts";
import type { Target } from "./target.ts";

/** ECS's reason where too many tasks of a deployment failed (ecs-semantics §6.5). */
export const BREAKER_OPEN = "ECS deployment circuit breaker: tasks failed to start.";

/** What decides whether a deployment fails. */
export interface FailureInput {
  service: ServiceObject;
  target: Target;
  deploymentId: string;
  notes: RolloutNotes;
  breaker: Breaker;
  alarms: readonly AlarmState[];
}

/**
 * The failure of what the spec asks for, where there is one: that which is stored, or a new one, because too many tasks
 * failed, because an alarm went off, or because the user stopped the deployment. A rollback goes to the last deployment that completed; where none
 * has, and for a rollback that fails itself, there is nothing to go back to.
 */
export function failureOf(input: FailureInput, now: Date): FailedDeployment | undefined {
  const { service, target, deploymentId: id, notes, breaker, alarms } = input;
  if (target.failed !== undefined) return target.failed;
  if (isCompleted(service.status, id)) return undefined;
  const fail = (reason: string, rollback: boolean): FailedDeployment => {
    const { templateHash } = target;
    const { completed } = service.status?.kubernetes ?? {};
    const former = rollback && completed?.templateHash !== templateHash ? completed?.id : undefined;
    return { id, templateHash, reason, at: timestamp(now), ...(former !== undefined && { rollback: former }) };
  };
  const stop = service.spec?.kubernetes?.stopDeployment;
  if (stop?.deployment === id) return fail("Deployment stopped by user.", stop.type === "ROLLBACK");
  if (breaker.enabled && notes.failedTasks >= breaker.threshold) return fail(BREAKER_OPEN, breaker.rollback);
  const raised = notes.alarmsCount === true ? alarms.filter(({ state }) => state === "ALARM") : [];
  if (raised.length === 0) return undefined;
  const names = raised.map(({ name }) => name).join(", ");
  return fail(
    `ECS deployment alarms: ${names} in ALARM.`,
    service.spec?.deploymentConfiguration?.alarms?.rollback === true,
  );
}

/** Whether a deployment is known to have completed. */
export function isCompleted(status: ServiceStatus | undefined, id: string): boolean {
  return status?.deployments?.some((one) => one.id === id && one.rolloutState === "COMPLETED") ?? false;
}
