import { parseCluster, parseTaskDefinition } from "./arn.ts";
import type { TaskSpec, TaskStatus } from "./kinds/task.ts";
import type { KubeObject } from "./kube-object.ts";
import { clusterLabel, hash, kubernetesName } from "./names.ts";

/** A Task object of ours, as the API server has it: a request RunTask, and its 1 to 10 tasks. */
export type TaskObject = KubeObject<TaskSpec, TaskStatus>;

/** ECS name of the cluster that the tasks join; `undefined` where the reference is none. */
export function clusterNamedBy({ spec }: TaskObject): string | undefined {
  return parseCluster(spec?.cluster);
}

/** Value of the cluster label for the cluster that the tasks join. */
export function clusterLabelOfTask(task: TaskObject): string {
  return clusterLabel(task.metadata.namespace ?? "", clusterNamedBy(task) ?? "default");
}

/** Family that a request names, if it names one. */
export function familyOfTask({ spec }: TaskObject): string | undefined {
  return parseTaskDefinition(spec?.taskDefinition ?? "")?.family;
}

/** How many tasks are asked for. */
export function countOf({ spec }: TaskObject): number {
  return spec?.count ?? 1;
}

/** Task group: as the request says, else that of the family. */
export function groupOf({ spec }: TaskObject, family: string): string {
  return spec?.group || `family:${family}`;
}

/**
 * Names of the Pods of a Task object, one for each of its tasks. They are always the same for one object, and never
 * those of another one, also of one that had the same name before.
 */
export function taskPodNames(task: TaskObject): string[] {
  const stem = `${kubernetesName(task.metadata.name, 200)}-${hash(task.metadata.uid ?? "", 8)}`;
  return Array.from({ length: countOf(task) }, (_, index) => `${stem}-${index}`);
}
