import { z } from "zod";
import { int, list, name } from "../scalars.ts";

/** How finely a service's metrics are recorded (ECS `MonitoringConfiguration`). */
export const monitoringConfiguration = z.looseObject({
  metricConfigurations: list(
    z.looseObject({
      metricNames: list(name).describe("Metrics: CPUUtilization, MemoryUtilization."),
      resolutionSeconds: int.describe("Seconds between two data points: 20 or 60."),
    }),
  )
    .optional()
    .describe("Metrics and how finely they are recorded."),
});
export type MonitoringConfiguration = z.infer<typeof monitoringConfiguration>;
