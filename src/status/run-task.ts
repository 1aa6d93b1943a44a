import type { EventReason } from "../api/event-reasons.ts";
import type { Failure, TaskBookkeeping, TaskNote, TaskRecord, TaskStatus } from "../api/kinds/task.ts";
import type { Pod } from "../api/kube-object.ts";
import { idOf } from "../api/names.ts";
import { clusterNamedBy, countOf, type TaskObject } from "../api/task-identity.ts";
import { conditions, fieldsHonoured, type Obstacle, type Progress, progressVerdicts, timestamp } from "./conditions.ts";
import { isEssential } from "./task-end.ts";
import { awaitedClaim, taskOf } from "./task-status.ts";

/** What there is to say about a Task object after a pass over it. */
export interface RunReport {
  status: TaskStatus;
  /** What happened since the status was last written, oldest first. */
  events: { type: "Normal" | "Warning"; reason: EventReason; message: string }[];
}

type Difference = { path: string; reason: string };

/** The tasks of a request, as planned. */
export interface RunFacts {
  taskDefinition: string;
  launchType: TaskRecord["launchType"];
  notes: readonly TaskNote[];
  records: readonly TaskRecord[];
  failures: readonly Failure[];
  finished: boolean;
  differences: readonly Difference[];
}

/** Why there is no task yet, or never will be. */
export function unstartedReport(
  task: TaskObject,
  what: Obstacle,
  differences: readonly Difference[],
  now: Date,
): RunReport {
  const cluster = clusterNamedBy(task);
  const kubernetes = { ...task.status?.kubernetes, ...(cluster !== undefined && { cluster }) };
  const status: TaskStatus = { tasks: [], failures: [], ...task.status, kubernetes };
  return { status: concluded(task, status, what, differences, now), events: obstacleEvents(task, what) };
}

/** RunTask's answer, as DescribeTasks goes on with it. `obstacle` says why not all of the plan could be carried out. */
export function runReport(
  task: TaskObject,
  run: RunFacts,
  pods: readonly Pod[],
  obstacle: Obstacle | undefined,
  now: Date,
): RunReport {
  const before = task.status?.kubernetes ?? {};
  const exitCode = exitCodeOf(task, run, pods);
  const finishedAt = before.finishedAt ?? (run.finished ? lastEnd(run.records, now) : undefined);
  const kubernetes: TaskBookkeeping = {
    ...summary(run.records, run.failures),
    cluster: clusterNamedBy(task) ?? "default",
    taskDefinition: run.taskDefinition,
    launchType: run.launchType,
    notes: [...run.notes],
    ...(exitCode !== undefined && { exitCode }),
    ...(finishedAt !== undefined && { finishedAt }),
  };
  const status = { tasks: [...run.records], failures: [...run.failures], kubernetes };
  const state = obstacle ?? progress(task, run, pods);
  const events =
    obstacle === undefined ? happened(task, run) : [...happened(task, run), ...obstacleEvents(task, obstacle)];
  return { status: concluded(task, status, state, run.differences, now), events };
}

/** What another object with the same client token says, once more. Without that one its tasks are over. */
export function sameReport(
  task: TaskObject,
  {
    original,
    sameAs,
    differences,
  }: { original: TaskObject | undefined; sameAs: { name: string; uid: string }; differences: readonly Difference[] },
  now: Date,
): RunReport {
  const shown = original?.status ?? ended(task.status, now);
  const { tasks = [], failures = [], kubernetes: other = {} } = shown;
  const { taskDefinition, launchType, exitCode, finishedAt } = other;
  const kubernetes: TaskBookkeeping = {
    ...summary(tasks, failures),
    cluster: clusterNamedBy(task) ?? "default",
    ...(taskDefinition !== undefined && { taskDefinition }),
    ...(launchType !== undefined && { launchType }),
    ...(exitCode !== undefined && { exitCode }),
    ...(finishedAt !== undefined && { finishedAt }),
    sameAs,
  };
  const finished = finishedAt !== undefined;
  const state = tasksProgress({ records: tasks, failures, finished, wanted: tasks.length + failures.length });
  const note = `These are the tasks of Task ${sameAs.name}, which has the same clientToken.`;
  const said: Progress = { ...state, message: `${state.message} ${note}` };
  return { status: concluded(task, { tasks, failures, kubernetes }, said, differences, now), events: [] };
}

function ended(status: TaskStatus | undefined, now: Date): TaskStatus {
  const at = timestamp(now);
  const tasks = (status?.tasks ?? []).map((one): TaskRecord => {
    if (one.lastStatus === "STOPPED") return one;
    const why = { stopCode: "UserInitiated", stoppedReason: "Task stopped by user", stoppingAt: at, stoppedAt: at };
    const containers = one.containers.map((container) => ({ ...container, lastStatus: "STOPPED" as const }));
    return { ...why, ...one, stoppedAt: at, lastStatus: "STOPPED", desiredStatus: "STOPPED", containers };
  });
  const finishedAt = status?.kubernetes?.finishedAt ?? at;
  return { ...status, tasks, kubernetes: { ...status?.kubernetes, finishedAt } };
}

function concluded(
  task: TaskObject,
  status: TaskStatus,
  state: Progress,
  differences: readonly Difference[],
  now: Date,
): TaskStatus {
  const generation = task.metadata.generation ?? 0;
  const verdicts = [...progressVerdicts(state), fieldsHonoured(differences)];
  return {
    ...status,
    observedGeneration: generation,
    conditions: conditions(task.status?.conditions, verdicts, generation, now),
  };
}

function obstacleEvents({ status }: TaskObject, { kind, reason, message }: Obstacle): RunReport["events"] {
  const said = status?.conditions?.find(({ type }) => type === "Ready");
  if (said?.message === message) return [];
  // To wait is ordinary while several objects are applied together.
  return [{ type: kind === "stalled" || reason === "Failed" ? "Warning" : "Normal", reason, message }];
}

