import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { type ContainerStatus, type TaskContainer, taskContainers, unmetDependency } from "./task-containers.ts";

/** Why ECS says that a task stopped (ECS API reference, Task `stopCode`). */
export type StopCode =
  | "EssentialContainerExited"
  | "ServiceSchedulerInitiated"
  | "TaskFailedToStart"
  | "TerminationNotice"
  | "UserInitiated";

/** What ended a task. */
export interface TaskEnd {
  stopCode: StopCode;
  stoppedReason: string;
}

/** A container of a stopped task, as DescribeTasks tells it. */
export interface StoppedContainer {
  name: string;
  /** Absent where the program never ran. */
  exitCode?: number;
  reason?: string;
}

/** Whether the end of a container ends its task. */
export function isEssential({ metadata }: Pod, name: string): boolean {
  return !(metadata.annotations?.[annotations.nonEssential] ?? "").split(",").includes(name);
}

// ECS's words for what the kubelet's waiting reasons tell (ecs-semantics §5.2). All others pass by themselves.
const CANNOT_START: Readonly<Record<string, string>> = {
  ErrImagePull: "CannotPullContainerError",
  ImagePullBackOff: "CannotPullContainerError",
  InvalidImageName: "CannotPullContainerError",
  ErrImageNeverPull: "CannotPullContainerError",
  ImageInspectError: "CannotPullContainerError",
  RegistryUnavailable: "CannotPullContainerError",
  CreateContainerConfigError: "ResourceInitializationError",
  CreateContainerError: "CannotCreateContainerError",
  PreCreateHookError: "CannotCreateContainerError",
  RunContainerError: "CannotStartContainerError",
};

// Where the program never ran, the kubelet ends the container with these.
const NEVER_RAN: ReadonlySet<string> = new Set(["StartError", "ContainerCannotRun", "ContainerStatusUnknown"]);

// Phase reasons and disruptions of a Pod that lost its place: the task did not end by itself.
const LOST_PLACE: ReadonlySet<string> = new Set([
  "DeletionByPodGC",
  "DeletionByTaintManager",
  "Evicted",
  "EvictionByEvictionAPI",
  "NodeLost",
  "NodeShutdown",
  "Preempting",
  "PreemptionByScheduler",
  "Shutdown",
  "Terminated",
  "TerminationByKubelet",
]);

/**
 * Why a task has ended or will never start; `undefined` while it lives, and for a task that somebody stops: who does
 * that knows the reason. A Pod that only waits to be deleted is such an end, too.
 */
export function endOf(pod: Pod): TaskEnd | undefined {
  const { status = {}, spec } = pod;
  const lost = lostPlace(pod);
  if (lost !== undefined) return lost;
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const stuck = all.find(({ state }) => CANNOT_START[state?.waiting?.reason ?? ""] !== undefined);
  if (stuck !== undefined) return failedToStart(stuck);
  const broken = all.find(({ state }) => NEVER_RAN.has(state?.terminated?.reason ?? ""));
  if (broken !== undefined) return failedToStart(broken);
  if (taskContainers(pod).some((one) => hasEnded(one) && isEssential(pod, one.name))) return EXITED;
  if (status.phase === "Succeeded") return EXITED;
  if (status.phase !== "Failed") return undefined;
  const init = status.initContainerStatuses?.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  if (init !== undefined)
    return { stopCode: "TaskFailedToStart", stoppedReason: `Task failed to start: container ${init.name} exited` };
  const why = [status.reason, status.message].filter(Boolean).join(": ");
  if (spec?.nodeName === undefined || (status.containerStatuses ?? []).length === 0) {
    return { stopCode: "TaskFailedToStart", stoppedReason: bounded(`Task failed to start${why && `: ${why}`}`) };
  }
  return EXITED;
}

// A sidecar has ended when the kubelet has restarted it; what becomes of an init container, the Pod's phase tells.
function hasEnded({ kind, status }: TaskContainer): boolean {
  if (kind === "init") return false;
  return status?.state?.terminated !== undefined || (kind === "sidecar" && (status?.restartCount ?? 0) > 0);
}

/** The reason of a stop where nobody has given one. */
export const BY_USER = "Task stopped by user";

