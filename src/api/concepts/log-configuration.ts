import { z } from "zod";
import { list, textMap } from "../scalars.ts";
import { secret } from "./secret.ts";

/** Where a container's output goes (ECS `LogConfiguration`). */
export const logConfiguration = z.looseObject({
  logDriver: z
    .enum(["awsfirelens", "awslogs", "fluentd", "gelf", "journald", "json-file", "splunk", "syslog"])
    .describe("Log driver that takes the container's standard output and standard error."),
  options: textMap.optional().describe("Options of the log driver, for example awslogs-group and awslogs-region."),
  secretOptions: list(secret).optional().describe("Options of the log driver whose values are secrets."),
});
export type LogConfiguration = z.infer<typeof logConfiguration>;
