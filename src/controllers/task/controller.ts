import { API_VERSION } from "../../api/group.ts";
import type { Failure } from "../../api/kinds/task.ts";
import { controllerReference, type KubeObject, type Pod } from "../../api/kube-object.ts";
import { isAlreadyExists, isForbidden, unlessGone } from "../../kube/errors.ts";
import { ownershipOf } from "../../kube/ownership.ts";
import * as resources from "../../kube/resource.ts";
import { quotaFailure } from "../../plan/task/placement-failure.ts";
import { type PodAction, planTask, type TaskPlan } from "../../plan/task.ts";
import { type Action, awaitChange, requeueAfter } from "../../runtime/action.ts";
import type { Obstacle } from "../../status/conditions.ts";
import { type RunReport, runReport, sameReport, unstartedReport } from "../../status/run-task.ts";
import { clusterName, familyOf, type OwnTask, tokenKey, versionsOf } from "../caches.ts";
import { type Context, type Controller, recordAll, saysTheSame, writeStatus } from "../context.ts";
import { OBSTACLE_RETRY_MS, obstacleOf } from "../obstacle.ts";
import { podProjection } from "../projections.ts";
import { LastSeen } from "./last-seen.ts";
import { type Beyond, observe } from "./observe.ts";

const NAME = "berth-task";

/** A Pod that is there, and that no watch tells of, is looked at again so often. */
const UNWATCHED_MS = 5_000;

/** Runs each Task's tasks, each once, and keeps its status as observed. */
export function taskController(context: Context): Controller {
  const { caches, client, settings, clock, log } = context;
  const lastSeen = new LastSeen();
  /** Objects that are about to start, by token: until their status tells it. */
  const claims = new Map<string, string>();

  /** Asks the API server for noted Pods that the cache does not have: it may be late, and watches only what is labelled. */
  async function missing(task: OwnTask): Promise<Pick<Beyond, "found" | "gone">> {
    const { namespace, uid = "" } = task.metadata;
    const cached = new Set(caches.pods.byIndex("owner", uid).map(({ metadata }) => metadata.uid));
    const open = (task.status?.kubernetes?.notes ?? []).filter(
      (note) => isOpen(task, note.uid) && !cached.has(note.uid),
    );
    const found: Pod[] = [];
    const gone = new Map<string, Pod | undefined>();
    for (const { pod: name, uid: noted = "" } of open) {
      const live = await client.find(resources.pods, { namespace, name });
      if (live?.metadata.uid === noted) found.push(podProjection(live));
      else gone.set(noted, lastSeen.of(noted));
    }
    return { found, gone };
  }

  /** Creates a Pod, or finds the one that an operator before this one has created. Says what is in the way. */
  async function create(task: OwnTask, object: KubeObject): Promise<Failure | Obstacle | undefined> {
    const { namespace, name } = object.metadata;
    const intent = { ...object, metadata: { ...object.metadata, ownerReferences: [controllerReference(task)] } };
    try {
      caches.pods.upsert(podProjection(await client.create(resources.pods, intent, { fieldManager: NAME })));
      log.info({ namespace, name }, "created");
      return undefined;
    } catch (error) {
      if (!isAlreadyExists(error) && !isForbidden(error)) return told(error);
      // A quota is asked before it is found that the Pod is there already.
      const live = await client.find(resources.pods, { namespace, name });
      if (live === undefined) {
        const failure = error instanceof Error ? quotaFailure(error.message) : undefined;
        return failure ?? told(error);
      }
      if (ownershipOf(live, task.metadata.uid ?? "") === "foreign") {
        return {
          kind: "waiting",
          reason: "NameConflict",
          message: `Pod "${name}" exists and belongs to somebody else`,
        };
      }
      caches.pods.upsert(podProjection(live));
      return undefined;
    }
  }

  function told(error: unknown): Obstacle {
    const obstacle = obstacleOf(error);
    if (obstacle === undefined) throw error;
    return obstacle;
  }

  /** Does what a plan says to one Pod; where it is gone or another one by now, the next pass sees it. */
  async function act(task: OwnTask, action: Exclude<PodAction, { kind: "create" }>): Promise<void> {
    const { name, uid } = action;
    const ref = { namespace: task.metadata.namespace, name };
    const change = (spec: object) =>
      unlessGone(client.mergePatch(resources.pods, ref, { metadata: { uid }, spec }, { fieldManager: NAME }));
    if (action.kind === "release") await change({ schedulingGates: null });
    else if (action.kind === "stop") await change({ activeDeadlineSeconds: 1 });
    else await unlessGone(client.delete(resources.pods, ref, { uid, resourceVersion: action.resourceVersion }));
    log.info({ ...ref, action: action.kind, ...("why" in action && { why: action.why }) }, "task");
  }

  /** Writes what a plan says. False where it is not stored: then nothing may be done that relies on it. */
  async function report(task: OwnTask, { status, events }: RunReport): Promise<boolean> {
    if (saysTheSame(task, status)) return true;
    const written = await writeStatus(context, NAME, resources.tasks, caches.tasks, task, status);
    if (written) recordAll(context, task, "Run", events);
    return written;
  }

  async function pass(task: OwnTask, rejected: ReadonlyMap<string, Failure>, obstacle?: Obstacle): Promise<Action> {
    const [token = ""] = tokenKey(task);
    const { uid = "", namespace = "" } = task.metadata;
    const known = await missing(task);
    const claimedBy = claims.get(token);
    const observed = observe(caches, task, { ...known, rejected, claimedBy });
    const now = new Date(clock.now());
    const plan = planTask(observed, { ...settings, allowed: settings.allowedIn(namespace) }, now);
    // Nothing is awaited between the look at the claims and the claim.
    if (plan.kind === "run" && token !== "") claims.set(token, uid);
    try {
      const pods = [...observed.pods, ...[...known.gone.values()].flatMap((pod) => pod ?? [])];
      if (!(await report(task, reportOf(task, plan, pods, obstacle, now)))) return awaitChange();
    } finally {
      if (claims.get(token) === uid) claims.delete(token);
    }
    const current = caches.tasks.get(`${namespace}/${task.metadata.name}`) ?? task;
    lastSeen.forget([...known.gone.keys()].filter((gone) => !isOpen(current, gone)));
    if (plan.kind !== "run") return earlier(next(plan, clock.now()), await expired(current));

    const refused = new Map(rejected);
    let obstructed: Obstacle | undefined;
    for (const action of plan.actions) {
      if (action.kind !== "create") await act(task, action);
      else if (obstructed === undefined) {
        const why = await create(current, action.pod);
        if (why !== undefined && "kind" in why) obstructed = why;
        else if (why !== undefined) refused.set(action.name, why);
      }
    }
    if (refused.size > rejected.size || (obstructed !== undefined && obstacle === undefined)) {
      return pass(current, refused, obstructed);
    }
    const unwatched = known.found.length > 0 ? requeueAfter(UNWATCHED_MS) : awaitChange();
    const again = obstructed === undefined ? unwatched : requeueAfter(OBSTACLE_RETRY_MS);
    return earlier(earlier(again, next(plan, clock.now())), await expired(current));
  }

  /** Deletes an object whose time after the end of its tasks is over, or says when that will be. */
  async function expired({ metadata, spec, status }: OwnTask): Promise<Action> {
    const ttl = spec?.kubernetes?.ttlSecondsAfterFinished;
    const { finishedAt } = status?.kubernetes ?? {};
    if (ttl === undefined || finishedAt === undefined || metadata.deletionTimestamp !== undefined) return awaitChange();
    const wait = Date.parse(finishedAt) + ttl * 1000 - clock.now();
    if (wait > 0) return requeueAfter(wait);
    const { namespace, name, uid } = metadata;
    await unlessGone(client.delete(resources.tasks, { namespace, name }, { uid, propagationPolicy: "Background" }));
    log.info({ namespace, name }, "deleted: its time after the end of its tasks is over");
    return awaitChange();
  }

  return {
    name: NAME,

    async reconcile(key) {
      const task = caches.tasks.get(key);
      return task === undefined ? awaitChange() : pass(task, new Map());
    },

    wake(add) {
      const all = (tasks: readonly OwnTask[]) => {
        for (const { metadata } of tasks) add(`${metadata.namespace}/${metadata.name}`);
      };
      const unstarted = (tasks: readonly OwnTask[]) =>
        all(tasks.filter(({ status }) => status?.kubernetes?.taskDefinition === undefined));
      // What one of them says the others with its token say, too.
      caches.tasks.onChange((change) => {
        for (const task of versionsOf(change)) {
          all([task, ...tokenKey(task).flatMap((token) => caches.tasks.byIndex("token", token))]);
        }
      });
      caches.clusters.onChange(({ object }) =>
        unstarted(caches.tasks.byIndex("cluster", `${object.metadata.namespace}/${clusterName(object)}`)),
      );
      caches.taskDefinitions.onChange(({ object }) =>
        unstarted(caches.tasks.byIndex("family", `${object.metadata.namespace}/${familyOf(object)}`)),
      );
      caches.revisions.onChange((change) => {
        for (const { metadata, revision } of versionsOf(change)) {
          if (revision !== undefined) {
            unstarted(caches.tasks.byIndex("family", `${metadata.namespace}/${revision.family}`));
          }
        }
      });
      caches.pods.onChange((change) => {
        if (change.type === "deleted") lastSeen.note(change.object, change.previous);
        for (const { metadata } of versionsOf(change)) {
          const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
          if (owner?.kind === "Task" && owner.apiVersion === API_VERSION) add(`${metadata.namespace}/${owner.name}`);
        }
      });
    },
  };
}

