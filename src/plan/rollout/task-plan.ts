import type { Identity } from "../../api/arn.ts";
import type { CompletedDeployment, FailedDeployment, RolloutNotes } from "../../api/kinds/service.ts";
import type { DaemonSet, Deployment, Pod, ReplicaSet } from "../../api/kube-object.ts";
import { annotations } from "../../api/labels.ts";
import { type ServiceObject, schedulingStrategy } from "../../api/service-identity.ts";
import { isWhole } from "../../status/completion.ts";
import { timestamp } from "../../status/conditions.ts";
import type { HealthRule } from "../../status/task-health.ts";
import { type Departure, newStops, type Stop } from "../../status/task-stops.ts";
import type { DeploymentNumbers } from "../../translate/service/deployment-numbers.ts";
import { type AlarmState, alarmsCount, bakeSeconds } from "./alarms.ts";
import { type Breaker, breakerOf } from "./breaker.ts";
import { cleanup, isStopping, replacements, startNotes, type TaskAction } from "./cleanup.ts";
import { failureOf, isCompleted } from "./failure.ts";
import { type Sizing, sizeOf, type TaskSet } from "./sizing.ts";
import { snapshotOf, type Target } from "./target.ts";
import { liveTasks, type ServiceTask } from "./tasks.ts";
import { nextNotes } from "./throttle.ts";

/** What is to be known, and to be done, about tasks that have ended. */
export interface EndedTasks {
  /** Stops that status is to tell from now on, oldest first. */
  stops: readonly Stop[];
  /** Ids of the tasks whose end is known while their Pods are there. */
  ended: readonly string[];
  actions: readonly TaskAction[];
}

/** What is to be known, and to be done, about the tasks of a service and its deployment. */
export interface TaskPlan extends EndedTasks {
  notes: RolloutNotes;
  complete: boolean;
  failed?: FailedDeployment;
  /** What completes when this deployment does. */
  snapshot: CompletedDeployment;
  breaker: Breaker;
  sizing: Sizing;
  /** ReplicaSets of a Deployment that is held, with the sizes that they do not have yet. */
  scales: { name: string; uid: string; replicas: number }[];
  /** When to look again, if nothing happens. */
  again?: Date;
}

/** One frozen view of a service's tasks. */
export interface TaskView {
  service: ServiceObject;
  pods: readonly Pod[];
  departed: readonly Departure[];
  replicaSets: readonly ReplicaSet[];
  deployment: Deployment | undefined;
  daemonSet: DaemonSet | undefined;
  alarms: readonly AlarmState[];
}

/** What the tasks of a service are to be. */
export interface TaskIntent {
  target: Target;
  deploymentId: string;
  numbers: DeploymentNumbers;
  /** The deployment configuration leaves no room, and a new template waits. */
  held: boolean;
  rule: HealthRule;
  identity: Identity;
}

/** As `planTasks`, for a service of which nothing is known but that it has tasks. */
export function planEndedTasks(view: TaskView, identity: Identity, now: Date): EndedTasks {
  const { stops, ended } = newStops(view, { healthyAfterSeconds: 0, gracePeriodSeconds: 0 }, identity, now);
  return { stops, ended, actions: cleanup({ ...endedIn(view), due: false }) };
}

/**
 * Decides about the tasks of a service. What is done follows from what is stored: stops and failures are stored first,
 * and acted on in the next pass, so that an operator that ends at any moment is resumed by the next one.
 */
