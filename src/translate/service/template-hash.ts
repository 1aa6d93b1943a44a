import type { ServiceSpec } from "../../api/kinds/service.ts";
import { hashOf } from "../../api/names.ts";
import type { LaunchType } from "./launch-type.ts";

/** What starts a deployment when it changes, apart from the fields of the service itself. */
export interface TemplateInput {
  family: string;
  revision: number;
  launchType: LaunchType;
  cluster: string;
}

/** Members of CreateService whose change starts a deployment (ecs-semantics §6.1, column D). */
export const DEPLOYING_FIELDS = [
  "networkConfiguration",
  "platformVersion",
  "loadBalancers",
  "serviceRegistries",
  "serviceConnectConfiguration",
  "volumeConfigurations",
  "vpcLatticeConfigurations",
] as const satisfies readonly (keyof ServiceSpec)[];

/**
 * The hash of the ECS input of a service's Pod template. It is all that decides whether tasks are replaced: a newer
 * translator that would print another template leaves it, and so the running tasks, alone.
 */
export function templateHash(spec: ServiceSpec, input: TemplateInput): string {
  const fields = DEPLOYING_FIELDS.map((name) => [name, spec[name]] as const).filter(([, value]) => !isEmpty(value));
  return hashOf({ ...input, ...Object.fromEntries(fields), force: spec.kubernetes?.forceNewDeployment ?? null });
}

// `loadBalancers: []` removes the load balancers, which is what leaving the member out means in a manifest.
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
