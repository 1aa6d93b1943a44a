import { arns, parseTaskDefinition } from "../../api/arn.ts";
import type { ConfigMap } from "../../api/kube-object.ts";
import { labels } from "../../api/labels.ts";
import { hashOf, revisionName } from "../../api/names.ts";
import { isAlreadyExists, NameConflict } from "../../kube/errors.ts";
import * as resources from "../../kube/resource.ts";
import { type FamilyPlan, judgeTaskDefinition, planFamily } from "../../plan/task-definition.ts";
import { awaitChange, requeueAfter } from "../../runtime/action.ts";
import type { Progress } from "../../status/conditions.ts";
import { taskDefinitionStatus } from "../../status/task-definition.ts";
import { type Revision, revisionConfigMap } from "../../translate/revision/config-map.ts";
import type { Difference } from "../../translate/translator.ts";
import { familyNamed, familyOf, type OwnTaskDefinition, revisionObject, versionsOf } from "../caches.ts";
import { type Context, type Controller, recordAll, writeStatus } from "../context.ts";
import { eldest } from "../elder.ts";
import { OBSTACLE_RETRY_MS, obstacleOf } from "../obstacle.ts";
import { takeRevision } from "./counter.ts";
import { HELD_RETRY_MS, revisionRetention } from "./retention.ts";

const NAME = "berth-task-definition";

