import type {
  V1DaemonSetSpec,
  V1DaemonSetStatus,
  V1DeploymentSpec,
  V1DeploymentStatus,
  V1NodeSpec,
  V1NodeStatus,
  V1PodSpec,
  V1PodStatus,
  V1ReplicaSetSpec,
  V1ReplicaSetStatus,
  V1ServiceSpec,
} from "@kubernetes/client-node";

/** Reference to the object that owns another. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Metadata as the API server's JSON has it: timestamps are RFC 3339 strings. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
}

/** Any object of the API server, as raw JSON. */
export interface KubeObject<Spec = unknown, Status = unknown> {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec?: Spec;
  status?: Status;
}

// Raw JSON has strings where the client library's models have Dates.
type Raw<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Raw<T[K]> } : T;

export type Pod = KubeObject<Raw<V1PodSpec>, Raw<V1PodStatus>>;
export type Node = KubeObject<Raw<V1NodeSpec>, Raw<V1NodeStatus>>;
export type Deployment = KubeObject<Raw<V1DeploymentSpec>, Raw<V1DeploymentStatus>>;
export type DaemonSet = KubeObject<Raw<V1DaemonSetSpec>, Raw<V1DaemonSetStatus>>;
export type ReplicaSet = KubeObject<Raw<V1ReplicaSetSpec>, Raw<V1ReplicaSetStatus>>;
export type CoreService = KubeObject<Raw<V1ServiceSpec>>;
export type ConfigMap = KubeObject & { data?: Record<string, string>; immutable?: boolean };

/** Reference that makes `owner` the controller of an object in its own namespace. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion ?? "",
    kind: owner.kind ?? "",
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}
