import type { Reason } from "../api/conditions.ts";
import type { CompletedDeployment, FailedDeployment, LaunchType, RolloutNotes } from "../api/kinds/service.ts";
import type { DaemonSet, Deployment, Pod } from "../api/kube-object.ts";
import type { ServiceObject } from "../api/service-identity.ts";
import type { Stop } from "./task-stops.ts";

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

/** What status is to tell of tasks that have ended. */
export interface EndedTasks {
  stops: readonly Stop[];
  ended: readonly string[];
}

/** What was decided about a service. */
export type Decision =
  | ({ kind: "refuse" | "wait"; reason: Reason; message: string; tasks: EndedTasks } & Differences)
  | Rollout;

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
  tasks: EndedTasks & {
    notes: RolloutNotes;
    /** Every task is of the newest template and healthy, none is left of another, and nobody waits any longer. */
    complete: boolean;
    failed?: FailedDeployment;
    /** What completes when this deployment does. */
    snapshot: CompletedDeployment;
    /** Failed tasks that make a deployment fail, and whether that is watched. */
    breaker: { enabled: boolean; threshold: number };
  };
}
