import { z } from "zod";
import { textMap } from "../scalars.ts";

/** Makes a container the log router of its task (ECS `FirelensConfiguration`). */
export const firelensConfiguration = z.looseObject({
  type: z.enum(["fluentbit", "fluentd"]).describe("The log router in the image: fluentbit or fluentd."),
  options: textMap
    .optional()
    .describe("Options of the log router: enable-ecs-log-metadata, config-file-type, config-file-value."),
});
export type FirelensConfiguration = z.infer<typeof firelensConfiguration>;
