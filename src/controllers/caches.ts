import { parseTaskDefinition } from "../api/arn.ts";
import type { ClusterSpec, ClusterStatus } from "../api/kinds/cluster.ts";
import type { ServiceSpec, ServiceStatus } from "../api/kinds/service.ts";
import type { TaskSpec, TaskStatus } from "../api/kinds/task.ts";
import type { TaskDefinitionSpec, TaskDefinitionStatus } from "../api/kinds/task-definition.ts";
import type {
  ConfigMap,
  CoreService,
  DaemonSet,
  Deployment,
  KubeObject,
  Node,
  ObjectMeta,
  Pod,
  ReplicaSet,
} from "../api/kube-object.ts";
import { labels, MANAGED_BY } from "../api/labels.ts";
import { clusterLabel, labelValue } from "../api/names.ts";
import { withoutNulls } from "../api/nulls.ts";
import { clusterLabelOf, clusterNameOf, serviceName } from "../api/service-identity.ts";
import { clusterNamedBy, familyOfTask } from "../api/task-identity.ts";
import type { KubeClient } from "../kube/client.ts";
import { listWatch, projectedListWatch } from "../kube/list-watch.ts";
import * as resources from "../kube/resource.ts";
import {
  revisionsOfPod,
  revisionsOfService,
  revisionsOfTask,
  revisionsOfWorkload,
} from "../plan/revision-retention.ts";
import type { ListWatch } from "../runtime/list-watch.ts";
import { type Change, Store, type StoredObject } from "../runtime/store.ts";
import { type Revision, readRevision } from "../translate/revision/config-map.ts";
import { nodeProjection, podProjection, replicaSetProjection } from "./projections.ts";

/** One of our own objects; null members of the spec, which mean absent, are taken out, and their paths kept. */
export type Own<Spec, Status> = KubeObject<Spec, Status> & { nulls: readonly string[] };
export type OwnCluster = Own<ClusterSpec, ClusterStatus>;
export type OwnTaskDefinition = Own<TaskDefinitionSpec, TaskDefinitionStatus>;
export type OwnService = Own<ServiceSpec, ServiceStatus>;
export type OwnTask = Own<TaskSpec, TaskStatus>;

/** A revision's ConfigMap; `revision` is absent where it only looks like one. */
export interface RevisionObject {
  metadata: ObjectMeta;
  revision?: Revision;
}

/** Everything that the controllers look at. */
export interface Caches {
  clusters: Store<OwnCluster>;
  taskDefinitions: Store<OwnTaskDefinition>;
  services: Store<OwnService>;
  tasks: Store<OwnTask>;
  revisions: Store<RevisionObject>;
  deployments: Store<Deployment>;
  daemonSets: Store<DaemonSet>;
  replicaSets: Store<ReplicaSet>;
  coreServices: Store<CoreService>;
  pods: Store<Pod>;
  nodes: Store<Node>;
}

const inNamespace = ({ metadata }: KubeObject, value: string) => `${metadata.namespace ?? ""}/${value}`;
const inNamespaceAll = (object: KubeObject, values: readonly string[]) =>
  values.map((value) => inNamespace(object, value));

/** ECS name of a cluster: `spec.clusterName`, else the object's own. */
export function clusterName(cluster: KubeObject<ClusterSpec>): string {
  return cluster.spec?.clusterName ?? cluster.metadata.name;
}

/** ECS family of a task definition: `spec.family`, else the object's own name. */
export function familyOf(taskDefinition: KubeObject<TaskDefinitionSpec>): string {
  return taskDefinition.spec?.family ?? taskDefinition.metadata.name;
}

/** Family that a service names, if it names one. */
export function familyNamed(service: KubeObject<ServiceSpec>): string | undefined {
  return parseTaskDefinition(service.spec?.taskDefinition ?? "")?.family;
}

/** Labels by which a task, or the ReplicaSet of tasks, is found by its service. */
export const ofService = (object: KubeObject): string[] => {
  const { [labels.cluster]: cluster, [labels.service]: service } = object.metadata.labels ?? {};
  return cluster === undefined || service === undefined ? [] : [inNamespace(object, `${cluster}/${service}`)];
};

const labelOfCluster = ({ metadata }: KubeObject): string[] => {
  const label = metadata.labels?.[labels.cluster];
  return label === undefined ? [] : [label];
};

/** Index value of a service for `ofService`. */
export function serviceLabelKey(service: OwnService): string {
  return inNamespace(service, `${clusterLabelOf(service)}/${labelValue(serviceName(service))}`);
}

/** Index value of a Task object for its client token, if it has one. */
export function tokenKey(task: OwnTask): string[] {
  const token = task.spec?.clientToken;
  return token ? [inNamespace(task, token)] : [];
}

/** Uid of the object that a child belongs to. */
const ownerOf = ({ metadata }: KubeObject): string[] =>
  metadata.ownerReferences?.flatMap(({ uid, controller }) => (controller === true ? [uid] : [])) ?? [];

/**
 * Empty caches with their indexes. Index values are `namespace/…`, except for `clusterLabel`: only an administrator
 * labels Nodes, while every tenant labels Pods.
 */
