import { API_VERSION } from "../../api/group.ts";
import type { KubeObject, Node } from "../../api/kube-object.ts";
import { annotations, labels } from "../../api/labels.ts";
import { unlessGone } from "../../kube/errors.ts";
import * as resources from "../../kube/resource.ts";
import { type AlarmState, watchedAlarms } from "../../plan/rollout/alarms.ts";
import type { TaskAction } from "../../plan/rollout/cleanup.ts";
import { planService, type ServicePlan, type ServiceRollout } from "../../plan/service.ts";
import { type Action, awaitChange, requeueAfter } from "../../runtime/action.ts";
import { type Obstacle, timestamp } from "../../status/conditions.ts";
import { serviceReport } from "../../status/service.ts";
import { clusterName, type OwnService, ofService, serviceLabelKey, versionsOf } from "../caches.ts";
import { claims } from "../child.ts";
import { type Context, type Controller, recordAll, writeStatus } from "../context.ts";
import { OBSTACLE_RETRY_MS, obstacleOf } from "../obstacle.ts";
import { Pace } from "../pace.ts";
import { Alarms, ASK_EVERY_MS } from "./alarms.ts";
import { Departures } from "./departures.ts";
import { isNews } from "./news.ts";
import { observe } from "./observe.ts";

const NAME = "berth-service";

const CHILDREN = {
  Deployment: resources.deployments,
  DaemonSet: resources.daemonSets,
  Service: resources.coreServices,
} as const;

