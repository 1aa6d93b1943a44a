import type { DaemonSet, Deployment } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { deploymentId } from "../api/names.ts";
import type { ServiceObject } from "../api/service-identity.ts";

/** What a service's tasks are in. */
export type Workload = Deployment | DaemonSet;

/** `family:revision` that a service runs: as its workload says, or its status where somebody deleted the workload. */
export function revisionInForce({ status }: ServiceObject, workload: Workload | undefined): string | undefined {
  return workload?.metadata.annotations?.[annotations.taskDefinition] ?? status?.kubernetes?.taskDefinition;
}

/**
 * Id of the deployment whose template has this hash. While the hash stays, so does the id, whatever becomes of the
 * workload: status knows it, or the workload where the status was not written any more. A new one is made of the one
 * before it, so that going back to an old template is a deployment of its own.
 */
export function deploymentIdFor(service: ServiceObject, workload: Workload | undefined, templateHash: string): string {
  const { deployments = [], kubernetes } = service.status ?? {};
  const reported = kubernetes?.deployments?.find(({ id }) => id === deployments[0]?.id);
  const noted = workload?.metadata.annotations ?? {};
  if (reported?.templateHash === templateHash) return reported.id;
  const before = noted[annotations.deploymentId] ?? reported?.id;
  if (noted[annotations.templateHash] === templateHash && before !== undefined) return before;
  return deploymentId(`${service.metadata.uid}/${templateHash}/${before ?? ""}`);
}