export function createCaches(): Caches {
  const caches: Caches = {
    clusters: new Store(),
    taskDefinitions: new Store(),
    services: new Store(),
    tasks: new Store(),
    revisions: new Store(),
    deployments: new Store(),
    daemonSets: new Store(),
    replicaSets: new Store(),
    coreServices: new Store(),
    pods: new Store(),
    nodes: new Store(),
  };
  caches.clusters.addIndex("name", (cluster) => [inNamespace(cluster, clusterName(cluster))]);
  caches.clusters.addIndex("label", (cluster) => [
    clusterLabel(cluster.metadata.namespace ?? "", clusterName(cluster)),
  ]);
  caches.taskDefinitions.addIndex("family", (definition) => [inNamespace(definition, familyOf(definition))]);
  caches.services.addIndex("cluster", (service) => [inNamespace(service, clusterNameOf(service) ?? "")]);
  caches.services.addIndex("family", (service) => [inNamespace(service, familyNamed(service) ?? "")]);
  caches.services.addIndex("labels", (service) => [serviceLabelKey(service)]);
  caches.services.addIndex("clusterLabel", (service) => [clusterLabelOf(service)]);
  caches.tasks.addIndex("cluster", (task) => [inNamespace(task, clusterNamedBy(task) ?? "")]);
  caches.tasks.addIndex("family", (task) => [inNamespace(task, familyOfTask(task) ?? "")]);
  caches.tasks.addIndex("token", tokenKey);
  caches.revisions.addIndex("family", ({ metadata, revision }) =>
    revision === undefined ? [] : [`${metadata.namespace ?? ""}/${revision.family}`],
  );
  for (const children of [caches.deployments, caches.daemonSets, caches.coreServices]) {
    children.addIndex("owner", ownerOf);
  }
  caches.services.addIndex("revision", (service) => inNamespaceAll(service, revisionsOfService(service)));
  caches.tasks.addIndex("revision", (task) => inNamespaceAll(task, revisionsOfTask(task)));
  caches.pods.addIndex("revision", (pod) => inNamespaceAll(pod, revisionsOfPod(pod)));
  for (const workloads of [caches.deployments, caches.daemonSets, caches.replicaSets]) {
    workloads.addIndex("revision", (workload) => inNamespaceAll(workload, revisionsOfWorkload(workload)));
  }
  caches.replicaSets.addIndex("service", ofService);
  caches.pods.addIndex("service", ofService);
  caches.pods.addIndex("owner", ownerOf);
  caches.pods.addIndex("cluster", (pod) => labelOfCluster(pod).map((label) => inNamespace(pod, label)));
  caches.nodes.addIndex("clusterLabel", labelOfCluster);
  return caches;
}

/** The object as it was and as it is: what depends on either has to be looked at again. */
export function versionsOf<T>({ object, previous }: Change<T>): readonly T[] {
  return previous === undefined ? [object] : [previous, object];
}

function own<Spec, Status>(object: KubeObject): Own<Spec, Status> {
  const { value, paths } = withoutNulls(object.spec ?? {});
  // The API server holds the object to the CRD, which is made from the schema that Spec is inferred from.
  return { ...object, spec: value, nulls: paths } as Own<Spec, Status>;
}

/** Whether anything in the caches uses a revision of the namespace, or names it. */
export function usesRevision(caches: Caches, namespace: string, { family, revision }: Revision): boolean {
  const { services, tasks, pods, deployments, daemonSets, replicaSets } = caches;
  return [services, tasks, pods, deployments, daemonSets, replicaSets].some(
    (store) => store.byIndex("revision", `${namespace}/${family}:${revision}`).length > 0,
  );
}

/** What is kept of a ConfigMap that holds a revision, or looks as if. */
export function revisionObject(configMap: ConfigMap): RevisionObject {
  const revision = readRevision(configMap);
  return { metadata: configMap.metadata, ...(revision === undefined ? {} : { revision }) };
}

/** Makes something (a reflector) of a cache and of where it comes from. */
type Fill<Filled> = <T extends StoredObject>(name: string, store: Store<T>, source: ListWatch<T>) => Filled;

/** How each cache is filled. Children are chosen by label: what Berth did not make costs nothing. */
export function fillCaches<Filled>(client: KubeClient, caches: Caches, fill: Fill<Filled>): Filled[] {
  const managed = { labelSelector: `${labels.managedBy}=${MANAGED_BY}` };
  const whole = <T extends KubeObject>(
    name: string,
    store: Store<T>,
    resource: resources.Resource<T>,
    selection = {},
  ) => fill(name, store, listWatch(client, resource, selection));
  const part = <T extends KubeObject, P extends StoredObject>(
    name: string,
    store: Store<P>,
    resource: resources.Resource<T>,
    options: { project: (object: T) => P; labelSelector?: string },
  ) => fill(name, store, projectedListWatch(client, resource, options));
  return [
    part("clusters", caches.clusters, resources.clusters, { project: own<ClusterSpec, ClusterStatus> }),
    part("taskdefinitions", caches.taskDefinitions, resources.taskDefinitions, {
      project: own<TaskDefinitionSpec, TaskDefinitionStatus>,
    }),
    part("services", caches.services, resources.services, { project: own<ServiceSpec, ServiceStatus> }),
    part("tasks", caches.tasks, resources.tasks, { project: own<TaskSpec, TaskStatus> }),
    part("revisions", caches.revisions, resources.configMaps, {
      project: revisionObject,
      labelSelector: labels.family,
    }),
    whole("deployments", caches.deployments, resources.deployments, managed),
    whole("daemonsets", caches.daemonSets, resources.daemonSets, managed),
    part("replicasets", caches.replicaSets, resources.replicaSets, {
      project: replicaSetProjection,
      labelSelector: labels.service,
    }),
    whole("coreservices", caches.coreServices, resources.coreServices, managed),
    part("pods", caches.pods, resources.pods, { project: podProjection, labelSelector: labels.cluster }),
    part("nodes", caches.nodes, resources.nodes, { project: nodeProjection }),
  ];
}
