import type { Failure } from "../api/kinds/task.ts";
import { countOf, type TaskObject } from "../api/task-identity.ts";
import { idOfTask, type TaskView } from "./task-view.ts";

/** How far what run-task started is. */
export type RunOutcome =
  | { readonly kind: "running"; readonly progress: readonly string[] }
  /** All has ended; `faults` says what did not end well, one line each. */
  | { readonly kind: "ended"; readonly faults: readonly string[] };

/** Why the object is refused, if it is. One of whose tasks none found a place was taken, and has its failures. */
export function refusalOf({ status }: TaskObject): string | undefined {
  const { tasks = [], failures = [], conditions = [] } = status ?? {};
  if (tasks.length + failures.length > 0) return undefined;
  return conditions.find(({ type, status: is }) => type === "Stalled" && is === "True")?.message;
}

/** RunTask's answer: which tasks are started, and what cannot be. It is there when each task has a place, or none. */
export function firstAnswer(object: TaskObject, tasks: readonly TaskView[]): RunOutcome {
  const failures = object.status?.failures ?? [];
  const isWhole = tasks.length + failures.length >= countOf(object);
  if (isSeen(object) && isWhole && tasks.every(({ lastStatus }) => lastStatus !== "PROVISIONING")) {
    return { kind: "ended", faults: failures.map(notStarted) };
  }
  return { kind: "running", progress: progressOf(object, tasks) };
}

/**
 * Judges the tasks of a Task object: all is well that ended with exit code 0 in each container, and was started as often
 * as it was asked for. That rule is Berth's own: to ECS, a task that has ended is neither good nor bad.
 */
export function runOutcome(object: TaskObject, tasks: readonly TaskView[]): RunOutcome {
  const { failures = [], kubernetes } = object.status ?? {};
  if (isSeen(object) && kubernetes?.finishedAt !== undefined) {
    return { kind: "ended", faults: [...tasks.flatMap(faultsOf), ...failures.map(notStarted)] };
  }
  return { kind: "running", progress: progressOf(object, tasks) };
}

function progressOf(object: TaskObject, tasks: readonly TaskView[]): string[] {
  const lines = tasks.map((task) => `task ${idOfTask(task)}: ${stateOf(task)}`);
  return lines.length === 0 ? [waitsFor(object)] : lines;
}

/** Whether somebody has stopped the request before a task was started. */
export function wasStoppedBefore({ status }: TaskObject): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: is, reason }) => type === "Stalled" && is === "True" && reason === "Stopped",
    ) === true
  );
}

function isSeen({ metadata, status }: TaskObject): boolean {
  return status?.observedGeneration === metadata.generation;
}

/** What an object without tasks waits for. */
export function waitsFor(object: TaskObject): string {
  const ready = object.status?.conditions?.find(({ type }) => type === "Ready");
  const why = isSeen(object) && ready !== undefined ? ready.message : "waiting for the operator to see it";
  return `${object.metadata.name}: ${why}`;
}

function notStarted({ reason, detail }: Failure): string {
  return `a task was not started: ${[reason, detail].filter(Boolean).join(", ")}`;
}

function stateOf({ lastStatus, desiredStatus, stoppedReason }: TaskView): string {
  if (lastStatus === "STOPPED") return [lastStatus, stoppedReason].filter(Boolean).join(", ");
  return desiredStatus === "STOPPED" ? `${lastStatus}, to be stopped` : lastStatus;
}

function faultsOf(task: TaskView): string[] {
  const bad = task.containers.filter(({ exitCode }) => exitCode !== 0);
  const all = task.containers.length === 0 ? ["no container has run"] : bad.map(faultOf);
  return all.map((fault) => `task ${idOfTask(task)}: ${fault}${task.stoppedReason ? ` (${task.stoppedReason})` : ""}`);
}

function faultOf({ name, exitCode, reason }: TaskView["containers"][number]): string {
  const why = reason === undefined ? "" : `, ${reason}`;
  return exitCode === undefined
    ? `container ${name} has no exit code${why}`
    : `container ${name} exited with ${exitCode}${why}`;
}
