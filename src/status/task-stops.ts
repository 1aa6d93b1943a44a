import { arns, type Identity, parseTaskDefinition } from "../api/arn.ts";
import type { StoppedTask } from "../api/kinds/service.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { idOf } from "../api/names.ts";
import { clusterNameOf, type ServiceObject } from "../api/service-identity.ts";
import { timestamp } from "./conditions.ts";
import { HISTORY_BYTES, newest } from "./history.ts";
import { endOf, runTimes, stopAsked, stoppedContainers, type TaskEnd } from "./task-end.ts";
import { type HealthRule, healthOf, wasHealthy } from "./task-health.ts";

/** How many stopped tasks a service's status keeps. */
export const STOPPED_TASKS_KEPT = 20;

/** How the reason of a stop begins that is no failure: there were more tasks than wanted. */
export const SCALING = "Scaling activity initiated by";

/** A task whose stop is not recorded yet. */
export interface Stop {
  id: string;
  templateHash: string;
  createdAt: string;
  /** Whether it ended before it had ever been healthy, or was replaced because it was unhealthy. */
  failed: boolean;
  /** Whether nobody asked for it. */
  byItself: boolean;
  record: StoppedTask;
}

/** A Pod that is gone. */
export interface Departure {
  /** As it was last seen. */
  last: Pod;
  /** As it was when nobody had asked to delete it; absent where that was not seen. */
  before?: Pod;
}

/** What is known of the tasks of a service. */
export interface TaskSightings {
  service: ServiceObject;
  pods: readonly Pod[];
  departed: readonly Departure[];
}

/**
 * The stops to record, oldest first, and the ids of all tasks whose end is known while their Pods are there. A task that
 * was reported and is gone without a trace is recorded with what is known: its id.
 */
export function newStops(
  { service, pods, departed }: TaskSightings,
  rule: HealthRule,
  identity: Identity,
  now: Date,
): { stops: Stop[]; ended: string[] } {
  const { kubernetes: notes = {}, taskDefinition } = service.status ?? {};
  const known = new Set(notes.ended ?? []);
  const cluster = clusterNameOf(service) ?? "default";
  const startedBy = new Map(notes.deployments?.map(({ id, templateHash }) => [templateHash, id]) ?? []);
  const describe = (pod: Pod, end: TaskEnd, failed: boolean, byItself: boolean): Stop => {
    const id = idOf(pod.metadata.uid ?? "");
    const templateHash = pod.metadata.annotations?.[annotations.templateHash] ?? "";
    const times = runTimes(pod);
    const by = startedBy.get(templateHash);
    const createdAt = pod.metadata.creationTimestamp ?? timestamp(now);
    const record: StoppedTask = {
      taskArn: arns.task(identity, cluster, id),
      ...end,
      containers: stoppedContainers(pod),
      createdAt,
      ...times,
      stoppedAt: times.stoppedAt ?? timestamp(now),
      ...(by !== undefined && { startedBy: by }),
      taskDefinitionArn: definitionOf(pod, identity) ?? taskDefinition ?? "",
    };
    return { id, templateHash, createdAt, failed, byItself, record };
  };

  const ended = pods.flatMap((pod) => {
    const end = pod.metadata.deletionTimestamp === undefined ? endOf(pod) : undefined;
    return end === undefined ? [] : [{ pod, end }];
  });
  const stops = [
    ...ended.map(({ pod, end }) => describe(pod, end, isFailure(pod, end, rule), true)),
    ...departed.map(({ last, before }) => {
      const end = before && endOf(before);
      if (before && end) return describe(before, end, isFailure(before, end, rule), true);
      const isUnhealthy = before !== undefined && healthOf(before, rule, now).state === "unhealthy";
      const unhealthy = isUnhealthy && stopAsked(last) === undefined;
      return describe(last, endByScheduler(last, unhealthy, startedBy), unhealthy, false);
    }),
  ].filter(({ id }) => !known.has(id));
  const seen = new Set([...pods, ...departed.map(({ last }) => last)].map(({ metadata }) => idOf(metadata.uid ?? "")));
  const lost = (notes.tasks ?? []).filter((id) => !seen.has(id) && !known.has(id));
  const without = lost.map((id): Stop => {
    const record = {
      taskArn: arns.task(identity, cluster, id),
      ...endByScheduler(undefined, false, startedBy),
      containers: [],
      stoppedAt: timestamp(now),
      taskDefinitionArn: taskDefinition ?? "",
    };
    return { id, templateHash: "", createdAt: "", failed: false, byItself: false, record };
  });
  const still = pods
    .filter((pod) => ended.some((one) => one.pod === pod) || known.has(idOf(pod.metadata.uid ?? "")))
    .map(({ metadata }) => idOf(metadata.uid ?? ""));
  const oldestFirst = [...without, ...stops].toSorted((a, b) => a.record.stoppedAt.localeCompare(b.record.stoppedAt));
  return { stops: oldestFirst, ended: still.toSorted() };
}

/** The list for status, newest first. */
export function withStops(before: readonly StoppedTask[], stops: readonly Stop[]): StoppedTask[] {
  const all = [...stops.map(({ record }) => record).toReversed(), ...before];
  return newest(all, STOPPED_TASKS_KEPT, HISTORY_BYTES.stoppedTasks);
}

// A Node that goes away is no failure of the deployment.
function isFailure(pod: Pod, { stopCode }: TaskEnd, rule: HealthRule): boolean {
  const isOwn = stopCode === "TaskFailedToStart" || stopCode === "EssentialContainerExited";
  return isOwn && !wasHealthy(pod, rule);
}

function endByScheduler(pod: Pod | undefined, unhealthy: boolean, startedBy: ReadonlyMap<string, string>): TaskEnd {
  const notes = pod?.metadata.annotations ?? {};
  const lost = pod === undefined ? undefined : endOf({ ...pod, status: { conditions: pod.status?.conditions ?? [] } });
  if (lost !== undefined) return lost;
  const asked = pod && stopAsked(pod);
  if (asked !== undefined) return asked;
  if (unhealthy) {
    const what = notes[annotations.healthCheck] === "loadBalancer" ? "ELB" : "container";
    return { stopCode: "ServiceSchedulerInitiated", stoppedReason: `Task failed ${what} health checks` };
  }
  const by = startedBy.get(notes[annotations.templateHash] ?? "") ?? [...startedBy.values()][0];
  const stoppedReason = `${SCALING}${by === undefined ? " the service scheduler" : ` (deployment ${by})`}`;
  return { stopCode: "ServiceSchedulerInitiated", stoppedReason };
}

function definitionOf({ metadata }: Pod, identity: Identity): string | undefined {
  const reference = parseTaskDefinition(metadata.annotations?.[annotations.taskDefinition] ?? "");
  if (reference?.revision === undefined) return undefined;
  return arns.taskDefinition(identity, reference.family, reference.revision);
}

/** The records, with the exit codes of containers that were still being stopped when they were made. */
export function withLastCodes(records: readonly StoppedTask[], pods: readonly Pod[]): StoppedTask[] {
  const over = pods.filter(({ status }) => status?.phase === "Failed" || status?.phase === "Succeeded");
  const byId = new Map(over.map((pod) => [idOf(pod.metadata.uid ?? ""), pod]));
  return records.map((record) => {
    const pod = byId.get(record.taskArn.split("/").at(-1) ?? "");
    const isOpen = record.containers.some(({ exitCode, reason }) => exitCode === undefined && reason === undefined);
    return pod === undefined || !isOpen ? record : { ...record, containers: stoppedContainers(pod) };
  });
}
