import { exitCodes, Failure } from "./failure.ts";
import { refusalOf, wasStoppedBefore } from "./run-outcome.ts";
import type { Session } from "./session.ts";
import type { Sight } from "./sight.ts";
import { findTask, reportOf, type TaskTarget, taskNamed, tasksInCluster } from "./target.ts";
import { idOfTask, isStopped, type TaskView, tasksIn } from "./task-view.ts";
import type { Judgement } from "./waiting.ts";

type Where = Pick<Session, "namespace" | "cluster">;

/** Judges whether all tasks that are named have stopped. One that was there and is gone has stopped, too. */
export function stoppedJudge(names: readonly string[], where: Where, now: () => Date): (sight: Sight) => Judgement {
  const known = new Map(names.map((name) => [name, new Set<string>()]));
  return (sight) => {
    const all = tasksInCluster(tasksIn(sight, now()), where);
    const found = [...known].map(([name, ids]) => stateOf(name, ids, all, sight, where));
    const going = found.flatMap((one) => one.going);
    if (going.length > 0) return { kind: "wait", progress: going };
    return { kind: "done", exitCode: exitCodes.success, lines: found.flatMap(({ stopped }) => stopped) };
  };
}

interface State {
  readonly going: readonly string[];
  readonly stopped: readonly string[];
}

/** What is to be said of the tasks that a name means; their ids are remembered in `ids`. */
function stateOf(name: string, ids: Set<string>, all: readonly TaskView[], sight: Sight, where: Where): State {
  const target = findTask(all, sight.tasks, name);
  if (target === undefined && ids.size === 0) return unseen(name, all, sight, where);
  for (const task of target === undefined ? [] : tasksOf(target)) ids.add(idOfTask(task));
  if (ids.size === 0 && target?.kind === "object" && wasStoppedBefore(target.object)) {
    return { going: [], stopped: [`${name} was stopped before a task was started`] };
  }
  if (ids.size === 0) return { going: [`${name}: no task has been started yet`], stopped: [] };
  const current = new Map(all.map((task) => [idOfTask(task), task]));
  const isGoing = (task: TaskView | undefined) => task !== undefined && !isStopped(task);
  const going = [...ids].flatMap((id) => current.get(id) ?? []).filter(isGoing);
  return {
    going: going.map(progressOf),
    stopped: [...ids].filter((id) => !isGoing(current.get(id))).map((id) => `task ${id} has stopped`),
  };
}

/** A task of a service whose Pod is gone before its end is recorded; everything else does not exist. */
function unseen(name: string, all: readonly TaskView[], sight: Sight, where: Where): State {
  const report = reportOf(sight.services, name);
  if (report === "stopped") return { going: [], stopped: [`task ${name} has stopped`] };
  if (report === "live") return { going: [`task ${name}: its end is about to be recorded`], stopped: [] };
  taskNamed(all, sight.tasks, name, where);
  return { going: [], stopped: [] };
}

function tasksOf(target: TaskTarget): readonly TaskView[] {
  if (target.kind === "task") return [target.task];
  const { metadata, status } = target.object;
  const refusal = refusalOf(target.object);
  if (refusal !== undefined && !wasStoppedBefore(target.object))
    throw new Failure(`${metadata.name} was refused: ${refusal}`);
  if (target.tasks.length > 0) return target.tasks;
  const reasons = (status?.failures ?? []).map(({ reason }) => reason);
  if (reasons.length > 0) throw new Failure(`${metadata.name} has started no task: ${reasons.join(", ")}`);
  return [];
}

function progressOf(task: TaskView): string {
  return `task ${idOfTask(task)}: ${task.lastStatus}${task.desiredStatus === "STOPPED" ? ", to be stopped" : ""}`;
}
