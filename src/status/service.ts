import type { Identity } from "../api/arn.ts";
import type { ServiceStatus } from "../api/kinds/service.ts";
import { labels } from "../api/labels.ts";
import {
  arnsOf,
  clusterLabelOf,
  clusterNameOf,
  schedulingStrategy,
  serviceName,
  taskSelector,
} from "../api/service-identity.ts";
import { conditions, fieldsHonoured, type Obstacle, type Progress, progressVerdicts } from "./conditions.ts";
import { deploymentHashes, deployments, shortForm } from "./service-deployments.ts";
import { eventOf, type NewEvent, NO_INSTANCES, news, withEvents } from "./service-events.ts";
import type { Decision, EndedTasks, Rollout, ServiceFacts } from "./service-facts.ts";
import { serviceDeployments } from "./service-history.ts";
import { isLive, isPending, isRunning, type Task, taskOf } from "./task-status.ts";
import { SCALING, withLastCodes, withStops } from "./task-stops.ts";

/** What there is to say about a service after a pass over it. */
export interface ServiceReport {
  status: ServiceStatus;
  /** What happened since the status was last written, oldest first. */
  events: NewEvent[];
}

/** Of more tasks, those beyond are told of when there is room for them. */
const TASKS_REMEMBERED = 500;

/** Attempts in a row that failed, after which a service is told to be unable to start tasks consistently. */
const IMPAIRED_AFTER_ROUNDS = 3;

/**
 * DescribeServices' answer and the conditions, from what was observed and planned. Pure. `obstacle` says why the plan
 * could not be carried out.
 */
export function serviceReport(
  observed: ServiceFacts,
  plan: Decision,
  obstacle: Obstacle | undefined,
  identity: Identity,
  now: Date,
): ServiceReport {
  const previous = observed.service.status;
  const tasks = observed.pods.map(taskOf).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const base = baseStatus(observed, plan.tasks, tasks, identity);
  if (plan.kind !== "apply") return unapplied(observed, plan, obstacleIn(plan), base, now);
  if (obstacle !== undefined) return unapplied(observed, plan, obstacle, base, now);

  const listed = deployments(previous, plan, tasks, identity, now);
  const state = progress(observed, plan, tasks, isSteady(plan, listed, base));
  const happened = news(
    [
      ...taskEvents(serviceName(observed.service), previous, tasks),
      ...unhealthyEvents(serviceName(observed.service), plan.tasks),
      ...placementEvents(observed, plan, tasks),
      ...failureEvents(serviceName(observed.service), previous, plan),
      ...completion(serviceName(observed.service), previous, plan, listed, state),
    ],
    previous?.events ?? [],
    now,
  );
  const taskDefinition = listed[0]?.taskDefinition;
  return {
    events: happened,
    status: {
      ...base,
      ...(taskDefinition === undefined ? {} : { taskDefinition }),
      desiredCount: plan.numbers.desired,
      launchType: plan.launchType,
      deployments: listed,
      events: withEvents(previous?.events ?? [], happened, observed.service.metadata.uid ?? "", now),
      serviceDeployments: serviceDeployments(previous, plan, listed, base.serviceArn ?? "", now),
      kubernetes: {
        ...base.kubernetes,
        taskDefinition: shortForm(taskDefinition) ?? "",
        deployments: deploymentHashes(previous, plan, listed),
        tasks: remembered(previous, tasks),
        rollout: plan.tasks.notes,
        failed: plan.tasks.failed,
        completed: listed[0]?.rolloutState === "COMPLETED" ? plan.tasks.snapshot : previous?.kubernetes?.completed,
      },
      conditions: conditions(
        previous?.conditions,
        [...progressVerdicts(state), fieldsHonoured(plan.differences)],
        observed.service.metadata.generation ?? 0,
        now,
      ),
    },
  };
}

function baseStatus(
  observed: ServiceFacts,
  { stops, ended }: EndedTasks,
  tasks: readonly Task[],
  identity: Identity,
): ServiceStatus {
  const { service } = observed;
  const { serviceArn, clusterArn } = arnsOf(service, identity);
  const cluster = clusterNameOf(service) ?? "default";
  // Deleting a service with tasks is what ECS calls force: it wants none any more (ecs-semantics §6.11).
  const draining = service.metadata.deletionTimestamp !== undefined;
  return {
    ...service.status,
    observedGeneration: service.metadata.generation ?? 0,
    status: draining ? "DRAINING" : "ACTIVE",
    serviceArn,
    clusterArn,
    schedulingStrategy: schedulingStrategy(service.spec ?? {}),
    selector: Object.entries(taskSelector(clusterLabelOf(service), serviceName(service)))
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
    desiredCount: draining ? 0 : (service.spec?.desiredCount ?? service.status?.desiredCount ?? 0),
    runningCount: tasks.filter(isRunning).length,
    pendingCount: tasks.filter(isPending).length,
    createdAt: service.metadata.creationTimestamp ?? "",
    stoppedTasks: withLastCodes(withStops(service.status?.stoppedTasks ?? [], stops), observed.pods),
    kubernetes: {
      ...service.status?.kubernetes,
      cluster,
      tasks: remembered(service.status, tasks),
      ended: [...ended],
    },
  };
}