/** What somebody who stops a task by hand has said of it on its Pod. */
export function stopAsked({ metadata }: Pod): TaskEnd | undefined {
  const reason = metadata.annotations?.[annotations.stopReason];
  return reason === undefined ? undefined : { stopCode: "UserInitiated", stoppedReason: bounded(reason || BY_USER) };
}

const EXITED: TaskEnd = { stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited" };

function lostPlace({ status, spec }: Pod): TaskEnd | undefined {
  const disrupted = status?.conditions?.find(({ type, status }) => type === "DisruptionTarget" && status === "True");
  const reason = disrupted?.reason ?? (status?.phase === "Failed" ? status.reason : undefined) ?? "";
  if (!LOST_PLACE.has(reason)) return undefined;
  if (reason === "EvictionByEvictionAPI") {
    return { stopCode: "ServiceSchedulerInitiated", stoppedReason: "Task stopped during instance draining" };
  }
  const why = disrupted?.message ?? status?.message ?? "";
  const host = `Host (instance ${spec?.nodeName ?? "unknown"}) terminated`;
  return { stopCode: "TerminationNotice", stoppedReason: bounded(`${host}: ${reason}${why && `: ${why}`}`) };
}

function failedToStart({ name, state }: ContainerStatus): TaskEnd {
  const { waiting, terminated } = state ?? {};
  const error = CANNOT_START[waiting?.reason ?? ""] ?? "CannotStartContainerError";
  const why = waiting?.message ?? terminated?.message ?? waiting?.reason ?? terminated?.reason ?? "";
  return { stopCode: "TaskFailedToStart", stoppedReason: bounded(`${error}: container ${name}: ${why}`) };
}

/** Whether a container of a Pod that has a Node waits for what will never be there by itself. */
export function cannotStart({ status }: Pod): boolean {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.some(({ state }) => CANNOT_START[state?.waiting?.reason ?? ""] !== undefined);
}

/** The containers of an ended task: exit codes of the first run, and the reason where ECS has one. */
export function stoppedContainers(pod: Pod): StoppedContainer[] {
  return taskContainers(pod).map(({ name, status }) => stoppedContainer(name, status));
}

function stoppedContainer(name: string, status: ContainerStatus | undefined): StoppedContainer {
  const { terminated, waiting } = status?.state ?? {};
  if (terminated === undefined) {
    const error = CANNOT_START[waiting?.reason ?? ""];
    return error === undefined
      ? { name }
      : { name, reason: bounded(`${error}: ${waiting?.message ?? waiting?.reason}`) };
  }
  if (NEVER_RAN.has(terminated.reason ?? "")) {
    const why = terminated.reason === "ContainerStatusUnknown" ? undefined : terminated.message;
    return why === undefined ? { name } : { name, reason: bounded(`CannotStartContainerError: ${why}`) };
  }
  // A program that the kubelet restarted ended first as `lastState` tells.
  const { exitCode, reason, message } =
    (status?.restartCount ?? 0) > 0 ? (status?.lastState?.terminated ?? terminated) : terminated;
  const why = unmetDependency(message);
  return {
    name,
    exitCode,
    ...(why !== undefined && { reason: why }),
    ...(reason === "OOMKilled" && { reason: "OutOfMemoryError: Container killed due to memory usage" }),
  };
}

/** When the last container was started and when the last one ended, as far as the Pod tells. */
export function runTimes(pod: Pod): { startedAt?: string; stoppedAt?: string } {
  const all = taskContainers(pod);
  const states = all.filter(({ kind }) => kind === "main").map(({ status }) => status?.state);
  const started = states.flatMap((state) => realTime(state?.running?.startedAt ?? state?.terminated?.startedAt));
  const ended = all.flatMap(({ status }) => realTime(status?.state?.terminated?.finishedAt));
  const startedAt = pod.metadata.annotations?.[annotations.startedAt] ?? started.toSorted().at(-1);
  const stoppedAt = ended.toSorted().at(-1);
  return { ...(startedAt !== undefined && { startedAt }), ...(stoppedAt !== undefined && { stoppedAt }) };
}

// A container that never ran has the beginning of Unix time.
const realTime = (time: string | null | undefined): string[] => (time && !time.startsWith("1970-") ? [time] : []);

const LONGEST_REASON = 1024;

function bounded(text: string): string {
  return text.length <= LONGEST_REASON ? text : `${text.slice(0, LONGEST_REASON - 1).toWellFormed()}…`;
}
