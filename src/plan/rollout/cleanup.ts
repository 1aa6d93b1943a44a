import type { Pod } from "../../api/kube-object.ts";
import { idOf } from "../../api/names.ts";
import { taskContainers } from "../../status/task-containers.ts";
import { endOf } from "../../status/task-end.ts";
import { lacksStart } from "../../status/task-health.ts";

/** What is done to a Pod. */
export interface TaskAction {
  /**
   * `stop` ends the programs and leaves the Pod, with exit codes and logs; `delete` removes it, too. `note` writes that all
   * programs have started.
   */
  kind: "delete" | "note" | "stop";
  name: string;
  uid: string;
  /** For the log. */
  why: string;
}

/** What cleanup looks at. */
export interface CleanupInput {
  pods: readonly Pod[];
  /** Ids of the tasks whose stop is stored: nothing is done to others. */
  recorded: ReadonlySet<string>;
  /** Whether the next attempt may be made now. */
  due: boolean;
}

/**
 * What becomes of the Pods of tasks that have ended. What still runs of a task whose essential container ended is
 * stopped. A Pod that has ended stays for its logs until another one of the service has ended; the API server then
 * deletes the older one. A task that cannot start keeps its Pod, and so the kubelet's back-off, until the next attempt.
 */
export function cleanup({ pods, recorded, due }: CleanupInput): TaskAction[] {
  const ended = pods.filter(({ metadata }) => recorded.has(idOf(metadata.uid ?? "")) && !metadata.deletionTimestamp);
  const over = ended.filter(isOver).toSorted((a, b) => created(b).localeCompare(created(a)));
  const stuck = ended.filter((pod) => !isOver(pod));
  return [
    ...over.slice(1).map((pod) => action("delete", pod, "a later task of the service has ended")),
    ...stuck.flatMap((pod) => {
      const end = endOf(pod);
      if (end?.stopCode === "TaskFailedToStart") return due ? [action("delete", pod, "it cannot start")] : [];
      const isTold = pod.spec?.activeDeadlineSeconds !== undefined;
      return isTold || end === undefined || hasEnded(pod) ? [] : [action("stop", pod, end.stoppedReason)];
    }),
  ];
}

/** Deletes Pods of tasks that are not healthy any more, so that others are started in their place. */
export function replacements(pods: readonly Pod[]): TaskAction[] {
  return pods.map((pod) => action("delete", pod, "it failed its health check"));
}

/** Notes on Pods that their programs have started, where that is not when their containers did. */
export function startNotes(pods: readonly Pod[]): TaskAction[] {
  return pods.filter(lacksStart).map((pod) => action("note", pod, "its programs have started"));
}

/** Whether a Pod of a task that has ended only waits for the end of its other containers. */
export function isStopping(pod: Pod): boolean {
  const ended = endOf(pod)?.stopCode === "EssentialContainerExited";
  return ended && !isOver(pod) && pod.metadata.deletionTimestamp === undefined;
}

function action(kind: TaskAction["kind"], { metadata: { name, uid = "" } }: Pod, why: string): TaskAction {
  return { kind, name, uid, why };
}

// The kubelet tells of a Pod's end a moment after that of its last container.
function hasEnded(pod: Pod): boolean {
  return taskContainers(pod).every(({ status }) => status?.state?.terminated !== undefined);
}

function isOver({ status }: Pod): boolean {
  return status?.phase === "Succeeded" || status?.phase === "Failed";
}

function created({ metadata }: Pod): string {
  return metadata.creationTimestamp ?? "";
}
