import type { DaemonSet, Deployment } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";

/** A workload runs the template with that hash everywhere, and each of its `desired` tasks is available. */
export function isWhole(workload: Deployment | DaemonSet | undefined, templateHash: string, desired: number): boolean {
  if (workload?.metadata.annotations?.[annotations.templateHash] !== templateHash) return false;
  const { status = {} } = workload;
  if ((status.observedGeneration ?? -1) < (workload.metadata.generation ?? 0)) return false;
  if ("desiredNumberScheduled" in status) {
    const { desiredNumberScheduled, updatedNumberScheduled = 0, numberAvailable = 0 } = status;
    return updatedNumberScheduled === desiredNumberScheduled && numberAvailable === desiredNumberScheduled;
  }
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status as NonNullable<Deployment["status"]>;
  return [replicas, updatedReplicas, availableReplicas].every((count) => count === desired);
}
