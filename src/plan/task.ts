import type { Reason } from "../api/conditions.ts";
import type { Failure, TaskNote, TaskRecord } from "../api/kinds/task.ts";
import { clusterNamedBy, groupOf, type TaskObject, taskPodNames } from "../api/task-identity.ts";
import { newRecord, nextRecord } from "../status/task-record.ts";
import { type TaskPodParts, taskPod } from "../translate/task/pod.ts";
import { unsupportedOfTask } from "../translate/task/unsupported.ts";
import type { Difference } from "../translate/translator.ts";
import type { ObservedTask, TaskSettings } from "./task/observed-task.ts";
import { originOf } from "./task/origin.ts";
import { placementFailure } from "./task/placement-failure.ts";
import { checkRequest, launchTypeOf, partsOf, type Resolution, resolveRequest, sameRequest } from "./task/request.ts";
import { isGated, type PodAction, podActions, type Slot } from "./task/slots.ts";
import { earliest, expiry } from "./task/times.ts";

export type { ObservedTask, TaskSettings } from "./task/observed-task.ts";
export type { PodAction } from "./task/slots.ts";

/** What to do about a Task object, as a value that can be printed. */
export type TaskPlan =
  /** ECS would have refused the request. Only a change of the object helps; nothing is made. */
  | { kind: "refuse"; reason: Reason; message: string; differences: Difference[] }
  /** Something that may come is missing. Nothing is made. */
  | { kind: "wait"; reason: Reason; message: string; differences: Difference[]; again?: Date }
  /** The request is that of another object, which has the same client token. */
  | { kind: "same"; original: TaskObject | undefined; sameAs: { name: string; uid: string }; differences: Difference[] }
  | TaskRun;

/** The tasks of a request, as they are to be noted first, and what is to be done then. */
export interface TaskRun {
  kind: "run";
  taskDefinition: string;
  launchType: TaskRecord["launchType"];
  notes: TaskNote[];
  records: TaskRecord[];
  /** Why a task is not placed, for those that are not. */
  failures: Failure[];
  /** Whether nothing of it runs any more, or ever will. */
  finished: boolean;
  actions: PodAction[];
  /** When to look again of which no event tells. */
  again?: Date;
  differences: Difference[];
}

/**
 * Decides what a Task object needs now. Pure: the same observation at the same time gives the same plan.
 *
 * A task never runs twice, whatever happens to the operator, to the API server or to Nodes:
 *
 * 1. Each of the 1 to 10 tasks has a Pod name that follows from the object's UID. A Pod is created with a scheduling
 *    gate, and so cannot be placed, let alone run.
 * 2. When it is there, its UID is noted in the status. A note is written once for each name, and every status is written
 *    under the resourceVersion that it was made from, so that of two writers one loses.
 * 3. Only a Pod whose UID is in a status that the API server has stored loses its gate.
 *
 * Hence at most one Pod for each name ever runs: the noted one. The operator may end between any two of these steps.
 * Before (1): nothing is there, and the Pod is created. Between (1) and (2): the Pod is found under its name and noted;
 * if somebody has deleted it meanwhile it never ran, so another one may be created. Between (2) and (3): the noted Pod
 * is there, and loses its gate; or it is gone, and then the task is STOPPED, since the operator cannot know that it did
 * not run. A request to create that arrives late, or one that was made from a stale cache, makes a Pod with another UID
 * than the noted one: it is gated, is never let go, and is deleted. That a noted Pod is gone the API server is asked for;
 * no cache is believed in it. The kubelet starts no container of a Pod with restartPolicy Never again.
 *
 * Which revision runs is noted before the first Pod is created, so that all tasks of a request are of one revision. What
 * ended a task is recorded before anything is done about it, so that an operator that ends is resumed with the same
 * reason by the next one.
 */
