import { parseTaskDefinition } from "../../api/arn.ts";
import type { Failure } from "../../api/kinds/task.ts";
import type { Node, Pod } from "../../api/kube-object.ts";
import { labels } from "../../api/labels.ts";
import { clusterLabelOfTask, clusterNamedBy, familyOfTask, type TaskObject } from "../../api/task-identity.ts";
import type { ObservedTask } from "../../plan/task.ts";
import type { Revision } from "../../translate/revision/config-map.ts";
import { type Caches, type OwnTask, tokenKey } from "../caches.ts";
import { eldest, isElder } from "../elder.ts";

/** What is known of a Task object besides what the caches have. */
export interface Beyond {
  /** Pods that the caches lack, and the API server has. */
  found: readonly Pod[];
  gone: ReadonlyMap<string, Pod | undefined>;
  rejected: ReadonlyMap<string, Failure>;
  /** UID of the object that is about to start with the same token. */
  claimedBy: string | undefined;
}

/** Gathers all that a pass over a Task object looks at. */
export function observe(caches: Caches, task: OwnTask, beyond: Beyond): ObservedTask {
  const { namespace = "", uid = "" } = task.metadata;
  const pods = [...caches.pods.byIndex("owner", uid), ...beyond.found];
  const label = clusterLabelOfTask(task);
  const names = new Set([...pods, ...beyond.gone.values()].map((pod) => pod?.spec?.nodeName ?? ""));
  const nodes = [...names].flatMap((name) => caches.nodes.get(name) ?? []);
  const ofCluster = ({ metadata }: Node) => metadata.labels?.[labels.cluster] === label;
  return {
    task,
    nulls: task.nulls,
    cluster: eldest(caches.clusters.byIndex("name", `${namespace}/${clusterNamedBy(task)}`)),
    revision: revisionFor(caches, task),
    registering: isRegistering(caches, task),
    instances: caches.nodes.byIndex("clusterLabel", label).filter(({ spec }) => spec?.unschedulable !== true),
    nodes: new Map(nodes.map((node) => [node.metadata.name, ofCluster(node) ? node : withoutCluster(node)])),
    fargatePool: caches.nodes.list().some(isInFargatePool),
    original: originalOf(caches, task, beyond.claimedBy),
    pods,
    gone: beyond.gone,
    rejected: beyond.rejected,
  };
}

// A Node of another cluster, or of none, has a zone; it is no container instance of this one.
function withoutCluster(node: Node): Node {
  const { [labels.cluster]: _, ...others } = node.metadata.labels ?? {};
  return { ...node, metadata: { ...node.metadata, labels: others } };
}

function isInFargatePool({ metadata, spec }: Node): boolean {
  const refuses = spec?.taints?.some(({ effect }) => effect === "NoSchedule" || effect === "NoExecute") ?? false;
  return metadata.labels?.[labels.cluster] === undefined && !refuses;
}

function revisionFor(caches: Caches, task: OwnTask): Revision | undefined {
  const reference = parseTaskDefinition(task.status?.kubernetes?.taskDefinition ?? task.spec?.taskDefinition ?? "");
  if (reference === undefined) return undefined;
  const revisions = caches.revisions
    .byIndex("family", `${task.metadata.namespace ?? ""}/${reference.family}`)
    .flatMap(({ revision }) => revision ?? []);
  if (reference.revision !== undefined) return revisions.find(({ revision }) => revision === reference.revision);
  return revisions.filter(({ status }) => status === "ACTIVE").toSorted((a, b) => b.revision - a.revision)[0];
}

/** Whether the family's TaskDefinition has a spec that the operator has not judged yet. */
function isRegistering(caches: Caches, task: OwnTask): boolean {
  const { taskDefinition, kubernetes } = { ...task.spec, kubernetes: task.status?.kubernetes };
  if (kubernetes?.taskDefinition !== undefined) return false;
  const family = `${task.metadata.namespace ?? ""}/${familyOfTask(task)}`;
  const pending = caches.taskDefinitions
    .byIndex("family", family)
    .some(({ metadata, status }) => status?.observedGeneration !== metadata.generation);
  // A revision that is there already is not waited for.
  const named = parseTaskDefinition(taskDefinition ?? "")?.revision;
  return pending && (named === undefined || revisionFor(caches, task) === undefined);
}

/**
 * The object that had the client token first: one that has started, or is about to, else the eldest that is not refused.
 * Copies of another one are none.
 */
function originalOf(caches: Caches, task: OwnTask, claimedBy: string | undefined): TaskObject | undefined {
  const bound = task.status?.kubernetes?.sameAs;
  if (bound !== undefined) {
    const original = caches.tasks.get(`${task.metadata.namespace}/${bound.name}`);
    return original?.metadata.uid === bound.uid ? original : undefined;
  }
  const others = tokenKey(task)
    .flatMap((key) => caches.tasks.byIndex("token", key))
    .filter((other) => other.metadata.uid !== task.metadata.uid && other.status?.kubernetes?.sameAs === undefined);
  const started = others.filter(
    ({ metadata, status }) => status?.kubernetes?.taskDefinition !== undefined || metadata.uid === claimedBy,
  );
  return eldest(started) ?? eldest(others.filter((other) => isElder(other, task) && !isRefused(other)));
}

function isRefused({ status }: TaskObject): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === "Stalled" && is === "True") === true;
}
