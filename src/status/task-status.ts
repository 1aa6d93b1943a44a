import type { LastStatus } from "../api/kinds/task.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations, labels } from "../api/labels.ts";
import { idOf } from "../api/names.ts";
import { isWaiting, type TaskContainer, taskContainers } from "./task-containers.ts";
import { endOf, isEssential } from "./task-end.ts";

/** What a service's status needs to know of one task. */
export interface Task {
  id: string;
  status: LastStatus;
  /** `family:revision`. */
  taskDefinition: string;
  templateHash: string;
  launchType: string;
  /** Why it cannot be placed, in the scheduler's words. */
  unplaced?: string;
  /** Why a container cannot start, in the kubelet's words. */
  waiting?: string;
}

type Rung = { status: LastStatus; holds: (pod: Pod) => boolean };

// The first rung that holds is the status; the last one always does.
const LADDER: readonly Rung[] = [
  { status: "STOPPED", holds: ({ status }) => status?.phase === "Succeeded" || status?.phase === "Failed" },
  { status: "STOPPING", holds: ({ metadata }) => metadata.deletionTimestamp !== undefined },
  // What is left of it is about to be stopped: nobody counts on it any more.
  { status: "STOPPED", holds: (pod) => endOf(pod) !== undefined },
  { status: "PROVISIONING", holds: ({ spec }) => spec?.nodeName === undefined || spec.nodeName === "" },
  { status: "RUNNING", holds: (pod) => allStarted(pod) },
  { status: "PENDING", holds: () => true },
];

/** The status of the task that a Pod is. A task is RUNNING once every container of it has started. */
export function taskStatus(pod: Pod): LastStatus {
  return LADDER.find(({ holds }) => holds(pod))?.status ?? "PENDING";
}

function allStarted(pod: Pod): boolean {
  const all = taskContainers(pod);
  return all.length > 0 && all.every((one) => started(pod, one));
}

// A container that is not essential may have ended, or wait to be started again: it has started once.
function started(pod: Pod, container: TaskContainer): boolean {
  const { state, restartCount = 0 } = container.status ?? {};
  if (isWaiting(container)) return false;
  if (state?.running !== undefined || state?.terminated !== undefined) return true;
  return restartCount > 0 && !isEssential(pod, container.name);
}

// Waiting reasons that pass by themselves in the normal course of a start.
const ORDINARY = new Set(["ContainerCreating", "PodInitializing"]);

/** The task that a Pod is. */
export function taskOf(pod: Pod): Task {
  const unplaced = pod.status?.conditions?.find(({ type, status }) => type === "PodScheduled" && status === "False");
  const waiting = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
    ({ state }) => state?.waiting?.reason !== undefined && !ORDINARY.has(state.waiting.reason),
  );
  const why = waiting?.state?.waiting;
  return {
    id: idOf(pod.metadata.uid ?? ""),
    status: taskStatus(pod),
    taskDefinition: pod.metadata.annotations?.[annotations.taskDefinition] ?? "",
    templateHash: pod.metadata.annotations?.[annotations.templateHash] ?? "",
    launchType: pod.metadata.labels?.[labels.launchType] ?? "EC2",
    ...(unplaced === undefined ? {} : { unplaced: unplaced.message ?? unplaced.reason ?? "" }),
    ...(why === undefined
      ? {}
      : { waiting: `container ${waiting?.name}: ${why.reason}${why.message ? `: ${why.message}` : ""}` }),
  };
}

// What the scheduler says of claims (k8s.io/kubernetes, pkg/scheduler/framework/plugins/volumebinding).
const OF_A_CLAIM = /persistentvolumeclaim "|unbound immediate PersistentVolumeClaims/;

/**
 * What the scheduler says of a Pod that waits for a PersistentVolumeClaim that is missing or has no volume. It finds a
 * place by itself when the claim is there, unlike one for which there is no room.
 */
export function awaitedClaim({ spec, status }: Pod): string | undefined {
  const verdict = status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (spec?.nodeName || verdict?.status !== "False" || verdict.reason !== "Unschedulable") return undefined;
  return OF_A_CLAIM.test(verdict.message ?? "") ? verdict.message : undefined;
}

/** Whether the task counts in `runningCount`. */
export function isRunning({ status }: Task): boolean {
  return status === "RUNNING";
}

/** Whether the task counts in `pendingCount`. */
export function isPending({ status }: Task): boolean {
  return status === "PROVISIONING" || status === "PENDING";
}

/** Whether the task is there for its service: neither stopped nor being stopped. */
export function isLive(task: Task): boolean {
  return isRunning(task) || isPending(task);
}
