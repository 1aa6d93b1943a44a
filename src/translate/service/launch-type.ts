import type { ServiceSpec } from "../../api/kinds/service.ts";
import { FARGATE_PROVIDERS } from "../../api/refusals/service.ts";

/** Where tasks run: on container instances of the cluster, or in the Fargate pool. */
export type LaunchType = "EC2" | "FARGATE" | "EXTERNAL";

/**
 * The launch type in force: `launchType`, else FARGATE where every provider of the strategy (the service's, else the
 * cluster's default) is a Fargate one, else EC2 (ECS developer guide, "Amazon ECS launch types and capacity providers").
 */
export function launchType(
  spec: Pick<ServiceSpec, "launchType" | "capacityProviderStrategy">,
  clusterDefault: readonly { capacityProvider: string }[] = [],
): LaunchType {
  if (spec.launchType === "FARGATE" || spec.launchType === "EXTERNAL" || spec.launchType === "EC2")
    return spec.launchType;
  const own = spec.capacityProviderStrategy ?? [];
  const strategy = own.length > 0 ? own : clusterDefault;
  const fargate = strategy.length > 0 && strategy.every((item) => FARGATE_PROVIDERS.includes(item.capacityProvider));
  return fargate ? "FARGATE" : "EC2";
}
