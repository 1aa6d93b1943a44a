import { type Command, Option } from "commander";
import type { LogOptions } from "../../kube/client.ts";
import type { Door } from "../door.ts";
import { explain } from "../explain.ts";
import { type ExitCode, exitCodes, Failure } from "../failure.ts";
import { duration, examples, wholeNumber } from "../flags.ts";
import { containerNames, keyOfSource, type LogSource, logSources, prefixOf } from "../log-sources.ts";
import type { Place, Session } from "../session.ts";
import { look, type Sight, sights } from "../sight.ts";
import { findService, findTask, ofCluster, servicesOf, tasksInCluster, tasksOf, tasksOfService } from "../target.ts";
import { idOfTask, isStopped, type TaskView, tasksIn } from "../task-view.ts";

interface LogFlags {
  readonly container?: string;
  readonly follow?: boolean;
  readonly tail?: number;
  /** Milliseconds. */
  readonly since?: number;
}

type Flags = Place & LogFlags;

/** `logs`: what the containers of a task, or of all tasks of a service, have written. */
export function addLogs(program: Command, door: Door): void {
  program
    .command("logs")
    .argument(
      "<task|service>",
      "a task by id, beginning of an id, ARN or name of its Task object; or a service by name or ARN",
    )
    .summary("print the logs of a task, or of a service's tasks")
    .description(
      "Prints what containers have written. A task that has stopped has its logs as long as its Pod is kept: of a service's stopped tasks that is the newest one. Where there are several containers, the task's id and the container's name stand before each line. A name that a service and a Task object share needs service/ or task/ before it.",
    )
    .option("-c, --container <name>", "this container only")
    .option("-f, --follow", "go on, until the task has stopped; of a service with the tasks that it starts meanwhile")
    .addOption(new Option("--tail <lines>", "so many lines from the end of each log").argParser(wholeNumber(0)))
    .addOption(new Option("--since <duration>", "lines of the last time only, such as 10m").argParser(duration))
    .addHelpText(
      "after",
      examples(
        ["berth logs web", "all tasks of a service, the kept one that stopped last, too"],
        ["berth logs 1b6a90cc -c main --tail 100", "one container of a task"],
        ["berth logs service/web -f --since 5m", "a service, and what it goes on to write"],
        ["berth logs migrate-x7k2p", "what run-task started, also after its end"],
      ),
    )
    .action((given: string, _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) => logs(session, given, flags));
    });
}

async function logs(session: Session, given: string, flags: Flags): Promise<ExitCode> {
  const target = targetIn(await look(session), given, session);
  return flags.follow === true ? follow(session, target, flags) : printed(session, target, flags);
}

/** Whose logs: chosen once, and found again in each look. */
interface LogTarget {
  readonly isService: boolean;
  tasksIn(sight: Sight): TaskView[];
}

function targetIn(sight: Sight, given: string, session: Session): LogTarget {
  const tasks = (at: Sight) => tasksInCluster(tasksIn(at, new Date(session.clock.now())), session);
  const [, kind, name = given] = /^(task|service)\/(.+)$/.exec(given) ?? [];
  const task = kind === "service" ? undefined : findTask(tasks(sight), sight.tasks, name);
  const services = kind === "task" ? [] : findService(servicesOf(sight.services, session), name);
  const [service] = services;
  if (services.length > 1) throw new Failure(`there is a service ${name} in several clusters: name one with --cluster`);
  if (task !== undefined && service !== undefined) {
    throw new Failure(`${name} is a task and a service: say task/${name} or service/${name}`);
  }
  if (task?.kind === "task") {
    const id = idOfTask(task.task);
    return { isService: false, tasksIn: (at) => tasks(at).filter((one) => idOfTask(one) === id) };
  }
  if (task !== undefined) {
    const { name: object } = task.object.metadata;
    const now = (at: Sight) => at.tasks.filter(({ metadata }) => metadata.name === object);
    return { isService: false, tasksIn: (at) => now(at).flatMap((one) => tasksOf(tasks(at), one)) };
  }
  if (service !== undefined) {
    return { isService: true, tasksIn: (at) => tasksOfService(tasks(at), service) };
  }
  throw new Failure(
    `neither a task nor a service is called ${name}, in namespace ${session.namespace}${ofCluster(session)}`,
  );
}

