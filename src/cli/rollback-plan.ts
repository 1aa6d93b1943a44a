import type { ServiceDeployment } from "../api/kinds/service-status.ts";
import { type ServiceObject, serviceName } from "../api/service-identity.ts";
import { shortDefinition } from "./short-names.ts";
import { isRollingBack } from "./stability.ts";

/** How a service goes back. */
export type RollbackPlan =
  /** The deployment that is in progress is stopped, and the operator goes back to the last one that completed. */
  | { readonly kind: "stop"; readonly deployment: string }
  /** The spec names another revision. */
  | { readonly kind: "set"; readonly taskDefinition: string }
  /** It is on its way already. */
  | { readonly kind: "underWay" }
  /** Where to is not known, and never guessed. */
  | { readonly kind: "unknown"; readonly why: string };

/** How a service goes back where nobody said to what: by its own history only. */
export function rollbackPlan(service: ServiceObject): RollbackPlan {
  const { status = {} } = service;
  const name = serviceName(service);
  const [primary] = status.deployments ?? [];
  const history = status.serviceDeployments ?? [];
  if (status.observedGeneration !== service.metadata.generation) {
    return { kind: "unknown", why: `the operator has not seen the last change of ${name} yet` };
  }
  if (isRollingBack(service)) return { kind: "underWay" };
  if (primary?.rolloutState === "IN_PROGRESS") {
    if (status.kubernetes?.completed !== undefined) return { kind: "stop", deployment: primary.id };
    return { kind: "unknown", why: `no deployment of ${name} has completed yet, so there is none to go back to` };
  }
  const inForce = shortDefinition(status.taskDefinition);
  if (history[0]?.status === "ROLLBACK_SUCCESSFUL") {
    return { kind: "unknown", why: `${name} was rolled back already, and runs ${inForce}` };
  }
  const before = history.map(endedWith).find((revision) => revision !== undefined && revision !== inForce);
  if (before !== undefined) return { kind: "set", taskDefinition: before };
  return { kind: "unknown", why: `the history of ${name} knows no other revision that was deployed before` };
}

/** The revision with which a deployment ended well. */
function endedWith({ status, targetServiceRevision, rollback }: ServiceDeployment): string | undefined {
  if (status === "SUCCESSFUL") return shortDefinition(targetServiceRevision.taskDefinition);
  return status === "ROLLBACK_SUCCESSFUL" ? shortDefinition(rollback?.taskDefinition) : undefined;
}