function unapplied(
  observed: ServiceFacts,
  plan: Decision,
  what: Obstacle,
  base: ServiceStatus,
  now: Date,
): ServiceReport {
  const verdicts = [...progressVerdicts(what), fieldsHonoured(plan.differences)];
  const generation = observed.service.metadata.generation ?? 0;
  const before = observed.service.status;
  const said = before?.conditions?.find(({ type }) => type === "Ready");
  // To wait is ordinary while several objects are applied together.
  const type = what.kind === "stalled" || what.reason === "Failed" ? "Warning" : "Normal";
  const events: NewEvent[] =
    said?.message === what.message ? [] : [{ type, reason: what.reason, message: what.message }];
  return {
    events,
    status: {
      deployments: [],
      events: [],
      ...base,
      conditions: conditions(before?.conditions, verdicts, generation, now),
    },
  };
}

function obstacleIn({ kind, reason, message }: Exclude<Decision, Rollout>): Obstacle {
  return { kind: kind === "wait" ? "waiting" : "stalled", reason, message };
}

/** What the SDK's waiter ServicesStable looks for, once the deployment is completed. */
function isSteady(
  plan: Rollout,
  listed: readonly { rolloutState?: string | undefined }[],
  base: ServiceStatus,
): boolean {
  return (
    listed.length === 1 &&
    listed[0]?.rolloutState === "COMPLETED" &&
    base.runningCount === plan.numbers.desired &&
    base.pendingCount === 0
  );
}

/** The tasks to remember: those that were remembered and still live, and others while there is room. */
function remembered(previous: ServiceStatus | undefined, tasks: readonly Task[]): string[] {
  const before = new Set(previous?.kubernetes?.tasks ?? []);
  const live = tasks.filter(isLive).map(({ id }) => id);
  const [old, others] = [live.filter((id) => before.has(id)), live.filter((id) => !before.has(id))];
  return [...old, ...others].slice(0, TASKS_REMEMBERED).toSorted();
}

function taskEvents(name: string, previous: ServiceStatus | undefined, tasks: readonly Task[]): NewEvent[] {
  const before = new Set(previous?.kubernetes?.tasks ?? []);
  const live = new Set(tasks.filter(isLive).map(({ id }) => id));
  const started = remembered(previous, tasks).filter((id) => !before.has(id));
  const stopped = [...before].filter((id) => !live.has(id));
  return [
    ...(started.length === 0 ? [] : [eventOf.started(name, started)]),
    ...(stopped.length === 0 ? [] : [eventOf.stopped(name, stopped)]),
  ];
}

function unhealthyEvents(name: string, { stops }: EndedTasks): NewEvent[] {
  return stops.flatMap(({ id, record: { stoppedReason } }) => {
    const what = /^Task failed (\w+) health checks/.exec(stoppedReason)?.[1];
    return what === undefined ? [] : [eventOf.unhealthy(name, id, what)];
  });
}

function failureEvents(name: string, previous: ServiceStatus | undefined, { tasks }: Rollout): NewEvent[] {
  const { failed, notes } = tasks;
  const before = previous?.kubernetes?.failed;
  const impaired = (notes.throttle?.round ?? 0) >= IMPAIRED_AFTER_ROUNDS ? [eventOf.startImpaired(name)] : [];
  if (failed === undefined || before?.id === failed.id) return impaired;
  // ECS's event has the reason without the words before it.
  const reason = failed.reason.replace(/^ECS deployment circuit breaker: /, "");
  const rollback = failed.rollback === undefined ? [] : [eventOf.rollingBack(name, failed.rollback)];
  return [...impaired, eventOf.failed(name, failed.id, reason), ...rollback];
}

