import type { TaskNote, TaskRecord } from "../../api/kinds/task.ts";
import type { KubeObject, Pod } from "../../api/kube-object.ts";
import { TASK_GATE } from "../../api/labels.ts";
import type { TaskObject } from "../../api/task-identity.ts";
import { cannotStart } from "../../status/task-end.ts";
import { isOver } from "../../status/task-record.ts";
import { retainedUntil, stoppedBy } from "./times.ts";

/** One of the tasks of a request: its Pod's name, what is noted of it, and what there is. */
export interface Slot {
  name: string;
  note?: TaskNote;
  record?: TaskRecord;
  pod?: Pod;
  /** Pods of the name that are not the noted one. */
  strays: readonly Pod[];
}

/** What is done once the notes are stored. */
export type PodAction =
  | { kind: "create"; name: string; pod: KubeObject }
  /** Lets the scheduler place it. */
  | { kind: "release"; name: string; uid: string }
  /** Ends the programs and leaves the Pod, with exit codes and logs. */
  | { kind: "stop"; name: string; uid: string; why: string }
  /** With `resourceVersion` only as it was seen: a Pod that has found a place meanwhile stays. */
  | { kind: "delete"; name: string; uid: string; why: string; resourceVersion?: string | undefined };

/** Whether a Pod waits for its note to be stored. */
export function isGated({ spec }: Pod): boolean {
  return spec?.schedulingGates?.some(({ name }) => name === TASK_GATE) === true;
}

/** What one task needs. Nothing is created here. */
export function podActions(slot: Slot, task: TaskObject, now: Date, isGoing: boolean): PodAction[] {
  const { pod, strays } = slot;
  const others = strays
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map((stray) => deletion(stray, "it is not the noted Pod of its task"));
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined || isGoing) return others;
  return [...others, ...ownActions(slot, pod, task, now)];
}

function ownActions(slot: Slot, pod: Pod, task: TaskObject, now: Date): PodAction[] {
  const { note, record } = slot;
  if (note?.failure !== undefined) {
    const { resourceVersion } = pod.metadata;
    return [{ ...deletion(pod, note.failure.reason), resourceVersion }];
  }
  if (record === undefined) return [];
  if (record.lastStatus === "STOPPED") {
    const until = retainedUntil(slot, task);
    return until !== undefined && until <= now ? [deletion(pod, "its time after the end is over")] : [];
  }
  if (record.stopCode !== undefined) return ending(slot, pod, record.stoppedReason ?? record.stopCode, now);
  const { name, uid = "" } = pod.metadata;
  return isGated(pod) ? [{ kind: "release", name, uid }] : [];
}

/**
 * Ends a task. The kubelet ends a Pod whose deadline is over, and keeps it; but it never looks at one that has no Node,
 * looks only after the pull at one whose image is being pulled, and minutes late at one that waits for a volume
 * (measured on Kubernetes 1.35). Of those nothing ran, so that nothing is lost with the Pod.
 */
function ending(slot: Slot, pod: Pod, why: string, now: Date): PodAction[] {
  const { name, uid = "" } = pod.metadata;
  if (isOver(pod)) return [];
  if (!hasStarted(pod) && !cannotStart(pod)) return [deletion(pod, why)];
  if (pod.spec?.activeDeadlineSeconds === undefined) return [{ kind: "stop", name, uid, why }];
  const late = stoppedBy(slot);
  return late !== undefined && late <= now ? [deletion(pod, `it does not stop: ${why}`)] : [];
}

function hasStarted({ status }: Pod): boolean {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.some(({ state, restartCount }) => state?.running || state?.terminated || restartCount > 0);
}

function deletion({ metadata: { name, uid = "" } }: Pod, why: string): Extract<PodAction, { kind: "delete" }> {
  return { kind: "delete", name, uid, why };
}
