import type { Command } from "commander";
import type { Door } from "../door.ts";
import { exitCodes, Failure } from "../failure.ts";
import { examples, exitCodeHelp, type TimeoutFlags, timeoutOption } from "../flags.ts";
import { servicesJudge } from "../services-wait.ts";
import type { Place, Session } from "../session.ts";
import type { Sight } from "../sight.ts";
import { findTask, taskNamed, tasksInCluster, wasReported } from "../target.ts";
import { idOfTask, isStopped, type TaskView, tasksIn } from "../task-view.ts";
import { type Judgement, waiting } from "../waiting.ts";

type Flags = Place & TimeoutFlags;

/** `wait`: the waiters of the AWS CLI. */
export function addWait(program: Command, door: Door): void {
  const wait = program
    .command("wait")
    .summary("wait until services are stable, or tasks have stopped")
    .description("Waits, tells on standard error what changes meanwhile, and says by its exit code how it ended.")
    .addHelpText("after", exitCodeHelp("success", "failure", "usage", "rolledBack", "timedOut"));
  wait
    .command("services-stable")
    .argument("<service...>", "services, by name or ARN")
    .summary("wait until services are stable")
    .description(
      "Waits until each service is ACTIVE, has one deployment, which is not in progress, and runs as many tasks as it is to have. A change that the operator has not seen yet is waited for.",
    )
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      examples(
        ["kubectl apply -f web.yaml && berth wait services-stable web", "deploy, and fail where it fails"],
        ["berth wait services-stable web api --timeout 30m", "several at once"],
      ),
    )
    .addHelpText("after", exitCodeHelp("success", "failure", "usage", "rolledBack", "timedOut"))
    .action((names: readonly string[], _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) => waiting(session, flags.timeout, ["services"], servicesJudge(names, session)));
    });
  wait
    .command("tasks-stopped")
    .argument("<task...>", "tasks, by id, beginning of an id, ARN, or name of a Task object")
    .summary("wait until tasks have stopped")
    .description("Waits until each task is STOPPED, whatever its exit codes: run-task --wait looks at those.")
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      examples(
        ["berth wait tasks-stopped migrate-x7k2p", "all tasks of a Task object"],
        ["berth wait tasks-stopped 1b6a90cc --timeout 0", "one task, for as long as it takes"],
      ),
    )
    .addHelpText("after", exitCodeHelp("success", "failure", "usage", "timedOut"))
    .action((names: readonly string[], _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) =>
        waiting(session, flags.timeout, ["services", "pods", "tasks"], stoppedJudge(names, session)),
      );
    });
}

/** Judges whether the tasks that are named have stopped. What is known once and then gone has stopped, too. */
function stoppedJudge(names: readonly string[], session: Session): (sight: Sight) => Judgement {
  const known = new Map<string, readonly TaskView[]>();
  return (sight) => {
    const all = tasksInCluster(tasksIn(sight, new Date(session.clock.now())), session);
    const current = new Map(all.map((task) => [idOfTask(task), task]));
    const targets = names.map((name) => {
      const before = known.get(name) ?? [];
      const tasks = before.length > 0 ? before : startedBy(name, all, sight, session);
      known.set(name, tasks);
      return { name, tasks };
    });
    const going = targets.flatMap(({ tasks }) => tasks).filter((task) => isGoing(current.get(idOfTask(task))));
    if (going.length > 0 || targets.some(({ tasks }) => tasks.length === 0)) {
      const waitsFor = targets.filter(({ tasks }) => tasks.length === 0).map(({ name }) => `${name}: not known yet`);
      return {
        kind: "wait",
        progress: [...waitsFor, ...going.map((task) => progressOf(current.get(idOfTask(task)) ?? task))],
      };
    }
    const stopped = targets.flatMap(({ tasks }) => tasks).map((task) => `task ${idOfTask(task)} has stopped`);
    return { kind: "done", exitCode: exitCodes.success, lines: stopped };
  };
}

/** The tasks that a name means; empty while they are not known yet. */
function startedBy(name: string, all: readonly TaskView[], sight: Sight, session: Session): readonly TaskView[] {
  // Its Pod is gone, and how it ended is about to be recorded.
  const isEnding = findTask(all, sight.tasks, name) === undefined && wasReported(sight.services, name);
  if (isEnding) return [];
  const target = taskNamed(all, sight.tasks, name, session);
  if (target.kind === "task") return [target.task];
  const { failures = [], conditions = [] } = target.object.status ?? {};
  const stalled = conditions.find(({ type, status }) => type === "Stalled" && status === "True");
  if (target.tasks.length > 0) return target.tasks;
  if (stalled !== undefined) throw new Failure(`${name} was refused: ${stalled.message}`);
  if (failures.length > 0)
    throw new Failure(`${name} has started no task: ${failures.map(({ reason }) => reason).join(", ")}`);
  return [];
}

function isGoing(task: TaskView | undefined): boolean {
  return task !== undefined && !isStopped(task);
}

function progressOf(task: TaskView): string {
  return `task ${idOfTask(task)}: ${task.lastStatus}${task.desiredStatus === "STOPPED" ? ", to be stopped" : ""}`;
}
