import { randomBytes } from "node:crypto";
import { type Command, InvalidArgumentError, Option } from "commander";
import { kubernetesName } from "../../api/names.ts";
import type { TaskObject } from "../../api/task-identity.ts";
import type { Door } from "../door.ts";
import { type ExitCode, exitCodes, Failure, wrongUse } from "../failure.ts";
import {
  examples,
  exitCodeHelp,
  type OutputFlags,
  type OutputFormat,
  outputOption,
  type TimeoutFlags,
  timeoutOption,
  wholeNumber,
} from "../flags.ts";
import { referenceIn, revisionNamed } from "../revisions.ts";
import { firstAnswer, refusalOf, runOutcome } from "../run-outcome.ts";
import {
  type ContainerChange,
  parseCommand,
  parseOverrides,
  parseSetting,
  type Setting,
  withChanges,
} from "../run-request.ts";
import type { Place, Session } from "../session.ts";
import { type Sight, taskObjects } from "../sight.ts";
import { structured } from "../structured.ts";
import { table } from "../table.ts";
import { tasksOf } from "../target.ts";
import { taskColumns } from "../task-columns.ts";
import { isStopped, type TaskView, tasksIn } from "../task-view.ts";
import { type Judgement, waiting } from "../waiting.ts";

interface RunFlags {
  readonly taskDefinition: string;
  readonly count?: number;
  readonly launchType?: string;
  readonly overrides?: string;
  readonly container?: string;
  readonly command?: string;
  readonly env?: readonly Setting[];
  readonly group?: string;
  readonly startedBy?: string;
  readonly clientToken?: string;
  readonly name?: string;
  readonly wait?: boolean;
}

type Flags = Place & OutputFlags & TimeoutFlags & RunFlags;

/** How long the operator's first answer is waited for, in milliseconds. */
const ANSWER_MS = 15_000;

/** `run-task`: RunTask. */
export function addRunTask(program: Command, door: Door): void {
  program
    .command("run-task")
    .argument("[command...]", "behind --: the command of the container, in place of --command")
    .summary("run a task definition once, as one to ten tasks")
    .description(
      "Creates a Task object, which is the ECS request RunTask, and prints the tasks that were started. With --wait it stays until they have stopped, and succeeds only if every container ended with exit code 0 and every task could be started: that rule is Berth's own, ECS has none.",
    )
    .requiredOption(
      "-t, --task-definition <family:revision>",
      "what to run; a family alone means its newest ACTIVE revision",
    )
    .addOption(new Option("--count <number>", "how many tasks, 1 to 10").argParser(wholeNumber(1, 10)))
    .addOption(new Option("--launch-type <type>", "where to run").choices(["EC2", "FARGATE", "EXTERNAL"]))
    .option("--overrides <json>", "RunTask's overrides")
    .option("--container <name>", "container of --command and --env (default: the only one)")
    .option("--command <words>", "command of the container: words, or a JSON list of them")
    .addOption(
      new Option(
        "-e, --env <name=value>",
        "environment variable, of a container with container:name=value; may be given several times",
      ).argParser(setting),
    )
    .option("--group <name>", "task group (default: family:<family>)")
    .option("--started-by <text>", "who starts it, to find its tasks again")
    .option("--client-token <text>", "run nothing where a request with this token has run already, and show its tasks")
    .option("--name <name>", "name of the Task object (default: the family and five random characters)")
    .option("--wait", "wait until all tasks have stopped")
    .addOption(timeoutOption())
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples(
        ["berth run-task -t migrate --wait", "run it, and fail where it fails"],
        ["berth run-task -t migrate:7 -e main:MODE=dry --wait", "a revision, with a variable"],
        ["berth run-task -t tools -- sh -c 'echo hello'", "another command"],
        ["berth run-task -t load --count 5 --launch-type FARGATE", "five tasks on Fargate"],
      ),
    )
    .addHelpText("after", exitCodeHelp("success", "failure", "usage", "timedOut"))
    .action((words: readonly string[], _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      if (words.length > 0 && flags.command !== undefined)
        throw wrongUse("the command stands in --command or behind --, not in both");
      return door(flags, (session) => runTask(session, words, flags));
    });
}

function setting(text: string, before: readonly Setting[] = []): readonly Setting[] {
  const parsed = parseSetting(text);
  if (parsed === undefined) throw new InvalidArgumentError("It is such as MODE=dry or main:MODE=dry.");
  return [...before, parsed];
}