async function printed(session: Session, target: LogTarget, flags: Flags): Promise<ExitCode> {
  const sight = await look(session);
  const sources = sourcesIn(sight, target, flags);
  const hasPrefix = target.isService || sources.length > 1;
  let isWhole = true;
  for (const source of sources) {
    if (source.hasStarted) isWhole = (await attempted(session, source, partOf(flags), hasPrefix)) && isWhole;
    else session.terminal.err(`${keyOfSource(source)} has not started yet`);
  }
  return isWhole ? exitCodes.success : exitCodes.failure;
}

/** The containers whose logs are meant. Throws where no log can be had. */
function sourcesIn({ pods, ...sight }: Sight, target: LogTarget, { container }: LogFlags): LogSource[] {
  const tasks = target.tasksIn({ pods, ...sight });
  const sources = logSources(tasks, pods, container);
  if (sources.length > 0) return sources;
  const others = logSources(tasks, pods, undefined);
  if (others.length > 0) {
    const names = containerNames(others.map(({ pod }) => pod)).join(", ");
    throw new Failure(`there is no container ${container}: there is ${names}`);
  }
  if (tasks.length === 0) throw new Failure("no task has been started yet");
  const kept = tasks.every(({ kubernetes }) => kubernetes.task === undefined)
    ? "of a service's tasks that have stopped only the newest one keeps them"
    : "what run-task started keeps them for an hour after its end, or for its stoppedTaskRetention, if it ran";
  throw new Failure(`the Pod is gone, and its logs with it: ${kept}`);
}

/** Follows each container from its start to its end. */
async function follow(session: Session, target: LogTarget, flags: Flags): Promise<ExitCode> {
  const stop = new AbortController();
  const followed = new Map<string, Promise<boolean>>();
  let isFirst = true;
  for await (const sight of sights(session, stop.signal)) {
    const tasks = target.tasksIn(sight);
    const sources =
      isFirst && !target.isService ? sourcesIn(sight, target, flags) : logSources(tasks, sight.pods, flags.container);
    const hasPrefix = target.isService || sources.length > 1 || tasks.length > 1;
    for (const source of sources) {
      const key = keyOfSource(source);
      if (!source.hasStarted || followed.has(key)) continue;
      // What starts while somebody looks is told from its beginning.
      const part = isFirst ? partOf(flags) : {};
      followed.set(key, attempted(session, source, { ...part, follow: true, signal: stop.signal }, hasPrefix));
    }
    isFirst = false;
    if (!target.isService && tasks.every(isStopped)) break;
  }
  const ends = await Promise.all(followed.values());
  return ends.every(Boolean) ? exitCodes.success : exitCodes.failure;
}

type LogPart = Omit<LogOptions, "container">;

function partOf({ tail, since }: LogFlags): LogPart {
  return {
    ...(tail !== undefined && { tailLines: tail }),
    ...(since !== undefined && { sinceSeconds: Math.max(1, Math.ceil(since / 1000)) }),
  };
}

/** Prints a log to its end; says whether that could be done. The others go on where it could not. */
async function attempted(session: Session, source: LogSource, part: LogPart, hasPrefix: boolean): Promise<boolean> {
  try {
    await print(session, source, part, hasPrefix);
    return true;
  } catch (error) {
    session.terminal.err(`error: ${keyOfSource(source)}: ${explain(error).message}`);
    return false;
  }
}

async function print(
  { client, terminal }: Session,
  source: LogSource,
  part: LogPart,
  hasPrefix: boolean,
): Promise<void> {
  const prefix = hasPrefix ? prefixOf(source) : "";
  for await (const line of client.logs(source.pod.metadata, { ...part, container: source.container })) {
    terminal.out(`${prefix}${line}`);
  }
}
