import { z } from "zod";
import { bool, int, list } from "../scalars.ts";

/** Restart of a container in place, within its task (ECS `ContainerRestartPolicy`). */
export const restartPolicy = z.looseObject({
  enabled: bool.describe("Whether a container that ends is started again within the same task."),
  ignoredExitCodes: list(int, 50)
    .optional()
    .meta({ description: "Exit codes after which the container is not started again.", ecsDefault: [] }),
  restartAttemptPeriod: int.min(60).max(1800).optional().meta({
    description: "Seconds that the container must have run before it is started again.",
    ecsDefault: 300,
  }),
});
export type RestartPolicy = z.infer<typeof restartPolicy>;
