import type { Pod } from "../api/kube-object.ts";
import { isNamed } from "../api/names.ts";
import { taskContainers } from "../status/task-containers.ts";
import type { TaskView } from "./task-view.ts";
import { idOfTask } from "./task-view.ts";

/** A container that has a log. */
export interface LogSource {
  readonly task: string;
  readonly container: string;
  readonly pod: Pod;
  /** Whether its program has begun, so that there is something to read. */
  readonly hasStarted: boolean;
}

// So many digits of an id stand before a line, as docker shows ids.
const SHOWN_DIGITS = 12;

/** What stands before the lines of a source. */
export function prefixOf({ task, container }: LogSource): string {
  return `${task.slice(0, SHOWN_DIGITS)}/${container} | `;
}

/** Which container, once for each of a task. */
export function keyOfSource({ task, container }: LogSource): string {
  return `${task}/${container}`;
}

/** The containers of tasks whose Pods are there, oldest task first; of one name only where one is given. */
export function logSources(tasks: readonly TaskView[], pods: readonly Pod[], only: string | undefined): LogSource[] {
  const byName = new Map(pods.map((pod) => [pod.metadata.name, pod]));
  return tasks.toReversed().flatMap((task) => {
    const pod = byName.get(task.kubernetes.pod ?? "");
    return pod === undefined ? [] : containersOf(pod, only).map((name) => source(task, pod, name));
  });
}

/** The names of containers that tasks have. */
export function containerNames(pods: readonly Pod[]): string[] {
  return [...new Set(pods.flatMap((pod) => taskContainers(pod).map(({ name }) => name)))];
}

function containersOf(pod: Pod, only: string | undefined): string[] {
  const names = taskContainers(pod).map(({ name }) => name);
  return only === undefined ? names : names.filter((name) => isNamed(name, only));
}

function source(task: TaskView, pod: Pod, container: string): LogSource {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const state = [...initContainerStatuses, ...containerStatuses].find(({ name }) => name === container)?.state;
  const hasStarted = state?.running !== undefined || state?.terminated !== undefined;
  return { task: idOfTask(task), container, pod, hasStarted };
}