function placementEvents(observed: ServiceFacts, plan: Rollout, tasks: readonly Task[]): NewEvent[] {
  const name = serviceName(observed.service);
  const held = plan.held ? [eventOf.held(name)] : [];
  if (lacksInstances(observed, plan, tasks)) return [eventOf.unplaced(name, NO_INSTANCES), ...held];
  const unplaced = tasks.filter(isPending).find((task) => task.unplaced !== undefined)?.unplaced;
  const forbidden = creationFailure(observed);
  if (unplaced === undefined) return forbidden === undefined ? held : [eventOf.notPlaced(name, forbidden), ...held];
  const event = plan.launchType === "FARGATE" ? eventOf.notPlaced : eventOf.unplaced;
  return [event(name, unplaced), ...held];
}

/** Why Kubernetes may not create tasks: a quota, a policy. The words stay while it lasts. */
function creationFailure({ deployment }: ServiceFacts): string | undefined {
  return deployment?.status?.conditions?.find(({ type, status }) => type === "ReplicaFailure" && status === "True")
    ?.message;
}

/** There is nothing to place a task on, and a task to place: a DAEMON service would have one on every instance. */
function lacksInstances({ service, instances }: ServiceFacts, plan: Rollout, tasks: readonly Task[]): boolean {
  if (plan.launchType === "FARGATE") return false;
  if (schedulingStrategy(service.spec ?? {}) === "DAEMON") return plan.numbers.desired === 0;
  return instances.length === 0 && tasks.filter(isRunning).length < plan.numbers.desired;
}

function completion(
  name: string,
  previous: ServiceStatus | undefined,
  plan: Rollout,
  listed: readonly { id: string; rolloutState?: string | undefined }[],
  state: Progress,
): NewEvent[] {
  const before = previous?.deployments?.find(({ id }) => id === plan.deploymentId)?.rolloutState;
  const completed = listed[0]?.rolloutState === "COMPLETED" && before !== "COMPLETED";
  const wasSteady = previous?.conditions?.find(({ type }) => type === "Ready")?.status === "True";
  return [
    ...(completed ? [eventOf.completed(name, plan.deploymentId)] : []),
    ...(state.kind === "ready" && !wasSteady ? [eventOf.steady(name)] : []),
  ];
}

/** Why the last task stopped, while tasks keep failing. */
function lastFailure({ service }: ServiceFacts, { tasks: { notes, stops } }: Rollout): string | undefined {
  if (notes.throttle === undefined) return undefined;
  const told = [...stops.map(({ record }) => record).toReversed(), ...(service.status?.stoppedTasks ?? [])];
  const last = told.find(({ stoppedReason }) => !stoppedReason.startsWith(SCALING)) ?? told[0];
  const codes = (last?.containers ?? []).flatMap(({ name, exitCode }) =>
    exitCode === undefined ? [] : [`${name} with exit code ${exitCode}`],
  );
  const how = codes.length === 0 ? "" : ` (${codes.join(", ")})`;
  return last === undefined ? undefined : `The last task to fail: ${last.stoppedReason}${how}.`;
}

function progress(observed: ServiceFacts, plan: Rollout, tasks: readonly Task[], steady: boolean): Progress {
  const { service } = observed;
  if (lacksInstances(observed, plan, tasks)) {
    const hint = `Make a Node a container instance: kubectl label node NODE ${labels.cluster}=${clusterLabelOf(service)}`;
    return { kind: "waiting", reason: "NoContainerInstances", message: `${NO_INSTANCES} ${hint}` };
  }
  if (plan.held)
    return { kind: "waiting", reason: "DeploymentHeld", message: eventOf.held(serviceName(service)).message };
  const { failed } = plan.tasks;
  if (failed !== undefined && failed.rollback === undefined) {
    const message = `${failed.reason} No more of its tasks are started. Change the service to start another deployment.`;
    return { kind: "stalled", reason: "DeploymentFailed", message };
  }
  if (failed !== undefined && steady) {
    const back = `The service is back at ${plan.revision.family}:${plan.revision.revision}.`;
    const message = `${failed.reason} ${back} Change the service to start another deployment.`;
    return { kind: "stalled", reason: "DeploymentFailed", message };
  }
  if (steady) return { kind: "ready", message: eventOf.steady(serviceName(service)).message };
  const counted = `${tasks.filter(isRunning).length} of ${plan.numbers.desired} tasks are running.`;
  const pending = tasks.filter(isPending);
  const why =
    lastFailure(observed, plan) ??
    pending.find(({ waiting }) => waiting !== undefined)?.waiting ??
    pending.find(({ unplaced }) => unplaced)?.unplaced ??
    creationFailure(observed);
  const message = why === undefined ? counted : `${counted} ${why}`;
  if (failed === undefined) return { kind: "progressing", reason: "Progressing", message };
  return { kind: "progressing", reason: "RollingBack", message: `${failed.reason} Rolling back. ${message}` };
}
