import { type ServiceSpec, serviceSpec } from "../../api/kinds/service.ts";
import { hashOf } from "../../api/names.ts";
import { shapeOf } from "../../api/shape.ts";
import { normalise } from "../normalise.ts";
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

const shape = shapeOf(serviceSpec);

/**
 * The hash of the ECS input of a service's Pod template. It is all that decides whether tasks are replaced: a newer
 * translator that would print another template leaves it, and so the running tasks, alone. What says nothing, such as
 * an explicit default or an empty list, counts as absent.
 */
export function templateHash(spec: ServiceSpec, input: TemplateInput): string {
  const fields = Object.fromEntries(DEPLOYING_FIELDS.map((name) => [name, spec[name]]));
  const said = normalise(fields, shape, { kept: new Set(), texts: new Set() });
  return hashOf({ ...input, ...said, force: spec.kubernetes?.forceNewDeployment || null });
}