/** Keeps the newest ACTIVE revision of each family equal to its TaskDefinition. A key is `namespace/family`. */
export function taskDefinitionController(context: Context): Controller {
  const { caches, client, settings, clock } = context;
  /** Families whose newest revision is there, and not told of yet. */
  const untold = new Set<string>();
  const retention = revisionRetention(context, NAME);

  /** Notes an own write, before the watch tells of it. */
  const note = (configMap: ConfigMap) => caches.revisions.upsert(revisionObject(configMap));

  // The newest goes last: to a service that follows the family, an older one would be the newest meanwhile.
  async function deactivate(namespace: string, revisions: readonly Revision[]): Promise<void> {
    for (const { family, revision } of revisions.toSorted((a, b) => a.revision - b.revision)) {
      const ref = { namespace, name: revisionName(family, revision) };
      const patch = { metadata: { labels: { [labels.status]: "INACTIVE" } } };
      note(await client.mergePatch(resources.configMaps, ref, patch, { fieldManager: NAME }));
    }
  }

  /** Stores a new revision. `undefined`: lost a race, try again. */
  async function register(
    namespace: string,
    family: string,
    plan: FamilyPlan & { kind: "register" },
  ): Promise<Revision | undefined> {
    const number = await takeRevision(client, NAME, namespace, family, plan.above);
    if (number === undefined) return undefined;
    const arn = arns.taskDefinition(settings.identity, family, number);
    const { definition, extras } = plan;
    const revision: Revision = { family, revision: number, status: "ACTIVE", arn, definition, extras };
    const configMap = revisionConfigMap(namespace, revision);
    try {
      note(await client.create(resources.configMaps, configMap, { fieldManager: NAME }));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      // The number is ours alone: what says the same is our own, and only the answer to its creation was lost.
      const there = await client.find<ConfigMap>(resources.configMaps, configMap.metadata);
      const isOurs = there !== undefined && hashOf(there.data) === hashOf(configMap.data);
      if (!isOurs) throw new NameConflict("ConfigMap", configMap.metadata.name);
      note(there);
    }
    return revision;
  }

  async function report(
    object: OwnTaskDefinition,
    revision: Revision | undefined,
    progress: Progress,
    differences: readonly Difference[],
  ) {
    const status = taskDefinitionStatus(object, revision, progress, differences, new Date(clock.now()));
    const before = object.status?.conditions?.find(({ type }) => type === "Ready");
    const written = await writeStatus(context, NAME, resources.taskDefinitions, caches.taskDefinitions, object, status);
    if (!written || before?.message === progress.message) return;
    const type = progress.kind === "ready" ? "Normal" : "Warning";
    const reason = progress.kind === "ready" ? "Registered" : progress.reason;
    recordAll(context, object, "Register", [{ type, reason, message: progress.message }]);
  }

  return {
    name: NAME,

    async reconcile(key) {
      const slash = key.indexOf("/");
      const [namespace, family] = [key.slice(0, slash), key.slice(slash + 1)];
      await retention.restore(namespace, key);
      const revisions = caches.revisions.byIndex("family", key).flatMap(({ revision }) => revision ?? []);
      const claimants = caches.taskDefinitions
        .byIndex("family", key)
        .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      const owner = eldest(claimants);
      if (owner === undefined) {
        await deactivate(
          namespace,
          revisions.filter(({ status }) => status === "ACTIVE"),
        );
        return awaitChange();
      }
      for (const younger of claimants.filter((other) => other !== owner)) {
        const message = `ClientException: The family ${family} belongs to TaskDefinition ${owner.metadata.name} of this namespace.`;
        await report(younger, undefined, { kind: "stalled", reason: "FamilyConflict", message }, []);
      }
      const allowed = settings.allowedIn(namespace);
      const verdict = judgeTaskDefinition(owner.spec ?? { containerDefinitions: [] }, family, namespace, owner.nulls, {
        ...settings,
        allowed,
      });
      if (verdict.refusal !== undefined) {
        await report(owner, undefined, { kind: "stalled", ...verdict.refusal }, verdict.differences);
        return awaitChange();
      }
      const plan = planFamily(owner.spec ?? { containerDefinitions: [] }, family, {
        revisions,
        referenced: referenced(namespace, family),
      });
      try {
        const revision = plan.kind === "register" ? await register(namespace, family, plan) : plan.revision;
        if (revision === undefined) return requeueAfter(50);
        await deactivate(namespace, plan.deactivate);
        const status = plan.deactivate.includes(revision) ? "INACTIVE" : revision.status;
        if (status === "ACTIVE" && hasLateFollower(key, `${family}:${revision.revision}`)) {
          untold.add(key);
          return awaitChange();
        }
        untold.delete(key);
        const message = `${family}:${revision.revision} is ${status}.`;
        await report(owner, { ...revision, status }, { kind: "ready", message }, verdict.differences);
        const limit = owner.spec?.kubernetes?.revisionHistoryLimit;
        const held = await retention.prune(namespace, key, revision.revision, limit);
        return held ? requeueAfter(HELD_RETRY_MS) : awaitChange();
      } catch (error) {
        const obstacle = obstacleOf(error);
        if (obstacle === undefined) throw error;
        await report(owner, undefined, obstacle, verdict.differences);
        return requeueAfter(OBSTACLE_RETRY_MS);
      }
    },

    wake(add) {
      caches.taskDefinitions.onChange((change) => {
        for (const definition of versionsOf(change)) add(`${definition.metadata.namespace}/${familyOf(definition)}`);
      });
      caches.revisions.onChange((change) => {
        retention.note(change);
        for (const { metadata, revision } of versionsOf(change))
          if (revision !== undefined) add(`${metadata.namespace}/${revision.family}`);
      });
      caches.services.onChange((change) => {
        for (const service of versionsOf(change)) {
          const key = `${service.metadata.namespace}/${familyNamed(service)}`;
          if (untold.has(key)) add(key);
        }
      });
    },
  };

  /**
   * Whether a service that follows the family still says that all is well with another revision. A tool that waits for
   * all objects of an upgrade must not find them all ready before the rollout has begun: the services speak first.
   */
  function hasLateFollower(key: string, newest: string): boolean {
    return caches.services.byIndex("family", key).some(({ metadata, spec, status }) => {
      if (metadata.deletionTimestamp !== undefined || status?.observedGeneration !== metadata.generation) return false;
      const follows = parseTaskDefinition(spec?.taskDefinition ?? "")?.revision === undefined;
      const isReady = status?.conditions?.some((one) => one.type === "Ready" && one.status === "True") ?? false;
      return follows && isReady && status?.kubernetes?.taskDefinition !== newest;
    });
  }

  /**
   * The highest revision of a family that a service runs: a lost counter restarts above it. What a spec names does not
   * count: it may name the revision that is about to be registered, and waits for just that number.
   */
  function referenced(namespace: string, family: string): number {
    const run = caches.services
      .byIndex("family", `${namespace}/${family}`)
      .flatMap(({ status }) => parseTaskDefinition(status?.taskDefinition ?? "") ?? [])
      .flatMap((reference) => (reference.family === family ? (reference.revision ?? []) : []));
    return Math.max(0, ...run);
  }
}
