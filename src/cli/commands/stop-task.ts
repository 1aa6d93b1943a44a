import type { Command } from "commander";
import type { TaskObject } from "../../api/task-identity.ts";
import { isConflict, isNotFound } from "../../kube/errors.ts";
import { pods } from "../../kube/resource.ts";
import type { Door } from "../door.ts";
import { type ExitCode, exitCodes, Failure } from "../failure.ts";
import { examples } from "../flags.ts";
import type { Place, Session } from "../session.ts";
import { look, type Sight, taskObjects } from "../sight.ts";
import { taskNamed, tasksInCluster, tasksOf } from "../target.ts";
import { idOfTask, isStopped, type TaskView, tasksIn } from "../task-view.ts";

type Flags = Place & { readonly reason?: string };

/** `stop-task`: StopTask. */
export function addStopTask(program: Command, door: Door): void {
  program
    .command("stop-task")
    .argument("<task>", "the task, by id, beginning of an id, ARN, or name of a Task object")
    .summary("stop a task")
    .description(
      "Stops a task: each container gets SIGTERM, and SIGKILL after its stopTimeout. Of a Task object all tasks are stopped. A task of a service is replaced by another one, as on ECS.",
    )
    .option("--reason <text>", "why, for stoppedReason (default: Task stopped by user)")
    .addHelpText(
      "after",
      examples(
        ["berth stop-task migrate-x7k2p --reason 'wrong database'", "what run-task started"],
        ["berth stop-task 1b6a90cc", "a task of a service, which starts another one"],
      ),
    )
    .action((given: string, _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) => stopTask(session, given, flags));
    });
}

async function stopTask(session: Session, given: string, { reason }: Flags): Promise<ExitCode> {
  const sight = await look(session);
  const all = tasksInCluster(tasksIn(sight, new Date(session.clock.now())), session);
  const target = taskNamed(all, sight.tasks, given, session);
  if (target.kind === "object") return stopObject(session, target.object, target.tasks, reason);
  const { task } = target;
  if (isStopped(task)) {
    session.terminal.out(`task ${idOfTask(task)} has stopped already`);
    return exitCodes.success;
  }
  if (task.kubernetes.task === undefined) return stopServiceTask(session, sight, task, reason);
  const object = sight.tasks.find(({ metadata }) => metadata.name === task.kubernetes.task);
  if (object === undefined) throw new Failure(`the Task object ${task.kubernetes.task} is gone`);
  const siblings = tasksOf(all, object).filter((one) => !isStopped(one));
  if (siblings.length > 1) {
    const name = object.metadata.name;
    throw new Failure(
      `task ${idOfTask(task)} is one of ${siblings.length} of ${name}, which stop together only: stop-task ${name}`,
    );
  }
  return stopObject(session, object, siblings, reason);
}

async function stopObject(
  { client, terminal }: Session,
  { metadata, status }: TaskObject,
  tasks: readonly TaskView[],
  reason = "Task stopped by user",
): Promise<ExitCode> {
  const isOver = status !== undefined && tasks.length > 0 && tasks.every(isStopped);
  if (isOver) {
    terminal.out(`all tasks of ${metadata.name} have stopped already`);
    return exitCodes.success;
  }
  const patch = { spec: { kubernetes: { stop: { reason } } } };
  await client.mergePatch(taskObjects, metadata, patch, { fieldManager: "berth-cli" });
  const going = tasks.filter((task) => !isStopped(task)).map(idOfTask);
  terminal.out(`${metadata.name} is being stopped${going.length === 0 ? "" : `: task ${going.join(", task ")}`}`);
  return exitCodes.success;
}

/** The service's own record says that its scheduler stopped it: a reason has no place there. */
async function stopServiceTask(
  session: Session,
  { pods: known }: Sight,
  task: TaskView,
  reason?: string,
): Promise<ExitCode> {
  const { client, terminal } = session;
  const { service, pod: name } = task.kubernetes;
  const pod = known.find(({ metadata }) => metadata.name === name);
  const id = idOfTask(task);
  try {
    if (pod !== undefined) await client.delete(pods, pod.metadata, { uid: pod.metadata.uid });
  } catch (error) {
    // Another Pod has its name by now: the task is gone.
    if (!isConflict(error) && !isNotFound(error)) throw error;
  }
  terminal.out(`task ${id} is being stopped; service ${service} starts another one in its place`);
  if (reason !== undefined) terminal.err("the reason is not recorded: the task belongs to a service");
  return exitCodes.success;
}
