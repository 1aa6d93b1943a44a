import type { DaemonSet, Deployment, Pod, ReplicaSet } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { deploymentId } from "../api/names.ts";
import type { ServiceObject } from "../api/service-identity.ts";
import { type PodTemplate, renderedHash } from "../translate/service/workload.ts";

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

/**
 * The template to apply. Equal ECS input keeps the live template whatever this translator prints; only where this
 * translator would print what was applied is the fresh one sent, which puts back what somebody else edited.
 */
export function keptTemplate(
  live: Workload | undefined,
  hash: string,
  fresh: PodTemplate,
): { template: PodTemplate; renderedHash: string } {
  const rendered = renderedHash(fresh);
  const applied = live?.metadata.annotations?.[annotations.renderedHash];
  const same = live?.metadata.annotations?.[annotations.templateHash] === hash;
  if (!same || applied === undefined || applied === rendered || live?.spec?.template === undefined) {
    return { template: fresh, renderedHash: rendered };
  }
  // The live template is the API server's own JSON of what an earlier translator rendered.
  return { template: live.spec.template as unknown as PodTemplate, renderedHash: applied };
}

/** What is left of a service's deployments beside its workload. */
interface Remains {
  replicaSets: readonly ReplicaSet[];
  pods: readonly Pod[];
}

/** Whether there are tasks of another template than the one with this hash. */
export function isRolling(live: Workload, hash: string, { replicaSets, pods }: Remains): boolean {
  const isOld = (metadata: { annotations?: Record<string, string> } | undefined) =>
    metadata?.annotations?.[annotations.templateHash] !== hash;
  if (isOld(live.metadata)) return true;
  // A DaemonSet has no ReplicaSets, and its status is late.
  if (live.kind === "DaemonSet") return pods.some(({ metadata }) => !metadata.deletionTimestamp && isOld(metadata));
  return replicaSets.some(({ spec }) => (spec?.replicas ?? 0) > 0 && isOld(spec?.template?.metadata));
}