export function planTask(observed: ObservedTask, settings: TaskSettings, now: Date): TaskPlan {
  const { task } = observed;
  const differences = unsupportedOfTask(task.spec ?? { taskDefinition: "" }, observed.nulls);
  const before = task.status?.kubernetes ?? {};
  if (before.sameAs !== undefined) {
    return { kind: "same", original: observed.original, sameAs: before.sameAs, differences };
  }
  if (before.taskDefinition !== undefined) return running(observed, settings, differences, now);
  const first = started(observed, settings, differences, now);
  if (first.kind === "same") return first;
  if (first.kind !== "run") return { ...first, differences };
  const run = { taskDefinition: `${first.parts.family}:${first.parts.revision}`, launchType: first.launchType };
  return runOf(observed, { ...run, parts: first.parts, definition: first.definition }, settings, differences, now);
}

type Started = Resolution | Extract<TaskPlan, { kind: "same" }>;

/** What a request that has no task yet comes to. */
function started(observed: ObservedTask, settings: TaskSettings, differences: Difference[], now: Date): Started {
  const { task, original } = observed;
  const { status, metadata, spec } = task;
  if (metadata.deletionTimestamp !== undefined) {
    return { kind: "wait", reason: "Deleting", message: "The task is being deleted." };
  }
  // On ECS a request that was refused is over: what comes later does not make it run.
  const stalled = status?.conditions?.find(({ type }) => type === "Stalled");
  if (stalled?.status === "True" && status?.observedGeneration === metadata.generation) {
    return { kind: "refuse", reason: REFUSED[stalled.reason] ?? "InvalidParameter", message: stalled.message };
  }
  const mistake = checkRequest(observed, differences);
  if (mistake !== undefined) return mistake;
  if (spec?.kubernetes?.stop !== undefined) {
    return { kind: "refuse", reason: "Stopped", message: "The request was stopped before a task was started." };
  }
  if (original === undefined) return resolveRequest(observed, settings, now);
  if (!sameRequest(original.spec ?? { taskDefinition: "" }, spec ?? { taskDefinition: "" })) {
    const ids = (original.status?.tasks ?? []).map(({ taskArn }) => taskArn).join(", ");
    const message =
      "ConflictException: The RunTask request could not be processed due to conflicts. The provided clientToken is " +
      `already used with a different RunTask request, that of Task ${original.metadata.name}. resourceIds: [${ids}]`;
    return { kind: "refuse", reason: "ClientTokenConflict", message };
  }
  if (original.status?.kubernetes?.taskDefinition === undefined) {
    const message = `Waiting for Task ${original.metadata.name}, which has the same clientToken.`;
    return { kind: "wait", reason: "Progressing", message };
  }
  const sameAs = { name: original.metadata.name, uid: original.metadata.uid ?? "" };
  return { kind: "same", original, sameAs, differences };
}

const REFUSED: Readonly<Record<string, Reason>> = {
  NotHonouredStrict: "NotHonouredStrict",
  NotAllowed: "NotAllowed",
  NoContainerInstances: "NoContainerInstances",
  ClientTokenConflict: "ClientTokenConflict",
  Stopped: "Stopped",
  Refused: "Refused",
};

/** What is known of a request that has been noted. */
interface Noted {
  taskDefinition: string;
  launchType: TaskRecord["launchType"];
  /** What further Pods are made from; absent where there can be none, and `lack` says why. */
  parts?: TaskPodParts;
  definition?: Extract<Resolution, { kind: "run" }>["definition"];
  lack?: Failure;
}

function running(observed: ObservedTask, settings: TaskSettings, differences: Difference[], now: Date): TaskRun {
  const { task, revision, cluster } = observed;
  const { taskDefinition = "", launchType = launchTypeOf(task.spec, cluster?.spec) } = task.status?.kubernetes ?? {};
  const noted = { taskDefinition, launchType };
  const isMade = (task.status?.kubernetes?.notes ?? []).length === taskPodNames(task).length;
  const type = launchType === "FARGATE" || launchType === "EXTERNAL" ? launchType : "EC2";
  const made = revision === undefined || isMade ? undefined : partsOf(observed, revision, type, settings);
  if (made?.kind === "run") {
    return runOf(observed, { ...noted, parts: made.parts, definition: made.definition }, settings, differences, now);
  }
  const detail = made?.message ?? `${taskDefinition} is there no more.`;
  const lack = { reason: made === undefined ? "MISSING" : "ATTRIBUTE", detail };
  return runOf(observed, { ...noted, lack }, settings, differences, now);
}

