import { GROUP, VERSION } from "../api/group.ts";
import type {
  ConfigMap,
  CoreService,
  DaemonSet,
  Deployment,
  EventObject,
  KubeObject,
  Node,
  ObjectRef,
  Pod,
  ReplicaSet,
} from "./object.ts";

/** A collection of the API server whose objects have the type `T`. */
export interface Resource<T extends KubeObject = KubeObject> {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never present: it only carries the type. */
  readonly objectType?: T;
}

function namespaced<T extends KubeObject>(group: string, version: string, plural: string, kind: string): Resource<T> {
  return { group, version, plural, kind, namespaced: true };
}

export const clusters = namespaced<KubeObject>(GROUP, VERSION, "ecsclusters", "Cluster");
export const taskDefinitions = namespaced<KubeObject>(GROUP, VERSION, "taskdefinitions", "TaskDefinition");
export const services = namespaced<KubeObject>(GROUP, VERSION, "ecsservices", "Service");
export const tasks = namespaced<KubeObject>(GROUP, VERSION, "ecstasks", "Task");

export const configMaps = namespaced<ConfigMap>("", "v1", "configmaps", "ConfigMap");
export const pods = namespaced<Pod>("", "v1", "pods", "Pod");
export const coreServices = namespaced<CoreService>("", "v1", "services", "Service");
export const deployments = namespaced<Deployment>("apps", "v1", "deployments", "Deployment");
export const daemonSets = namespaced<DaemonSet>("apps", "v1", "daemonsets", "DaemonSet");
export const replicaSets = namespaced<ReplicaSet>("apps", "v1", "replicasets", "ReplicaSet");
export const events = namespaced<EventObject>("events.k8s.io", "v1", "events", "Event");
export const namespaces: Resource = {
  group: "",
  version: "v1",
  plural: "namespaces",
  kind: "Namespace",
  namespaced: false,
};
export const nodes: Resource<Node> = { group: "", version: "v1", plural: "nodes", kind: "Node", namespaced: false };

/** The `apiVersion` of the resource's objects. */
export function apiVersionOf({ group, version }: Resource): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The path of the collection: of one namespace, or of all where none is given. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = resource.group === "" ? "/api" : "/apis";
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}/${apiVersionOf(resource)}${scope}/${resource.plural}`;
}

/** The path of one object, or of one of its subresources. Throws where a namespace is missing: that is a bug. */
export function objectPath(resource: Resource, ref: ObjectRef, subresource?: string): string {
  if (resource.namespaced && (ref.namespace === undefined || ref.namespace === "")) {
    throw new Error(`${resource.kind} ${ref.name} needs a namespace`);
  }
  const path = `${collectionPath(resource, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}
