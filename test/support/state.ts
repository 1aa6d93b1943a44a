import { API_VERSION } from "../../src/api/group.ts";
import type { KubeObject } from "../../src/api/kube-object.ts";
import type { KubeClient } from "../../src/kube/client.ts";
import * as resources from "../../src/kube/resource.ts";

/* What a namespace holds, in a form in which two that ended the same are equal. */

/** What else does not count, besides what no two objects ever have in common. */
export interface StateOptions {
  /**
   * What counts edits, as ECS counts them: numbers of revisions, and what Kubernetes keeps of earlier templates.
   * Left out where a state that was edited and put back is compared with one that never was.
   */
  readonly uncounted?: boolean;
}

/** Objects by kind and name; those with generated names are numbered. */
export type State = Readonly<Record<string, unknown>>;

const KINDS = [
  resources.clusters,
  resources.taskDefinitions,
  resources.services,
  resources.tasks,
  resources.configMaps,
  resources.deployments,
  resources.daemonSets,
  resources.replicaSets,
  resources.coreServices,
  resources.pods,
] as const;

/**
 * All objects of a namespace. Names of the namespace, uids, times, ids and hashes (all of which differ between any two
 * namespaces) are masked; a service's events, stopped tasks and earlier deployments are history, and where a task runs is chance.
 */
export async function stateOf(client: KubeClient, namespace: string, options: StateOptions = {}): Promise<State> {
  const lists = await Promise.all(KINDS.map((kind) => client.list<KubeObject>(kind, { namespace })));
  const objects = lists.flatMap(({ items }) => items).filter((object) => isOfInterest(object, options));
  const texts = objects.map((object) => {
    const { kind = "", apiVersion, metadata } = object;
    const name = hasChosenName(kind) ? metadata.name : "generated";
    const text = JSON.stringify([`${apiVersion}/${kind} ${name}`, membersOf(object, options)]);
    return masked(text, object, namespace, options);
  });
  const state: Record<string, unknown> = {};
  for (const text of texts.toSorted()) {
    const [name, members] = JSON.parse(text) as [string, unknown];
    const same = Object.keys(state).filter((other) => other === name || other.startsWith(`${name}#`)).length;
    state[same === 0 ? name : `${name}#${same + 1}`] = members;
  }
  return state;
}

function isOfInterest({ kind, metadata, spec }: KubeObject, { uncounted }: StateOptions): boolean {
  if (kind === "ConfigMap" && metadata.name === "kube-root-ca.crt") return false;
  if (uncounted !== true) return true;
  // Every edit of a task definition leaves a revision, and every other template a ReplicaSet without tasks.
  const revision = kind === "ConfigMap";
  const earlier = kind === "ReplicaSet" && (spec as { replicas?: number } | undefined)?.replicas === 0;
  return !revision && !earlier;
}

function membersOf(object: KubeObject, { uncounted = false }: StateOptions): object {
  const { kind = "", metadata, spec, status, apiVersion, ...rest } = object;
  const { labels, annotations: notes, ownerReferences, finalizers, deletionTimestamp, generation } = metadata;
  const meta = {
    labels,
    annotations: without(notes, uncounted ? COUNTED_ANNOTATIONS : []),
    owners: ownerReferences?.map(({ uid: _, name, ...owner }) =>
      hasChosenName(owner.kind) ? { name, ...owner } : owner,
    ),
    finalizers,
    deleting: deletionTimestamp !== undefined,
    ...(uncounted ? {} : { generation }),
    ...rest,
  };
  if (kind === "Pod") return { ...meta, spec: without(spec, ["nodeName"]), phase: without(status, []).phase };
  if (apiVersion === API_VERSION) return { ...meta, spec, status: ownStatus(status, uncounted) };
  if (kind === "Service") return { ...meta, spec: without(spec, ["clusterIP", "clusterIPs"]) };
  if (kind === "ReplicaSet") return { ...meta, spec };
  const counted = uncounted ? ["observedGeneration", "conditions", "collisionCount"] : ["conditions"];
  return { ...meta, spec, status: without(status, counted) };
}

// Deployments count their templates, DaemonSets theirs.
const COUNTED_ANNOTATIONS = [
  "deployment.kubernetes.io/revision",
  "deployment.kubernetes.io/revision-history",
  "deprecated.daemonset.template.generation",
];

const hasChosenName = (kind: string) => kind !== "Pod" && kind !== "ReplicaSet";

// What has happened, and what is left of it.
const HISTORY = ["events", "stoppedTasks", "serviceDeployments"];

function ownStatus(status: unknown, uncounted: boolean): object {
  const {
    conditions = [],
    kubernetes,
    ...rest
  } = without(status, uncounted ? [...HISTORY, "observedGeneration"] : HISTORY);
  if (!Array.isArray(conditions)) throw new Error("conditions are no list");
  const counted = uncounted ? ["observedGeneration"] : [];
  const notes = kubernetes === undefined ? {} : { kubernetes: without(kubernetes, ["ended"]) };
  return { ...rest, ...notes, conditions: conditions.map((condition: unknown) => without(condition, counted)) };
}

function without(value: unknown, members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !members.includes(name)));
}

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uid>"],
  [/\b[0-9a-f]{32}\b/g, "<id>"],
  [/ecs-svc\/\d{19}/g, "<deployment>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>"],
  // The Pods of a Task object are called by its UID.
  [/-[0-9a-f]{8}(-\d)\b/g, "-<hash>$1"],
  [/"([^"]*(?:-hash|Hash))":"[^"]*"/g, '"$1":"<hash>"'],
];

const NUMBERED: readonly (readonly [RegExp, string])[] = [
  [/(task-definition\/[\w-]+:)\d+/g, "$1<n>"],
  [/("(?:ecs\.berth\.dev\/)?(?:task-definition|taskDefinition)":"[\w-]+:)\d+/g, "$1<n>"],
  [/("ecs\.berth\.dev\/revision":")\d+/g, "$1<n>"],
  [/("revision":)\d+/g, "$1 0"],
  [/("pod-template-generation":")\d+/g, "$1<n>"],
  [/(\b[\w-]+:)\d+( is (?:IN)?ACTIVE)/g, "$1<n>$2"],
];

function masked(text: string, object: KubeObject, namespace: string, { uncounted }: StateOptions): string {
  const masks = uncounted === true ? [...MASKS, ...NUMBERED] : MASKS;
  const plain = masks.reduce((result, [pattern, mask]) => result.replaceAll(pattern, mask), text);
  const named = plain.replaceAll(namespace, "<namespace>");
  return object.metadata.labels?.["pod-template-hash"] === undefined
    ? named
    : named.replaceAll(object.metadata.labels["pod-template-hash"], "<hash>");
}
