import { arns, type Identity, parseTaskDefinition } from "../api/arn.ts";
import { launchType, type StoppedTask } from "../api/kinds/service-status.ts";
import type { HealthStatus, TaskContainer, TaskRecord } from "../api/kinds/task.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations, labels } from "../api/labels.ts";
import { idOf, labelValue } from "../api/names.ts";
import { arnsOf, clusterLabelOf, clusterNameOf, type ServiceObject, serviceName } from "../api/service-identity.ts";
import type { TaskObject } from "../api/task-identity.ts";
import { isWaiting, taskContainers } from "../status/task-containers.ts";
import { endOf, runTimes, stopAsked, stoppedContainers } from "../status/task-end.ts";
import { healthOf } from "../status/task-health.ts";
import { taskStatus } from "../status/task-status.ts";
import { lastPart } from "./short-names.ts";
import type { Sight } from "./sight.ts";

/** What is not known any more of some tasks of services that have stopped. */
type Forgotten = "createdAt" | "launchType" | "taskDefinitionArn";
type Incomplete = { [Member in Forgotten]?: TaskRecord[Member] | undefined };

/** A task as DescribeTasks tells it, and where it is in Kubernetes. */
export interface TaskView extends Omit<TaskRecord, Forgotten>, Incomplete {
  readonly kubernetes: {
    /** Its Pod, where it still exists. */
    readonly pod?: string;
    readonly node?: string;
    /** Name of the ECS service that it belongs to. */
    readonly service?: string;
    /** Name of the Task object that it belongs to. */
    readonly task?: string;
  };
}

/** The id of a task. */
export function idOfTask({ taskArn }: Pick<TaskView, "taskArn">): string {
  return lastPart(taskArn);
}

/** Whether a task has stopped for good. */
export function isStopped({ lastStatus }: Pick<TaskView, "lastStatus">): boolean {
  return lastStatus === "STOPPED";
}

/** The exit codes of containers: `0`, or `main=0 sidecar=137` where there are more. */
export function exitCodesOf(containers: readonly Pick<TaskContainer, "name" | "exitCode">[]): string | undefined {
  const ended = containers.flatMap(({ name, exitCode }) => (exitCode === undefined ? [] : [{ name, exitCode }]));
  if (containers.length === 1 && ended[0] !== undefined) return String(ended[0].exitCode);
  return ended.length === 0 ? undefined : ended.map(({ name, exitCode }) => `${name}=${exitCode}`).join(" ");
}

/** All tasks that are known, stopped ones too, newest first. */
export function tasksIn({ services, pods, tasks }: Sight, now: Date): TaskView[] {
  const identity = identityIn(services);
  const podsById = new Map(pods.map((pod) => [idOf(pod.metadata.uid ?? ""), pod]));
  const views = new Map<string, TaskView>();
  const add = (view: TaskView) => views.set(idOfTask(view), { ...views.get(idOfTask(view)), ...view });

  const byLabels = new Map(services.map((service) => [serviceKey(service), service]));
  for (const pod of pods) {
    if (pod.metadata.labels?.[labels.service] !== undefined) {
      add(ofService(pod, byLabels.get(podKey(pod)), identity, now));
    }
  }
  for (const service of services) {
    for (const record of service.status?.stoppedTasks ?? []) {
      add(ofRecord(record, service, podsById.get(lastPart(record.taskArn)), identity));
    }
  }
  // What shows the tasks of another object, by its clientToken, has none of its own.
  const ownLast = tasks.toSorted((a, b) => Number(isOriginal(a)) - Number(isOriginal(b)));
  for (const object of ownLast) {
    for (const task of object.status?.tasks ?? []) add(ofObject(task, object, podsById.get(lastPart(task.taskArn))));
  }
  return [...views.values()].toSorted(newestFirst);
}

function isOriginal({ status }: TaskObject): boolean {
  return status?.kubernetes?.sameAs === undefined;
}

function ofObject(task: TaskRecord, { metadata }: TaskObject, pod: Pod | undefined): TaskView {
  return { ...task, kubernetes: { ...placeOf(pod), task: metadata.name } };
}

/** A task of a service by the record of its end. Its Pod, where it is still there, tells the rest. */
function ofRecord(
  { containers, ...record }: StoppedTask,
  service: ServiceObject,
  pod: Pod | undefined,
  identity: Identity,
): TaskView {
  const name = serviceName(service);
  return {
    clusterArn: arnsOf(service, identity).clusterArn,
    group: `service:${name}`,
    ...record,
    healthStatus: "UNKNOWN",
    containers: containers.map((container) => ({ ...container, lastStatus: "STOPPED" })),
    lastStatus: "STOPPED",
    desiredStatus: "STOPPED",
    kubernetes: { ...placeOf(pod), service: name },
  };
}

