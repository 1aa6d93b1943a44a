import type { Identity } from "../api/arn.ts";
import type { ClusterSpec } from "../api/kinds/cluster.ts";
import type { DaemonSet, Deployment, KubeObject, Node, Pod, ReplicaSet } from "../api/kube-object.ts";
import type { ServiceObject } from "../api/service-identity.ts";
import type { Departure } from "../status/task-stops.ts";
import type { Revision } from "../translate/revision/config-map.ts";
import type { Feature } from "../translate/translator.ts";
import type { AlarmState } from "./rollout/alarms.ts";

/** What the operator is configured to do; the same for every object of a namespace. */
export interface Settings {
  identity: Identity;
  imagePullPolicy: "Always" | "IfNotPresent" | "Never";
  /** Seconds after which a task without a check and without a load balancer counts as healthy. */
  healthyAfterSeconds: number;
  podLevelResources: boolean;
  restartRules: boolean;
  helperImage: string | undefined;
  allowed: ReadonlySet<Feature>;
}

/** All that a service's plan is made from: one frozen view of the cluster. */
export interface ObservedService {
  /** Paths of the nulls that were taken out of the spec. */
  nulls: readonly string[];
  service: ServiceObject;
  /** An older Service object of the same cluster with the same ECS name. */
  elder: ServiceObject | undefined;
  cluster: KubeObject<ClusterSpec> | undefined;
  /** The revision that `taskDefinition` means now; `undefined` while there is none. */
  revision: Revision | undefined;
  /** The revision of the deployment that completed last. */
  former: Revision | undefined;
  /** Container instances that may get new tasks. */
  instances: readonly Node[];
  /** Container instances on which a DAEMON service has tasks: Kubernetes leaves them on cordoned ones. */
  daemonInstances: readonly Node[];
  fargatePool: boolean;
  /** What is known of the alarms that watch the service's deployments. */
  alarms: readonly AlarmState[];
  deployment: Deployment | undefined;
  daemonSet: DaemonSet | undefined;
  replicaSets: readonly ReplicaSet[];
  pods: readonly Pod[];
  /** Pods of the service that are gone, and whose tasks' stops are not recorded yet. */
  departed: readonly Departure[];
  /** All objects whose controlling owner the service is, whatever they are called. */
  children: readonly KubeObject[];
}
