import { arns, type Identity } from "../api/arn.ts";
import type { HealthStatus, LastStatus, TaskContainer, TaskRecord } from "../api/kinds/task.ts";
import type { Node, Pod } from "../api/kube-object.ts";
import { annotations, labels } from "../api/labels.ts";
import { idOf, isNamed } from "../api/names.ts";
import { timestamp } from "./conditions.ts";
import { isWaiting, startsLater, taskContainers, withStart } from "./task-containers.ts";
import { BY_USER, endOf, runTimes, stopAsked, stoppedContainers, type TaskEnd } from "./task-end.ts";
import { healthOf } from "./task-health.ts";
import { taskStatus } from "./task-status.ts";

/** What is known of a task's Pod: as it is, or that there is none any more, and how it was last seen. */
export type Sighting = { kind: "there"; pod: Pod } | { kind: "gone"; last?: Pod | undefined };

/** What a record says of a task for all its life. */
export interface TaskOrigin {
  /** ECS name of the cluster. */
  cluster: string;
  uid: string;
  taskDefinitionArn: string;
  launchType: TaskRecord["launchType"];
  group: string;
  startedBy?: string | undefined;
  cpu?: string | undefined;
  memory?: string | undefined;
  tags?: TaskRecord["tags"];
  /** Containers and their images. */
  containers: readonly { name: string; image?: string | undefined }[];
}

/** The record of a task that has just been made. */
export function newRecord(origin: TaskOrigin, pod: Pod, identity: Identity, now: Date): TaskRecord {
  const { cluster, uid, containers, startedBy, cpu, memory, tags, ...same } = origin;
  return {
    taskArn: arns.task(identity, cluster, idOf(uid)),
    clusterArn: arns.cluster(identity, cluster),
    ...same,
    ...(startedBy && { startedBy }),
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(tags !== undefined && tags.length > 0 && { tags }),
    lastStatus: "PROVISIONING",
    desiredStatus: "RUNNING",
    healthStatus: "UNKNOWN",
    createdAt: pod.metadata.creationTimestamp ?? timestamp(now),
    containers: containers.map(({ name, image }) => ({ name, ...(image && { image }), lastStatus: "PENDING" })),
  };
}

/** What somebody wants of a task, and where its Pod is. */
export interface TaskNews {
  sighting: Sighting;
  /** Asked for by StopTask of all tasks of the object; of one, its Pod tells. */
  stop: { reason?: string | undefined } | undefined;
  /** The Node of the Pod, where it is a container instance of the cluster. */
  instance: Node | undefined;
  cluster: string;
}

/**
 * A task's record as it goes on. It never goes back: what ended the task, and how each container ended, stays as it was
 * first seen; a task that is STOPPED is so for ever.
 */
export function nextRecord(before: TaskRecord, news: TaskNews, identity: Identity, now: Date): TaskRecord {
  if (before.lastStatus === "STOPPED") return before;
  const { sighting } = news;
  const pod = sighting.kind === "there" ? sighting.pod : sighting.last;
  const over = sighting.kind === "gone" || isOver(sighting.pod);
  const end = endIn(before) ?? endNow(before, news);
  const status = over ? "STOPPED" : statusOf(before, end, pod);
  const times = pod === undefined ? {} : runTimes(pod);
  const startedAt = before.startedAt ?? (pod !== undefined && allRan(pod) ? startOf(pod, now) : undefined);
  return {
    ...before,
    lastStatus: status,
    desiredStatus: end === undefined ? "RUNNING" : "STOPPED",
    ...(startedAt !== undefined && { startedAt }),
    ...(end !== undefined && { ...end, stoppingAt: before.stoppingAt ?? timestamp(now) }),
    ...(over && { stoppedAt: times.stoppedAt ?? timestamp(now) }),
    ...placeOf(news, identity),
    healthStatus: pod === undefined || over ? before.healthStatus : healthIn(withStart(pod, startedAt), now),
    containers: before.containers.map((one) => containerNow(one, pod && withStart(pod, startedAt), over, now)),
  };
}

/** Whether nothing of a Pod runs any more, or ever will. */
export function isOver({ status }: Pod): boolean {
  return status?.phase === "Succeeded" || status?.phase === "Failed";
}

/** When the health of a task changes if nothing else does. */
export function healthChangesAt(pod: Pod, { startedAt }: Pick<TaskRecord, "startedAt">, now: Date): Date | undefined {
  const health = healthOf(withStart(pod, startedAt), RULE, now);
  return health.state === "starting" ? health.until : undefined;
}

function endIn({ stopCode, stoppedReason }: TaskRecord): Pick<TaskRecord, "stopCode" | "stoppedReason"> | undefined {
  return stopCode === undefined ? undefined : { stopCode, stoppedReason };
}

