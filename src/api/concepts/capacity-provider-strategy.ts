import { z } from "zod";
import { int, name } from "../scalars.ts";

/** One capacity provider's part of the tasks (ECS `CapacityProviderStrategyItem`). */
export const capacityProviderStrategyItem = z.looseObject({
  capacityProvider: name.describe("Name of the capacity provider; FARGATE and FARGATE_SPOT always exist."),
  weight: int
    .min(0)
    .max(1000)
    .optional()
    .meta({ description: "Share of the tasks above `base`, relative to the other providers.", ecsDefault: 0 }),
  base: int
    .min(0)
    .max(100_000)
    .optional()
    .meta({ description: "How many tasks at least run here. Only one provider can have a base.", ecsDefault: 0 }),
});
export type CapacityProviderStrategyItem = z.infer<typeof capacityProviderStrategyItem>;
