import type { KubeObject, ObjectMeta } from "../api/kube-object.ts";

export type {
  ConfigMap,
  CoreService,
  DaemonSet,
  Deployment,
  KubeObject,
  Node,
  ObjectMeta,
  OwnerReference,
  Pod,
  ReplicaSet,
} from "../api/kube-object.ts";

/** Names one object of a resource; the metadata of an object is one. */
export interface ObjectRef {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** What somebody means an object to be: only the fields that he means to own. */
export interface Intent {
  readonly metadata: Pick<ObjectMeta, "name"> & Partial<ObjectMeta>;
}

/** The answer of the API server to a request that failed, also within a watch (kind `Status`). */
export interface Status {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: StatusDetails;
}

/** Machine-readable part of a `Status`. */
export interface StatusDetails {
  readonly name?: string;
  readonly kind?: string;
  readonly retryAfterSeconds?: number;
  readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
}

/** Names the object that an Event is about. */
export interface ObjectReference {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name: string;
  uid?: string;
}

/** An Event of `events.k8s.io/v1`. */
export type EventObject = KubeObject & {
  eventTime: string;
  type: "Normal" | "Warning";
  reason: string;
  action: string;
  note: string;
  regarding: ObjectReference;
  reportingController: string;
  reportingInstance: string;
  series?: { count: number; lastObservedTime: string };
};

/** Whether the value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
