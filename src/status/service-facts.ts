import type { Reason } from "../api/conditions.ts";
import type { LaunchType } from "../api/kinds/service.ts";
import type { DaemonSet, Deployment, Pod } from "../api/kube-object.ts";
import type { ServiceObject } from "../api/service-identity.ts";

/** What status looks at: the service, its workload and its tasks. */
export interface ServiceFacts {
  service: ServiceObject;
  /** Container instances that may get new tasks. */
  instances: readonly unknown[];
  deployment: Deployment | undefined;
  daemonSet: DaemonSet | undefined;
  pods: readonly Pod[];
}

interface Differences {
  differences: readonly { path: string; reason: string }[];
}

/** What was decided about a service. */
export type Decision = ({ kind: "refuse" | "wait"; reason: Reason; message: string } & Differences) | Rollout;

/** The decision that the service runs a revision. */
export interface Rollout extends Differences {
  kind: "apply";
  deploymentId: string;
  templateHash: string;
  revision: { family: string; revision: number };
  launchType: LaunchType;
  numbers: { desired: number };
  /** The deployment configuration leaves no room, and a new template waits. */
  held: boolean;
}