async function runTask(session: Session, words: readonly string[], flags: Flags): Promise<ExitCode> {
  const name = flags.name ?? nameFor(referenceIn(flags.taskDefinition).family);
  const object = { metadata: { name, namespace: session.namespace }, spec: await requestOf(session, words, flags) };
  await session.client.create(taskObjects, object, { fieldManager: "berth-cli" });
  session.terminal.err(`task.ecs.berth.dev/${name} created`);
  const { wait, timeout, output } = flags;
  const judge = async (sight: Sight): Promise<Judgement> => {
    const { task, tasks } = startedIn(sight, name, session);
    const refusal = refusalOf(task);
    if (refusal !== undefined) throw new Failure(`${name} was refused: ${refusal}`);
    const outcome = wait === true ? runOutcome(task, tasks) : firstAnswer(task, tasks);
    if (outcome.kind === "running") return { kind: "wait", progress: outcome.progress };
    session.terminal.err(...outcome.faults.map((fault) => `error: ${fault}`));
    const exitCode = outcome.faults.length > 0 ? exitCodes.failure : exitCodes.success;
    return { kind: "done", exitCode, lines: await answerOf(task, tasks, session, output) };
  };
  try {
    return await waiting(session, wait === true ? timeout : ANSWER_MS, ["services", "pods", "tasks"], judge);
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== exitCodes.timedOut) throw error;
    throw new Failure(`${error.message}; it goes on by itself, until stop-task ${name} stops it`, error.exitCode);
  }
}

const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** A name that nobody has had, as Kubernetes makes them: the family's, and five random characters. */
function nameFor(family: string): string {
  const random = [...randomBytes(5)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return `${kubernetesName(family, 50)}-${random}`;
}

/** The request, with those members only that were given. */
async function requestOf(session: Session, words: readonly string[], flags: Flags): Promise<Record<string, unknown>> {
  const { taskDefinition, cluster, count, launchType, group, startedBy, clientToken } = flags;
  const overrides = withChanges(
    flags.overrides === undefined ? {} : parseOverrides(flags.overrides),
    await changesOf(session, words, flags),
  );
  const members = { taskDefinition, cluster, count, launchType, group, startedBy, clientToken };
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...(Object.keys(overrides).length > 0 && { overrides }) };
}

async function changesOf(session: Session, words: readonly string[], flags: Flags): Promise<ContainerChange[]> {
  const settings = flags.env ?? [];
  const command = words.length > 0 ? words : flags.command === undefined ? undefined : parseCommand(flags.command);
  const needsDefault = command !== undefined || settings.some(({ container }) => container === undefined);
  const main = needsDefault ? (flags.container ?? (await onlyContainer(session, flags.taskDefinition))) : "";
  const environment = settings.map(
    ({ container = main, name, value }): ContainerChange => ({ container, environment: [{ name, value }] }),
  );
  return command === undefined ? environment : [{ container: main, command }, ...environment];
}

async function onlyContainer(session: Session, taskDefinition: string): Promise<string> {
  const { definition } = await revisionNamed(session, referenceIn(taskDefinition));
  const names = definition.containerDefinitions.map(({ name }) => name);
  if (names.length === 1 && names[0] !== undefined) return names[0];
  throw wrongUse(
    `${taskDefinition} has the containers ${names.join(", ")}: name one with --container, or as in --env ${names[0]}:NAME=VALUE`,
  );
}

/** RunTask's own answer: what was started, and what could not be. */
async function answerOf(
  { status }: TaskObject,
  tasks: readonly TaskView[],
  { terminal, clock }: Session,
  output: OutputFormat | undefined,
): Promise<string[]> {
  if (output !== undefined) return [await structured({ tasks, failures: status?.failures ?? [] }, output)];
  if (tasks.length === 0) return [];
  return table(taskColumns(new Date(clock.now()), tasks.some(isStopped)), tasks, { paint: terminal.paint });
}

function startedIn(sight: Sight, name: string, { clock }: Session): { task: TaskObject; tasks: TaskView[] } {
  const task = sight.tasks.find(({ metadata }) => metadata.name === name);
  if (task === undefined) throw new Failure(`${name} was deleted meanwhile`);
  return { task, tasks: tasksOf(tasksIn(sight, new Date(clock.now())), task) };
}