function ofService(pod: Pod, service: ServiceObject | undefined, identity: Identity, now: Date): TaskView {
  const { metadata } = pod;
  const notes = metadata.annotations ?? {};
  const name = service === undefined ? (metadata.labels?.[labels.service] ?? "") : serviceName(service);
  const cluster = (service && clusterNameOf(service)) ?? clusterOfPod(pod);
  const definition = parseTaskDefinition(notes[annotations.taskDefinition] ?? "");
  const startedBy = service?.status?.kubernetes?.deployments?.find(
    ({ templateHash }) => templateHash === notes[annotations.templateHash],
  )?.id;
  const lastStatus = taskStatus(pod);
  const isEnding = lastStatus === "STOPPED" || metadata.deletionTimestamp !== undefined;
  const type = launchType.safeParse(metadata.labels?.[labels.launchType]);
  return {
    taskArn: arns.task(identity, cluster, idOf(metadata.uid ?? "")),
    clusterArn: arns.cluster(identity, cluster),
    group: `service:${name}`,
    lastStatus,
    desiredStatus: isEnding ? "STOPPED" : "RUNNING",
    healthStatus: healthStatusOf(pod, service, now),
    containers: containersOf(pod),
    ...(definition?.revision !== undefined && {
      taskDefinitionArn: arns.taskDefinition(identity, definition.family, definition.revision),
    }),
    ...(type.success && { launchType: type.data }),
    ...(startedBy !== undefined && { startedBy }),
    ...(metadata.creationTimestamp !== undefined && { createdAt: metadata.creationTimestamp }),
    ...withoutEnd(runTimes(pod), lastStatus === "STOPPED"),
    // What the containers of a Pod say that is being deleted is the work of who does that.
    ...(metadata.deletionTimestamp === undefined ? endOf(pod) : stopAsked(pod)),
    kubernetes: { ...placeOf(pod), service: name },
  };
}

function withoutEnd({ startedAt, stoppedAt }: ReturnType<typeof runTimes>, stopped: boolean) {
  return {
    ...(startedAt !== undefined && { startedAt }),
    ...(stopped && stoppedAt !== undefined && { stoppedAt }),
  };
}

function healthStatusOf(pod: Pod, service: ServiceObject | undefined, now: Date): HealthStatus {
  if (pod.metadata.annotations?.[annotations.healthCheck] !== "container") return "UNKNOWN";
  const gracePeriodSeconds = service?.spec?.healthCheckGracePeriodSeconds ?? 0;
  const { state } = healthOf(pod, { healthyAfterSeconds: 0, gracePeriodSeconds }, now);
  if (state === "unhealthy") return "UNHEALTHY";
  return state === "healthy" ? "HEALTHY" : "UNKNOWN";
}

/** The containers of a Pod, as DescribeTasks tells them. */
export function containersOf(pod: Pod): TaskContainer[] {
  const containers = new Map(taskContainers(pod).map((one) => [one.name, one]));
  return stoppedContainers(pod).map(({ name, ...end }) => {
    const container = containers.get(name);
    const { state } = container?.status ?? {};
    const image = container?.spec.image;
    const isRunning = state?.running !== undefined && !(container && isWaiting(container));
    const lastStatus = state?.terminated ? "STOPPED" : isRunning ? "RUNNING" : "PENDING";
    return { name, ...(image && { image }), lastStatus, ...end };
  });
}

function placeOf(pod: Pod | undefined): TaskView["kubernetes"] {
  if (pod === undefined) return {};
  const node = pod.spec?.nodeName;
  return { pod: pod.metadata.name, ...(node !== undefined && { node }) };
}

/** Region and account as the operator writes them, from the first ARN that it wrote. */
function identityIn(services: readonly ServiceObject[]): Identity {
  for (const { status } of services) {
    const [, region, account] = /^arn:[^:]*:ecs:([^:]*):([^:]*):/.exec(status?.serviceArn ?? "") ?? [];
    if (region !== undefined && account !== undefined) return { region, account };
  }
  return { region: "local", account: "000000000000" };
}

function serviceKey(service: ServiceObject): string {
  return `${clusterLabelOf(service)} ${labelValue(serviceName(service))}`;
}

function podKey({ metadata }: Pod): string {
  return `${metadata.labels?.[labels.cluster]} ${metadata.labels?.[labels.service]}`;
}

/** A cluster's label says its name behind the namespace's, unless that is too long. */
function clusterOfPod({ metadata }: Pod): string {
  const label = metadata.labels?.[labels.cluster] ?? "";
  const prefix = `${metadata.namespace}.`;
  return label.startsWith(prefix) ? label.slice(prefix.length) : label;
}

function newestFirst(a: TaskView, b: TaskView): number {
  const when = ({ createdAt, stoppedAt }: TaskView) => createdAt ?? stoppedAt ?? "";
  return when(b).localeCompare(when(a)) || idOfTask(a).localeCompare(idOfTask(b));
}