export function planTasks(view: TaskView, intent: TaskIntent, now: Date): TaskPlan {
  const { service } = view;
  const { target, deploymentId: id, numbers, rule, identity } = intent;
  const hash = target.templateHash;
  const stored = service.status?.kubernetes;
  const { stops, ended } = newStops(view, rule, identity, now);
  const live = liveTasks(endedIn(view), hash, rule, now);
  const breaker = breakerOf(service.spec ?? {}, numbers.desired);
  const primary = live.tasks.filter((task) => task.primary);
  const failures = stops.filter((stop) => stop.failed && stop.templateHash === hash);
  const healthy = primary.filter(({ health }) => health === "healthy");
  const known = stored?.rollout?.id === id ? stored.rollout : undefined;
  const isDone = isCompleted(service.status, id);
  const whole = !intent.held && isWhole(view.deployment ?? view.daemonSet, hash, numbers.desired);
  const watched = watch(view, known, whole, now);
  const bakedAt = Date.parse(watched.bakingSince ?? "") + bakeSeconds(service.spec ?? {}) * 1000;
  const complete = whole && (isDone || bakedAt <= now.getTime());
  const notes = {
    ...nextNotes(stored?.rollout, id, { failures, healthy }, breaker, now),
    ...(complete || isDone ? {} : watched),
  };
  const failed = failureOf({ service, target, deploymentId: id, notes, breaker, alarms: view.alarms }, now);

  const isHeld = target.failed !== undefined && target.failed.id === id;
  const isPrimary = ({ metadata }: Pod) => metadata.annotations?.[annotations.templateHash] === hash;
  const stopping = view.pods.filter((pod) => isPrimary(pod) && isStopping(pod)).length;
  const sets = view.replicaSets.map((set): TaskSet => taskSet(set, hash));
  const sizing = sizeOf({ numbers, tasks: live.tasks, stopping, sets, notes: known, failed: isHeld }, now);
  const due = known?.throttle === undefined || Date.parse(known.throttle.until) <= now.getTime();
  const unhealthy = due ? toReplace(live.tasks, sizing, service, isDone) : [];
  const bakes = notes.bakingSince === undefined ? [] : [new Date(bakedAt)];
  const times = [...bakes, ...[live.again, sizing.again].flatMap((time) => time ?? [])];
  const again = times.toSorted((a, b) => a.getTime() - b.getTime())[0];
  return {
    stops,
    ended,
    actions: [
      ...cleanup({ ...endedIn(view), due }),
      ...replacements(unhealthy),
      ...startNotes(live.tasks.map(({ pod }) => pod)),
    ],
    notes,
    complete,
    ...(failed !== undefined && { failed }),
    snapshot: snapshotOf(id, target),
    breaker,
    sizing,
    scales: isStill(view.deployment, sizing) ? scalesOf(sizing, sets) : [],
    ...(again !== undefined && { again }),
  };
}

/** What is known of a deployment in progress besides its failures: whether its alarms count, and since when it bakes. */
function watch(
  { alarms }: TaskView,
  known: RolloutNotes | undefined,
  whole: boolean,
  now: Date,
): Pick<RolloutNotes, "alarmsCount" | "bakingSince"> {
  const count = alarmsCount(known, alarms);
  const since = whole ? (known?.bakingSince ?? timestamp(now)) : undefined;
  return { ...(count !== undefined && { alarmsCount: count }), ...(since !== undefined && { bakingSince: since }) };
}

function endedIn({ service, pods }: TaskView) {
  return { pods, recorded: new Set(service.status?.kubernetes?.ended ?? []) };
}

function taskSet({ metadata: { name, uid = "" }, spec }: ReplicaSet, hash: string): TaskSet {
  const primary = spec?.template?.metadata?.annotations?.[annotations.templateHash] === hash;
  return { name, uid, replicas: spec?.replicas ?? 0, primary };
}

/**
 * Unhealthy tasks to delete. In a rollout those of the new deployment; otherwise others are started beside them where
 * there is room, and Kubernetes takes the unhealthy ones away when those are healthy. Without room one goes at a time.
 */
function toReplace(
  tasks: readonly ServiceTask[],
  { replicas }: Sizing,
  service: ServiceObject,
  completed: boolean,
): Pod[] {
  const unhealthy = tasks
    .filter(({ health }) => health === "unhealthy")
    .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  const isRolling = tasks.some(({ primary }) => !primary);
  if (schedulingStrategy(service.spec ?? {}) === "DAEMON" || !completed || isRolling) {
    return unhealthy.filter(({ primary }) => primary).map(({ pod }) => pod);
  }
  const isBusy = tasks.length < replicas || tasks.some(({ health }) => health === "starting");
  const healthy = tasks.filter(({ health }) => health === "healthy").length;
  return isBusy || healthy >= replicas ? [] : unhealthy.slice(0, 1).map(({ pod }) => pod);
}

/** Whether the Deployment's controller has seen that it is held so, and leaves the ReplicaSets alone. */
function isStill(deployment: Deployment | undefined, { replicas }: Sizing): boolean {
  const { spec, status, metadata } = deployment ?? {};
  const isHeld = spec?.paused === true && spec.strategy?.type === "Recreate" && spec.replicas === replicas;
  return isHeld && (status?.observedGeneration ?? -1) >= (metadata?.generation ?? 0);
}

function scalesOf({ hold }: Sizing, sets: readonly TaskSet[]): TaskPlan["scales"] {
  const sizes = new Map(sets.map(({ uid, replicas }) => [uid, replicas]));
  return hold?.sets.filter(({ uid, replicas }) => sizes.get(uid) !== replicas) ?? [];
}
