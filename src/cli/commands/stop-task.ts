import type { Command } from "commander";
import type { Pod } from "../../api/kube-object.ts";
import { annotations } from "../../api/labels.ts";
import { countOf, type TaskObject } from "../../api/task-identity.ts";
import { isForbidden, unlessGone } from "../../kube/errors.ts";
import { pods } from "../../kube/resource.ts";
import { BY_USER } from "../../status/task-end.ts";
import type { Door } from "../door.ts";
import { explain } from "../explain.ts";
import { type ExitCode, exitCodes, Failure } from "../failure.ts";
import { examples } from "../flags.ts";
import { refusalOf, wasStoppedBefore } from "../run-outcome.ts";
import type { Place, Session } from "../session.ts";
import { look, type Sight, taskObjects } from "../sight.ts";
import { taskNamed, tasksInCluster } from "../target.ts";
import { idOfTask, isStopped, type TaskView, tasksIn } from "../task-view.ts";

type Flags = Place & { readonly reason?: string };

const BY_CLI = { fieldManager: "berth-cli" } as const;

/** `stop-task`: StopTask. */
export function addStopTask(program: Command, door: Door): void {
  program
    .command("stop-task")
    .argument("<task>", "the task, by id, beginning of an id, ARN, or name of a Task object")
    .summary("stop a task")
    .description(
      "Stops a task: each container gets SIGTERM, and SIGKILL after its stopTimeout. By the name of a Task object all of its tasks are stopped. A task of a service is replaced by another one, as on ECS.",
    )
    .option("--reason <text>", `why, for stoppedReason (default: ${BY_USER})`)
    .addHelpText(
      "after",
      examples(
        ["berth stop-task migrate-x7k2p --reason 'wrong database'", "what run-task started"],
        ["berth stop-task 1b6a90cc", "one task; a service starts another one in its place"],
      ),
    )
    .action((given: string, _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) => stopTask(session, given, flags));
    });
}

async function stopTask(session: Session, given: string, { reason = BY_USER }: Flags): Promise<ExitCode> {
  const sight = await look(session);
  const all = tasksInCluster(tasksIn(sight, new Date(session.clock.now())), session);
  const target = taskNamed(all, sight.tasks, given, session);
  if (target.kind === "object") return stopObject(session, originalOf(target.object, sight), target.tasks, reason);
  const { task } = target;
  const id = idOfTask(task);
  if (isStopped(task)) {
    session.terminal.out(`task ${id} has stopped already`);
    return exitCodes.success;
  }
  const object = sight.tasks.find(({ metadata }) => metadata.name === task.kubernetes.task);
  if (object !== undefined && countOf(object) === 1) return stopObject(session, object, [task], reason);
  const pod = sight.pods.find(({ metadata }) => metadata.name === task.kubernetes.pod);
  if (pod === undefined) throw new Failure(`the Pod of task ${id} is gone: its end is about to be recorded`);
  if (object === undefined) return stopServiceTask(session, task, pod, reason);
  // The object's own stop is that of all of its tasks; of one alone the operator hears by its Pod.
  await unlessGone(sayWhy(session, pod, reason));
  session.terminal.out(`task ${id} of ${object.metadata.name} is being stopped`);
  return exitCodes.success;
}

/** The object whose tasks these are: of two with one clientToken, the one that runs them. */
function originalOf(object: TaskObject, { tasks }: Sight): TaskObject {
  const { sameAs } = object.status?.kubernetes ?? {};
  return tasks.find(({ metadata }) => sameAs !== undefined && metadata.uid === sameAs.uid) ?? object;
}

async function stopObject(
  { client, terminal }: Session,
  object: TaskObject,
  tasks: readonly TaskView[],
  reason: string,
): Promise<ExitCode> {
  const { metadata } = object;
  if (refusalOf(object) !== undefined) {
    terminal.out(`${metadata.name} has no tasks: it was ${wasStoppedBefore(object) ? "stopped already" : "refused"}`);
    return exitCodes.success;
  }
  if (tasks.length === 0 && object.status?.kubernetes?.finishedAt !== undefined) {
    terminal.out(`${metadata.name} has no tasks: none found a place`);
    return exitCodes.success;
  }
  const going = tasks.filter((task) => !isStopped(task)).map(idOfTask);
  if (tasks.length > 0 && going.length === 0) {
    terminal.out(`all tasks of ${metadata.name} have stopped already`);
    return exitCodes.success;
  }
  const patch = { spec: { kubernetes: { stop: { reason } } } };
  await client.mergePatch(taskObjects, metadata, patch, BY_CLI);
  terminal.out(`${metadata.name} is being stopped${going.length === 0 ? "" : `: task ${going.join(", task ")}`}`);
  return exitCodes.success;
}

/** Says on the Pod why, and deletes it: the operator records the reason with the end. */
async function stopServiceTask(session: Session, task: TaskView, pod: Pod, reason: string): Promise<ExitCode> {
  const { client, terminal } = session;
  const unsaid = await unlessForbidden(unlessGone(sayWhy(session, pod, reason)));
  try {
    await unlessGone(client.delete(pods, pod.metadata, { uid: pod.metadata.uid }));
  } catch (error) {
    // It goes on, and ends some day for another reason.
    if (unsaid === undefined) await unlessGone(sayWhy(session, pod, null));
    throw error;
  }
  terminal.out(`task ${idOfTask(task)} is being stopped; service ${task.kubernetes.service} starts another one`);
  if (unsaid !== undefined) terminal.err(`the reason is not recorded: ${unsaid}`);
  return exitCodes.success;
}

/** Writes the reason on that very Pod; null takes it away again. */
function sayWhy({ client }: Session, { metadata }: Pod, reason: string | null): Promise<Pod> {
  const { name, namespace, uid } = metadata;
  const patch = { metadata: { uid, annotations: { [annotations.stopReason]: reason } } };
  return client.mergePatch(pods, { name, namespace }, patch, BY_CLI);
}

/** What the API server says where it does not allow something. */
async function unlessForbidden(write: Promise<unknown>): Promise<string | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (isForbidden(error)) return explain(error).message;
    throw error;
  }
}