/** Whether the task of a Pod with that UID may still run. */
function isOpen({ status }: OwnTask, uid: string | undefined): boolean {
  if (uid === undefined) return false;
  const note = status?.kubernetes?.notes?.find((one) => one.uid === uid);
  const record = status?.tasks?.find(({ taskArn }) => taskArn.endsWith(`/${uid.replaceAll("-", "")}`));
  return note?.failure === undefined && record?.lastStatus !== "STOPPED";
}

function reportOf(
  task: OwnTask,
  plan: TaskPlan,
  pods: readonly Pod[],
  obstacle: Obstacle | undefined,
  now: Date,
): RunReport {
  if (plan.kind === "run") return runReport(task, plan, pods, obstacle, now);
  if (plan.kind === "same") return sameReport(task, plan, now);
  const { kind, reason, message, differences } = plan;
  return unstartedReport(task, { kind: kind === "wait" ? "waiting" : "stalled", reason, message }, differences, now);
}

/** What is due first. */
function earlier(a: Action, b: Action): Action {
  if (a.kind === "awaitChange") return b;
  return b.kind === "awaitChange" || a.ms <= b.ms ? a : b;
}

/** When to look at an object again of which no event tells. */
function next(plan: TaskPlan, now: number): Action {
  const again = plan.kind === "wait" || plan.kind === "run" ? plan.again : undefined;
  return again === undefined ? awaitChange() : requeueAfter(Math.max(again.getTime() - now, 0));
}
