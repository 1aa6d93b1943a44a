import type { Command } from "commander";
import type { Door } from "../door.ts";
import { exitCodes } from "../failure.ts";
import { examples, type OutputFlags, outputOption, type WatchFlags, watchOption } from "../flags.ts";
import { mapped } from "../frames.ts";
import { liveTable } from "../live-table.ts";
import { forever } from "../patience.ts";
import { refusalOf, waitsFor } from "../run-outcome.ts";
import type { Place, Session } from "../session.ts";
import { lastPart, shortDefinition } from "../short-names.ts";
import { look, type Sight, sights } from "../sight.ts";
import { structured } from "../structured.ts";
import { table } from "../table.ts";
import { ofCluster, serviceNamed, type TaskTarget, taskNamed, tasksInCluster, tasksOfService } from "../target.ts";
import { failureLines, taskColumns, taskDetails } from "../task-columns.ts";
import { idOfTask, isStopped, type TaskView, tasksIn } from "../task-view.ts";

interface Filters {
  readonly stopped?: boolean;
  readonly service?: string;
  readonly family?: string;
  readonly startedBy?: string;
}

type Flags = Place & OutputFlags & WatchFlags & Filters;

/** `tasks`: what ListTasks and DescribeTasks say. */
export function addTasks(program: Command, door: Door): void {
  program
    .command("tasks")
    .argument("[task...]", "tasks to show in full: id, beginning of an id, ARN, or name of a Task object")
    .summary("list tasks, or show some in full")
    .description("Lists the tasks of services and those that were started by run-task, newest first.")
    .option("-a, --stopped", "with those that have stopped, as long as they are remembered")
    .option("--service <name>", "tasks of a service only")
    .option("--family <family>", "tasks of a task definition only, of one revision with family:revision")
    .option("--started-by <text>", "tasks only that were started by this, such as a deployment's id")
    .addOption(outputOption())
    .addOption(watchOption())
    .addHelpText(
      "after",
      examples(
        ["berth tasks", "what runs in the namespace"],
        ["berth tasks --service web -a", "the tasks of a service, and why the last ones stopped"],
        ["berth tasks 1b6a", "one task in full, by the beginning of its id"],
        ["berth tasks -w", "what runs, and what changes"],
        ["berth tasks -o json", "the answer of DescribeTasks"],
      ),
    )
    .action((names: readonly string[], _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) => (names.length === 0 ? list(session, flags) : show(session, names, flags)));
    });
}

async function list(session: Session, flags: Flags) {
  const { terminal, clock } = session;
  const now = () => new Date(clock.now());
  const matching = (sight: Sight) => filtered(tasksInCluster(tasksIn(sight, now()), session), sight, flags, session);
  const where = `in namespace ${session.namespace}${ofCluster(session)}`;
  const empty = `There are no tasks ${where}${flags.stopped === true ? "" : "; --stopped shows those that have stopped"}.`;
  if (flags.watch === true) {
    const frames = mapped(sights(session, forever), alsoAfterTheEnd(matching, flags));
    await liveTable({ frames, columns: () => taskColumns(now(), true), keyOf: idOfTask, empty }, terminal);
    return exitCodes.success;
  }
  const tasks = matching(await look(session)).filter((task) => flags.stopped === true || !isStopped(task));
  if (flags.output !== undefined) terminal.out(await structured({ tasks, failures: [] }, flags.output));
  else if (tasks.length === 0) terminal.err(empty);
  else terminal.out(...table(taskColumns(now(), tasks.some(isStopped)), tasks, { paint: terminal.paint }));
  return exitCodes.success;
}

/** Whoever watches a task is told that it stops, too. */
function alsoAfterTheEnd(matching: (sight: Sight) => TaskView[], { stopped = false }: Filters) {
  const seen = new Set<string>();
  return (sight: Sight): TaskView[] => {
    const rows = matching(sight).filter((task) => stopped || !isStopped(task) || seen.has(idOfTask(task)));
    for (const row of rows) seen.add(idOfTask(row));
    return rows;
  };
}

function filtered(tasks: readonly TaskView[], { services }: Sight, filters: Filters, session: Session): TaskView[] {
  const { service, family, startedBy } = filters;
  const ofService =
    service === undefined ? [...tasks] : tasksOfService(tasks, serviceNamed(services, service, session));
  return ofService
    .filter((task) => family === undefined || isOfFamily(task, lastPart(family)))
    .filter((task) => startedBy === undefined || task.startedBy === startedBy);
}

function isOfFamily({ taskDefinitionArn }: TaskView, family: string): boolean {
  const definition = shortDefinition(taskDefinitionArn) ?? "";
  return family.includes(":") ? definition === family : definition.startsWith(`${family}:`);
}

/** Why a Task object has no tasks. */
function withoutTasks(target: TaskTarget): string[] {
  if (target.kind === "task" || target.tasks.length + (target.object.status?.failures ?? []).length > 0) return [];
  const refusal = refusalOf(target.object);
  return [refusal === undefined ? waitsFor(target.object) : `${target.object.metadata.name} was refused: ${refusal}`];
}

async function show(session: Session, names: readonly string[], { output }: Flags) {
  const { terminal, clock } = session;
  const now = new Date(clock.now());
  const sight = await look(session);
  const all = tasksInCluster(tasksIn(sight, now), session);
  const targets = names.map((name) => taskNamed(all, sight.tasks, name, session));
  const tasks = targets.flatMap((target) => (target.kind === "task" ? [target.task] : target.tasks));
  const failures = targets.flatMap((target) => (target.kind === "task" ? [] : (target.object.status?.failures ?? [])));
  if (output !== undefined) {
    terminal.out(await structured({ tasks, failures }, output));
    return exitCodes.success;
  }
  const blocks = tasks.map((task) => taskDetails(task, now, terminal.paint).join("\n"));
  if (blocks.length > 0) terminal.out(blocks.join("\n\n"));
  terminal.out(...failureLines(failures));
  terminal.err(...targets.flatMap(withoutTasks));
  return exitCodes.success;
}