const DELETED: TaskEnd = { stopCode: "UserInitiated", stoppedReason: `${BY_USER}: its Pod was deleted` };

function endNow(before: TaskRecord, { sighting, stop }: TaskNews): TaskEnd | undefined {
  const pod = sighting.kind === "there" ? sighting.pod : sighting.last;
  const isDeleted = sighting.kind === "gone" || pod?.metadata.deletionTimestamp !== undefined;
  // What the containers of a Pod say that somebody deletes is the work of him who does.
  const asked = pod?.metadata.deletionTimestamp !== undefined;
  const end = pod === undefined ? undefined : endOf(asked ? withoutContainers(pod) : pod);
  if (end !== undefined) return ofOwnTask(end, before);
  if (stop !== undefined) return { stopCode: "UserInitiated", stoppedReason: stop.reason || BY_USER };
  return (pod && stopAsked(pod)) ?? (isDeleted ? DELETED : undefined);
}

function withoutContainers(pod: Pod): Pod {
  return { ...pod, status: { conditions: pod.status?.conditions ?? [] } };
}

// No scheduler drains a task of its own; and a task that ran did not fail to start, whatever became of its Node.
function ofOwnTask(end: TaskEnd, { lastStatus, startedAt }: TaskRecord): TaskEnd {
  if (end.stopCode === "ServiceSchedulerInitiated") return { ...end, stopCode: "TerminationNotice" };
  const ran = lastStatus === "RUNNING" || startedAt !== undefined;
  if (end.stopCode !== "TaskFailedToStart" || !ran) return end;
  return { stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited" };
}

function statusOf(before: TaskRecord, end: object | undefined, pod: Pod | undefined): LastStatus {
  if (end !== undefined) return "STOPPING";
  if (before.lastStatus === "RUNNING" || pod === undefined) return before.lastStatus;
  const status = taskStatus(pod);
  return status === "PROVISIONING" || status === "RUNNING" ? status : "PENDING";
}

function allRan(pod: Pod): boolean {
  const all = taskContainers(pod);
  const started = all.filter((one) => {
    const { state } = one.status ?? {};
    const at = state?.running?.startedAt ?? state?.terminated?.startedAt;
    return at !== undefined && at !== null && !at.startsWith("1970-") && !isWaiting(one);
  });
  return started.length > 0 && started.length === all.length;
}

// When a program starts that has waited for other containers, the Pod does not tell.
function startOf(pod: Pod, now: Date): string | undefined {
  return startsLater(pod) && !isOver(pod) ? timestamp(now) : runTimes(pod).startedAt;
}

function placeOf({ instance, cluster }: TaskNews, identity: Identity): Partial<TaskRecord> {
  if (instance === undefined) return {};
  const zone = instance.metadata.labels?.["topology.kubernetes.io/zone"];
  const isInstance = instance.metadata.labels?.[labels.cluster] !== undefined;
  return {
    ...(isInstance && {
      containerInstanceArn: arns.containerInstance(identity, cluster, idOf(instance.metadata.uid ?? "")),
    }),
    ...(zone && { availabilityZone: zone }),
  };
}

const RULE = { healthyAfterSeconds: 0, gracePeriodSeconds: 0 };

function healthIn(pod: Pod, now: Date): HealthStatus {
  if (pod.metadata.annotations?.[annotations.healthCheck] === undefined) return "UNKNOWN";
  const { state } = healthOf(pod, RULE, now);
  if (state === "unhealthy") return "UNHEALTHY";
  return state === "healthy" ? "HEALTHY" : "UNKNOWN";
}

function containerNow(before: TaskContainer, pod: Pod | undefined, over: boolean, now: Date): TaskContainer {
  if (before.lastStatus === "STOPPED") return before;
  const container = pod && taskContainers(pod).find(({ name }) => isNamed(name, before.name));
  const status = container?.status;
  const isRunning = status?.state?.running !== undefined && !(container && isWaiting(container));
  const told = pod && stoppedContainers(pod).find(({ name }) => isNamed(name, before.name));
  const isChecked = container?.kind === "main" && container.spec.readinessProbe !== undefined;
  const health = (): HealthStatus => (status?.ready === true ? "HEALTHY" : pod ? healthIn(pod, now) : "UNKNOWN");
  const { state } = status ?? {};
  const ended = over || state?.terminated !== undefined;
  return {
    ...before,
    ...told,
    name: before.name,
    lastStatus: ended ? "STOPPED" : isRunning ? "RUNNING" : before.lastStatus,
    ...(isChecked && !ended && { healthStatus: health() }),
  };
}
