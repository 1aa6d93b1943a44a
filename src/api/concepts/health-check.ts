import { z } from "zod";
import { int, words } from "../scalars.ts";

/** A container's health check (ECS `HealthCheck`). */
export const healthCheck = z.looseObject({
  command: words.describe(
    "What to run inside the container; exit code 0 is healthy. The first element is CMD (the rest is the command and its arguments), CMD-SHELL (the rest is run by the container's shell) or NONE.",
  ),
  interval: int.min(5).max(300).optional().meta({ description: "Seconds between two checks.", ecsDefault: 30 }),
  timeout: int
    .min(2)
    .max(60)
    .optional()
    .meta({ description: "Seconds after which a check that has not ended counts as failed.", ecsDefault: 5 }),
  retries: int
    .min(1)
    .max(10)
    .optional()
    .meta({ description: "How many failures in a row make the container unhealthy.", ecsDefault: 3 }),
  startPeriod: int.min(0).max(300).optional().meta({
    description:
      "Seconds after the start in which failures do not count. The first check that passes ends this time of grace.",
    ecsDefault: 0,
  }),
});
export type HealthCheck = z.infer<typeof healthCheck>;