function runOf(
  observed: ObservedTask,
  noted: Noted,
  { identity }: TaskSettings,
  differences: Difference[],
  now: Date,
): TaskRun {
  const { task } = observed;
  const stop = task.spec?.kubernetes?.stop;
  const cluster = clusterNamedBy(task) ?? "default";
  const isGoing = task.metadata.deletionTimestamp !== undefined;
  const known = new Map((task.status?.kubernetes?.notes ?? []).map((note) => [note.pod, note]));
  const records = new Map((task.status?.tasks ?? []).map((record) => [record.taskArn, record]));
  const places = { launchType: noted.launchType, cluster, instances: observed.instances };

  const slots = taskPodNames(task).map((name): Slot => {
    const under = observed.pods.filter(({ metadata }) => metadata.name === name);
    const note = known.get(name);
    const pod = note === undefined ? under[0] : under.find(({ metadata }) => metadata.uid === note.uid);
    const strays = under.filter((other) => other !== pod);
    const uid = note?.uid ?? pod?.metadata.uid;
    if (uid === undefined) {
      const lack = stop === undefined ? noted.lack : { reason: "STOPPED", detail: "Task stopped by user" };
      const failure = note?.failure ?? observed.rejected.get(name) ?? lack;
      return { name, strays, ...(failure !== undefined && { note: { pod: name, failure } }) };
    }
    const isGone = observed.gone.has(uid);
    const placed = pod?.spec?.nodeName !== undefined && pod.spec.nodeName !== "";
    const failure = placed ? undefined : (note?.failure ?? (pod && placementFailure(pod, places, identity)));
    const origin = originOf(task, { ...noted, cluster, uid, group: groupOf(task, familyIn(noted)) }, pod, identity);
    const fresh = newRecord(origin, pod ?? observed.gone.get(uid) ?? { metadata: { name } }, identity, now);
    const last = records.get(fresh.taskArn) ?? fresh;
    const failed = failure !== undefined && last.stopCode === undefined;
    const entry = { pod: name, uid, ...(failed && { failure }) };
    if (failed || (pod === undefined && !isGone)) {
      return { name, strays, note: entry, ...(pod && { pod }), ...(!failed && { record: last }) };
    }
    const instance = observed.nodes.get((pod ?? observed.gone.get(uid))?.spec?.nodeName ?? "");
    const sighting =
      pod === undefined ? ({ kind: "gone", last: observed.gone.get(uid) } as const) : ({ kind: "there", pod } as const);
    const record = nextRecord(last, { sighting, stop, instance, cluster }, identity, now);
    return { name, strays, note: entry, record, ...(pod && { pod }) };
  });

  const finished = slots.every(isFinal);
  const actions = slots.flatMap((slot) => podActions(slot, task, now, isGoing));
  const { parts } = noted;
  const missing = isGoing || parts === undefined ? [] : slots.filter(({ note }) => note === undefined);
  const creations =
    parts === undefined
      ? []
      : missing.map(({ name }): PodAction => ({ kind: "create", name, pod: taskPod(parts, name) }));
  const times = slots.flatMap((slot) => expiry(slot, task, now));
  const again = earliest(times);
  return {
    kind: "run",
    taskDefinition: noted.taskDefinition,
    launchType: noted.launchType,
    notes: slots.flatMap(({ note }) => note ?? []),
    records: slots.flatMap(({ record }) => record ?? []),
    failures: slots.flatMap(({ note }) => note?.failure ?? []),
    finished,
    actions: [...actions, ...creations],
    ...(again !== undefined && { again }),
    differences: [...differences, ...poolDifference(observed, noted)],
  };
}

function isFinal({ note, record, pod }: Slot): boolean {
  if (note === undefined) return false;
  return note.failure === undefined ? record?.lastStatus === "STOPPED" : pod === undefined;
}

const familyIn = ({ taskDefinition }: Noted): string => taskDefinition.replace(/:\d+$/, "");

function poolDifference({ fargatePool }: ObservedTask, { launchType }: Noted): Difference[] {
  if (launchType !== "FARGATE" || fargatePool) return [];
  const reason = "every Node is a container instance, so Fargate tasks run on them";
  return [{ path: "launchType", reason, instead: "keep at least one untainted Node without the cluster label" }];
}

export { isGated };