function lastEnd(records: readonly TaskRecord[], now: Date): string {
  return (
    records
      .flatMap(({ stoppedAt }) => stoppedAt ?? [])
      .toSorted()
      .at(-1) ?? timestamp(now)
  );
}

const STEPS = ["PROVISIONING", "PENDING", "RUNNING", "STOPPING", "STOPPED"] as const;

/** What the columns of kubectl show. */
function summary(records: readonly TaskRecord[], failures: readonly Failure[]): TaskBookkeeping {
  const alone = records.length + failures.length === 1 ? records[0] : undefined;
  const least = STEPS.find((step) => records.some(({ lastStatus }) => lastStatus === step));
  const running = records.filter(({ lastStatus }) => lastStatus === "RUNNING").length;
  // Of several tasks the one that is least far says how far they are, but one that runs is what people look for.
  const lastStatus = running > 0 ? "RUNNING" : (least ?? (failures.length > 0 ? "FAILED" : "PROVISIONING"));
  const stoppedReason = alone?.stoppedReason ?? failures[0]?.reason;
  return {
    lastStatus,
    runningCount: running,
    stoppedCount: records.filter((record) => record.lastStatus === "STOPPED").length,
    ...(stoppedReason !== undefined && { stoppedReason }),
  };
}

/** Exit code of the essential container that ended first, as far as the Pod tells; it stays when the Pod goes. */
function exitCodeOf({ status }: TaskObject, { records, failures }: RunFacts, pods: readonly Pod[]): number | undefined {
  const known = status?.kubernetes?.exitCode;
  const [alone, ...others] = [...records, ...failures];
  if (known !== undefined || alone === undefined || !("taskArn" in alone) || others.length > 0) return known;
  const pod = pods.find(({ metadata }) => alone.taskArn.endsWith(`/${idOf(metadata.uid ?? "")}`));
  const essential = alone.containers.filter(({ name }) => pod === undefined || isEssential(pod, name));
  return essential.find(({ exitCode }) => exitCode !== undefined)?.exitCode;
}

function progress(task: TaskObject, run: RunFacts, pods: readonly Pod[]): Progress {
  const state = tasksProgress({ ...run, wanted: countOf(task) });
  if (state.kind !== "progressing") return state;
  if (task.metadata.deletionTimestamp !== undefined) {
    return { kind: "progressing", reason: "Deleting", message: "The task is being deleted." };
  }
  const waiting = pods.map(taskOf).find(({ waiting }) => waiting !== undefined)?.waiting;
  const why = waiting ?? pods.map(awaitedClaim).find((words) => words !== undefined);
  return why === undefined ? state : { ...state, message: `${state.message} ${why}` };
}

interface Shown {
  records: readonly TaskRecord[];
  failures: readonly Failure[];
  finished: boolean;
  wanted: number;
}

function tasksProgress({ records, failures, finished, wanted }: Shown): Progress {
  const count = (what: string) => records.filter(({ lastStatus }) => lastStatus === what).length;
  const first = failures[0];
  const unplaced =
    first === undefined
      ? ""
      : ` ${failures.length} of ${wanted} could not be placed: ${first.reason}${first.detail ? `: ${first.detail}` : ""}`;
  if (!finished) {
    const message = `${count("RUNNING")} of ${wanted} tasks are RUNNING, ${count("STOPPED")} are STOPPED.${unplaced}`;
    return { kind: "progressing", reason: "Progressing", message };
  }
  if (records.length === 0) return { kind: "stalled", reason: "PlacementFailed", message: unplaced.trim() };
  const [alone, ...others] = records;
  const message =
    alone !== undefined && others.length === 0
      ? `The task has stopped: ${howItStopped(alone)}.`
      : `${records.length} tasks have stopped.`;
  return { kind: "ready", message: `${message}${unplaced}` };
}

function howItStopped({ stoppedReason, containers }: TaskRecord): string {
  const codes = containers.flatMap(({ name, exitCode }) =>
    exitCode === undefined ? [] : [`${name} with exit code ${exitCode}`],
  );
  return `${stoppedReason}${codes.length === 0 ? "" : ` (${codes.join(", ")})`}`;
}

function happened(task: TaskObject, { records, failures }: RunFacts): RunReport["events"] {
  const before = new Map((task.status?.tasks ?? []).map((record) => [record.taskArn, record]));
  const begun = records.filter(({ taskArn }) => !before.has(taskArn)).map(short);
  const stopped = records.filter(
    (record) => record.lastStatus === "STOPPED" && before.get(record.taskArn)?.lastStatus !== "STOPPED",
  );
  const unplaced = failures.slice(task.status?.failures?.length ?? 0);
  return [
    ...(begun.length === 0
      ? []
      : [
          {
            type: "Normal",
            reason: "TasksStarted",
            message: `has started ${begun.length} tasks: ${begun.join(" ")}.`,
          } as const,
        ]),
    ...unplaced.map(({ reason, detail }) => {
      const message = `was unable to place a task: ${reason}${detail ? `: ${detail}` : ""}`;
      return { type: "Warning", reason: "PlacementFailed", message } as const;
    }),
    ...stopped.map((record) => {
      const type = record.stopCode === "TaskFailedToStart" ? ("Warning" as const) : ("Normal" as const);
      return {
        type,
        reason: "TasksStopped" as const,
        message: `${short(record)} has stopped: ${howItStopped(record)}.`,
      };
    }),
  ];
}

function short({ taskArn }: TaskRecord): string {
  return `(task ${idOf(taskArn.split("/").at(-1) ?? "")})`;
}
