import type { Identity } from "../../api/arn.ts";
import type { ClusterSpec } from "../../api/kinds/cluster.ts";
import type { Failure } from "../../api/kinds/task.ts";
import type { KubeObject, Node, Pod } from "../../api/kube-object.ts";
import type { TaskObject } from "../../api/task-identity.ts";
import type { Revision } from "../../translate/revision/config-map.ts";
import type { Feature } from "../../translate/translator.ts";

/** What the operator is configured to do; the same for every object of a namespace. */
export interface TaskSettings {
  identity: Identity;
  imagePullPolicy: "Always" | "IfNotPresent" | "Never";
  podLevelResources: boolean;
  restartRules: boolean;
  helperImage: string | undefined;
  /** A PriorityClass of the cluster whose Pods take nobody's place. */
  taskPriorityClass?: string | undefined;
  allowed: ReadonlySet<Feature>;
}

/** All that the plan of a Task object is made from: one frozen view of the cluster. */
export interface ObservedTask {
  task: TaskObject;
  /** Paths of the nulls that were taken out of the spec. */
  nulls: readonly string[];
  cluster: KubeObject<ClusterSpec> | undefined;
  /** The revision that is noted; before one is, the revision that `taskDefinition` means now. */
  revision: Revision | undefined;
  /** Whether a TaskDefinition of the family has changed, and its revision is not registered yet. */
  registering: boolean;
  /** Container instances that may get new tasks. */
  instances: readonly Node[];
  /** Nodes by name, as far as tasks of this object are on them. */
  nodes: ReadonlyMap<string, Node>;
  fargatePool: boolean;
  /** The Task object of the namespace that had the same client token first. */
  original: TaskObject | undefined;
  /** Pods whose controlling owner this object is. */
  pods: readonly Pod[];
  /** UIDs of noted Pods that the API server does not have any more, and how they were last seen. */
  gone: ReadonlyMap<string, Pod | undefined>;
  /** Pods that the API server would not take, by name. */
  rejected: ReadonlyMap<string, Failure>;
}
