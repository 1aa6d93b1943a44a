import { arns, type Identity } from "../api/arn.ts";
import type { ClusterStatus } from "../api/kinds/cluster.ts";
import type { KubeObject } from "../api/kube-object.ts";
import { conditions, fieldsHonoured, type Progress, progressVerdicts } from "./conditions.ts";
import { isPending, isRunning, type Task } from "./task-status.ts";

/** What a cluster's counts are made from. */
export interface ClusterCounts {
  instances: number;
  services: number;
  tasks: readonly Task[];
}

/** ACTIVE clusters take services and tasks; FAILED ones never came to be; INACTIVE ones are gone. */
export type Lifecycle = "ACTIVE" | "FAILED" | "INACTIVE";

/** What is known of a cluster. */
export interface ClusterFacts {
  name: string;
  lifecycle: Lifecycle;
  counts: ClusterCounts;
  progress: Progress;
  differences: readonly { path: string; reason: string }[];
}

/** DescribeClusters' answer and the conditions. */
export function clusterStatus(
  object: KubeObject<unknown, ClusterStatus>,
  { name: clusterName, lifecycle, counts, progress, differences }: ClusterFacts,
  identity: Identity,
  now: Date,
): ClusterStatus {
  const generation = object.metadata.generation ?? 0;
  return {
    ...object.status,
    observedGeneration: generation,
    status: lifecycle,
    clusterName,
    clusterArn: arns.cluster(identity, clusterName),
    registeredContainerInstancesCount: counts.instances,
    runningTasksCount: counts.tasks.filter(isRunning).length,
    pendingTasksCount: counts.tasks.filter(isPending).length,
    activeServicesCount: counts.services,
    conditions: conditions(
      object.status?.conditions,
      [...progressVerdicts(progress), fieldsHonoured(differences)],
      generation,
      now,
    ),
  };
}
