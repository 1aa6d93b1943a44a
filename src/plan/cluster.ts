import type { Reason } from "../api/conditions.ts";

/** What still belongs to a cluster. */
export interface ClusterUse {
  /** Services that are there, being deleted or not. */
  services: number;
  /** Container instances, draining ones included. */
  instances: number;
  /** Tasks that have not stopped. */
  tasks: number;
}

/** What to do about a cluster that its user deletes. */
export type Deletion =
  | { kind: "release" }
  /** Something has to go first. */
  | { kind: "blocked"; reason: Reason; message: string };

type Guard = { holds: (use: ClusterUse) => number; reason: Reason; message: string; hint: string };

// ECS documents no order; services first, since they start tasks, and instances next, since tasks run on them.
const GUARDS: readonly Guard[] = [
  {
    holds: ({ services }) => services,
    reason: "ClusterContainsServices",
    message: "ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.",
    hint: "Delete them first: kubectl get ecsservices",
  },
  {
    holds: ({ instances }) => instances,
    reason: "ClusterContainsContainerInstances",
    message:
      "ClusterContainsContainerInstancesException: The Cluster cannot be deleted while Container Instances are active or draining.",
    hint: "Deregister them first: kubectl label node NODE ecs.berth.dev/cluster-",
  },
  {
    holds: ({ tasks }) => tasks,
    reason: "ClusterContainsTasks",
    message: "ClusterContainsTasksException: The Cluster cannot be deleted while Tasks are active.",
    hint: "They are stopping, or have to be deleted first.",
  },
];

/**
 * Whether a cluster may go: ECS refuses DeleteCluster while services, container instances or tasks are in it (ECS API
 * reference, DeleteCluster). In a namespace that is being deleted nothing holds it back.
 */
export function planDeletion(use: ClusterUse, namespaceIsGoing: boolean): Deletion {
  const guard = namespaceIsGoing ? undefined : GUARDS.find(({ holds }) => holds(use) > 0);
  if (guard === undefined) return { kind: "release" };
  return { kind: "blocked", reason: guard.reason, message: `${guard.message} ${guard.hint}` };
}
