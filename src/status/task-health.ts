import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { isWaiting, startsLater, taskContainers } from "./task-containers.ts";
import { runTimes } from "./task-end.ts";

/** How the tasks of a service become healthy, or are found not to be. */
export interface HealthRule {
  /** Seconds that a task must be ready before it counts as healthy. */
  healthyAfterSeconds: number;
  /** Seconds after a task's start in which a failing check does not make it unhealthy. */
  gracePeriodSeconds: number;
}

/** The health of a task that runs, and when it changes if nothing else does. */
export type Health = { state: "healthy" | "unhealthy" } | { state: "starting"; until?: Date };

/**
 * The health of a task (ecs-semantics §3.4, §6.4): healthy when its essential checks have passed for as long as the rule
 * says, unhealthy when a check that had passed fails, or when the first pass is overdue. A task without a check is never
 * unhealthy. Times within the Pod are compared with each other and with `now`.
 */
export function healthOf(pod: Pod, rule: HealthRule, now: Date): Health {
  const ready = readiness(pod);
  if (ready?.status === "True") {
    const at = after(ready.lastTransitionTime, rule.healthyAfterSeconds);
    return at === undefined || at <= now ? { state: "healthy" } : { state: "starting", until: at };
  }
  const patience = Number(pod.metadata.annotations?.[annotations.unhealthyAfter] ?? "");
  const { startedAt } = runTimes(pod);
  if (!patience || startedAt === undefined || !allRun(pod) || lacksStart(pod)) return { state: "starting" };
  const failing = hasPassed(pod) ? after(ready?.lastTransitionTime, 0) : after(startedAt, patience);
  const shielded = after(startedAt, rule.gracePeriodSeconds);
  const at = [failing, shielded].flatMap((time) => time ?? []).reduce((a, b) => (a > b ? a : b));
  return at <= now ? { state: "unhealthy" } : { state: "starting", until: at };
}

/** Whether a task's health depends on when its programs started, and that is still to be noted: now. */
export function lacksStart(pod: Pod): boolean {
  const notes = pod.metadata.annotations ?? {};
  const isAsked = notes[annotations.unhealthyAfter] !== undefined && notes[annotations.startedAt] === undefined;
  return isAsked && startsLater(pod) && allRun(pod);
}

/**
 * Whether a task that has ended was ever healthy. Readiness moves when the kubelet first finds a Pod ready, and again
 * when that ends; one that never was ready has it from before its start.
 */
export function wasHealthy(pod: Pod, { healthyAfterSeconds }: HealthRule): boolean {
  if (!hasPassed(pod)) return false;
  const { startedAt, stoppedAt } = runTimes(pod);
  const end = stoppedAt ?? readiness(pod)?.lastTransitionTime;
  const ran = (Date.parse(end ?? "") - Date.parse(startedAt ?? "")) / 1000;
  return ran >= healthyAfterSeconds;
}

function hasPassed(pod: Pod): boolean {
  const { startedAt } = runTimes(pod);
  const moved = readiness(pod)?.lastTransitionTime;
  return startedAt !== undefined && moved !== undefined && Date.parse(moved) > Date.parse(startedAt);
}

function allRun(pod: Pod): boolean {
  const all = taskContainers(pod).filter(({ kind }) => kind === "main");
  return all.length > 0 && all.every((one) => one.status?.state?.running !== undefined && !isWaiting(one));
}

function readiness({ status }: Pod) {
  return status?.conditions?.find(({ type }) => type === "Ready");
}

function after(time: string | undefined, seconds: number): Date | undefined {
  return time === undefined ? undefined : new Date(Date.parse(time) + seconds * 1000);
}
