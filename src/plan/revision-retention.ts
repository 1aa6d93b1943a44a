import { parseTaskDefinition } from "../api/arn.ts";
import type { ServiceSpec } from "../api/kinds/service.ts";
import type { ServiceStatus } from "../api/kinds/service-status.ts";
import type { TaskSpec } from "../api/kinds/task.ts";
import type { TaskStatus } from "../api/kinds/task-status.ts";
import type { DaemonSet, Deployment, KubeObject, ReplicaSet } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import type { Revision } from "../translate/revision/config-map.ts";

/** How many revisions that nothing uses are kept, unless the TaskDefinition says another number. */
const DEFAULT_LIMIT = 100;

/** What decides which revisions of a family can go. */
export interface ObservedRevisions {
  readonly revisions: readonly Revision[];
  /** Number of the revision that the TaskDefinition means; it is the newest ACTIVE one, or deregistered by name. */
  readonly meant: number;
  readonly limit: number | undefined;
  /** Whether a task of the family is about to start whose revision is not noted yet: it may be any of them. */
  readonly starting: boolean;
  /** Whether something uses a revision, or names it. */
  isUsed(revision: Revision): boolean;
}

/** Revisions that can go, oldest first, and whether more would go if nothing used them. */
export interface RetentionPlan {
  readonly remove: readonly Revision[];
  readonly held: boolean;
}

/**
 * Decides which revisions go. ECS keeps all of them until somebody deletes them; here each is an object in etcd. Never
 * the newest ACTIVE one, never the one that the TaskDefinition means (it would be registered anew), and never one that is
 * used or named; of the others the newest stay, whatever their status.
 */
export function planRetention({ revisions, meant, limit, starting, isUsed }: ObservedRevisions): RetentionPlan {
  const newestFirst = revisions.toSorted((a, b) => b.revision - a.revision);
  const newest = newestFirst.find(({ status }) => status === "ACTIVE")?.revision;
  const others = newestFirst.filter(({ revision }) => revision !== newest && revision !== meant);
  const most = limit ?? DEFAULT_LIMIT;
  // Who uses what is asked only where there are too many.
  if (others.length <= most) return { remove: [], held: false };
  const remove = starting ? [] : others.filter((revision) => !isUsed(revision)).slice(most);
  return { remove: remove.toReversed(), held: others.length - remove.length > most };
}

/** `family:revision` of everything that a service runs, names, or may go back to. */
export function revisionsOfService({ spec, status = {} }: KubeObject<ServiceSpec, ServiceStatus>): string[] {
  const { taskDefinition, deployments = [], serviceDeployments = [], kubernetes = {} } = status;
  return named([
    spec?.taskDefinition,
    taskDefinition,
    kubernetes.taskDefinition,
    kubernetes.completed?.taskDefinition,
    ...deployments.map((deployment) => deployment.taskDefinition),
    ...serviceDeployments.flatMap(({ sourceServiceRevisions = [], targetServiceRevision, rollback }) => [
      ...sourceServiceRevisions.map((source) => source.taskDefinition),
      targetServiceRevision.taskDefinition,
      rollback?.taskDefinition,
    ]),
  ]);
}

/** `family:revision` that a Task object names or runs, also when its tasks have ended. */
export function revisionsOfTask({ spec, status }: KubeObject<TaskSpec, TaskStatus>): string[] {
  return named([spec?.taskDefinition, status?.kubernetes?.taskDefinition]);
}

/** `family:revision` that an object was made of, as it says itself. */
export function revisionsOfPod({ metadata }: KubeObject): string[] {
  return named([metadata.annotations?.[annotations.taskDefinition]]);
}

/** `family:revision` that a workload was made of, and that its next Pod will be made of. */
export function revisionsOfWorkload({ metadata, spec }: Deployment | DaemonSet | ReplicaSet): string[] {
  const notes = [metadata.annotations, spec?.template?.metadata?.annotations];
  return named(notes.map((note) => note?.[annotations.taskDefinition]));
}

/** Whether a Task object names a family alone, and which revision it runs is not decided yet. */
export function isStarting({ spec, status }: KubeObject<TaskSpec, TaskStatus>): boolean {
  if (status?.kubernetes?.taskDefinition !== undefined || status?.kubernetes?.sameAs !== undefined) return false;
  const refused = status?.conditions?.some(({ type, status: is }) => type === "Stalled" && is === "True") ?? false;
  return !refused && parseTaskDefinition(spec?.taskDefinition ?? "")?.revision === undefined;
}

function named(references: readonly (string | undefined)[]): string[] {
  const names = references.flatMap((reference) => {
    const { family, revision } = parseTaskDefinition(reference ?? "") ?? {};
    return revision === undefined ? [] : [`${family}:${revision}`];
  });
  return [...new Set(names)];
}