/** Keeps each Service's workload and core Service as planned, and its status as observed. */
export function serviceController(context: Context): Controller {
  const { caches, client, settings, clock, log } = context;
  const pace = new Pace(clock);
  const departures = new Departures();
  const alarms = new Alarms(context.ask, clock);

  /** The alarms of a service whose deployment is in progress; nobody is asked about another one. */
  function alarmsOf(key: string, { spec = {}, status }: OwnService): AlarmState[] {
    const watched = watchedAlarms(spec);
    const [primary] = status?.deployments ?? [];
    if (watched.length > 0 && primary?.rolloutState === "IN_PROGRESS") return alarms.statesOf(key, watched);
    alarms.forget(key);
    return [];
  }

  const claim = {
    Deployment: claims(context, NAME, resources.deployments, caches.deployments),
    DaemonSet: claims(context, NAME, resources.daemonSets, caches.daemonSets),
    Service: claims(context, NAME, resources.coreServices, caches.coreServices),
  };

  /** Carries out a plan, or says what stands in its way. */
  async function execute(
    { intents, prune, tasks }: ServiceRollout,
    service: OwnService,
  ): Promise<Obstacle | undefined> {
    const { namespace } = service.metadata;
    const due: (() => Promise<void>)[] = [];
    try {
      for (const object of intents) {
        const claimed = await claim[object.kind](service, object);
        if (claimed.kind === "taken") return claimed.obstacle;
        due.push(claimed.apply);
      }
      for (const apply of due) await apply();
      for (const { name, uid, replicas } of tasks.scales) await scale(service, { name, uid, replicas });
      for (const { kind, name, uid } of prune) await client.delete(CHILDREN[kind], { name, namespace }, { uid });
      return undefined;
    } catch (error) {
      const obstacle = obstacleOf(error);
      if (obstacle === undefined) throw error;
      log.info({ namespace, name: service.metadata.name, error: obstacle.message }, "could not be applied");
      return obstacle;
    }
  }

  /** Gives a ReplicaSet of a Deployment that is held its size. Where it is gone or another one, the next pass sees it. */
  async function scale(
    { metadata: { namespace } }: OwnService,
    { name, uid, replicas }: ServiceRollout["tasks"]["scales"][number],
  ) {
    const patch = { metadata: { uid }, spec: { replicas } };
    await unlessGone(client.mergePatch(resources.replicaSets, { name, namespace }, patch, { fieldManager: NAME }));
    log.info({ namespace, name, replicas }, "scaled");
  }

  /** Stops or removes what is left of tasks, and notes that others have started. */
  async function cleanUp(
    actions: readonly TaskAction[],
    { metadata: { namespace } }: OwnService,
    now: Date,
  ): Promise<void> {
    for (const { kind, name, uid, why } of actions) {
      const ref = { name, namespace };
      // The kubelet then stops all containers as a stopped task's, and the Pod stays with exit codes and logs.
      const stop = { metadata: { uid }, spec: { activeDeadlineSeconds: 1 } };
      const note = { metadata: { uid, annotations: { [annotations.startedAt]: timestamp(now) } } };
      const patch = kind === "note" ? note : stop;
      if (kind === "delete") await unlessGone(client.delete(resources.pods, ref, { uid }));
      else await unlessGone(client.mergePatch(resources.pods, ref, patch, { fieldManager: NAME }));
      log.info({ namespace, name, action: kind, why }, kind === "note" ? "task" : "task is over");
    }
  }

  return {
    name: NAME,

    async reconcile(key) {
      const service = caches.services.get(key);
      if (service === undefined) {
        pace.forget(key);
        alarms.forget(key);
        return awaitChange();
      }
      const namespace = service.metadata.namespace ?? "";
      const tasksOf = serviceLabelKey(service);
      const departed = departures.of(tasksOf);
      const now = new Date(clock.now());
      const raised = alarmsOf(key, service);
      const observed = observe(caches, service, departed, raised);
      const plan = planService(observed, { ...settings, allowed: settings.allowedIn(namespace) }, now);
      const obstacle = plan.kind === "apply" ? await execute(plan, service) : undefined;
      await cleanUp(plan.tasks.actions, service, now);

      const wait = pace.waitMs(key);
      if (wait > 0 && !isNews(plan, obstacle, service)) return requeueAfter(wait);
      const report = serviceReport(
        { ...observe(caches, service, departed, raised), pods: observed.pods },
        plan,
        obstacle,
        settings.identity,
        now,
      );
      if (await writeStatus(context, NAME, resources.services, caches.services, service, report.status)) {
        pace.said(key);
        recordAll(context, service, "Reconcile", report.events);
      }
      departures.told(tasksOf, departed);
      return obstacle === undefined ? next(plan, raised.length > 0, clock.now()) : requeueAfter(OBSTACLE_RETRY_MS);
    },

    wake(add) {
      const all = (services: readonly OwnService[]) => {
        for (const { metadata } of services) add(`${metadata.namespace}/${metadata.name}`);
      };
      // Of two that want one name the younger waits for the elder to go.
      alarms.onAnswer(add);
      const named = (service: OwnService) =>
        all([service, ...caches.services.byIndex("labels", serviceLabelKey(service))]);
      const owner = ({ metadata }: KubeObject) => {
        const reference = metadata.ownerReferences?.find(
          ({ apiVersion, controller }) => apiVersion === API_VERSION && controller === true,
        );
        if (reference !== undefined) add(`${metadata.namespace}/${reference.name}`);
      };
      const task = ({ metadata }: KubeObject) => {
        const { [labels.cluster]: cluster, [labels.service]: service } = metadata.labels ?? {};
        if (cluster && service) all(caches.services.byIndex("labels", `${metadata.namespace}/${cluster}/${service}`));
      };
      const instance = ({ metadata }: Node) =>
        all(caches.services.byIndex("clusterLabel", metadata.labels?.[labels.cluster] ?? ""));
      caches.services.onChange((change) => versionsOf(change).forEach(named));
      caches.clusters.onChange(({ object }) =>
        all(caches.services.byIndex("cluster", `${object.metadata.namespace}/${clusterName(object)}`)),
      );
      caches.revisions.onChange((change) => {
        for (const { metadata, revision } of versionsOf(change))
          if (revision !== undefined)
            all(caches.services.byIndex("family", `${metadata.namespace}/${revision.family}`));
      });
      for (const children of [caches.deployments, caches.daemonSets, caches.coreServices])
        children.onChange((change) => versionsOf<KubeObject>(change).forEach(owner));
      for (const parts of [caches.replicaSets, caches.pods])
        parts.onChange((change) => versionsOf<KubeObject>(change).forEach(task));
      caches.pods.onChange((change) => {
        for (const tasksOf of ofService(change.object))
          if (caches.services.byIndex("labels", tasksOf).length > 0) departures.note(tasksOf, change);
      });
      caches.services.onChange(({ type, object }) => {
        if (type === "deleted") departures.forget(serviceLabelKey(object));
      });
      caches.nodes.onChange((change) => {
        if (change.type === "modified" && placesAlike(change.previous, change.object)) return;
        versionsOf(change).forEach(instance);
        all(caches.services.list().filter(({ status }) => status?.launchType === "FARGATE"));
      });
    },
  };
}

/** Whether a Node is to placement what it was before. */
function placesAlike(before: Node, after: Node): boolean {
  return JSON.stringify([before.metadata.labels, before.spec]) === JSON.stringify([after.metadata.labels, after.spec]);
}

/** When to look at a service again of which no event tells. */
function next(plan: ServicePlan, hasAlarms: boolean, now: number): Action {
  const again = plan.kind === "apply" ? plan.tasks.again : undefined;
  const waits = [again === undefined ? [] : Math.max(again.getTime() - now, 0), hasAlarms ? ASK_EVERY_MS : []].flat();
  return waits.length === 0 ? awaitChange() : requeueAfter(Math.min(...waits));
}
