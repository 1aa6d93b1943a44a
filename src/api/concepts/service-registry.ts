import { z } from "zod";
import { arn, int, name } from "../scalars.ts";

/** A service discovery registry (ECS `ServiceRegistry`). */
export const serviceRegistry = z.looseObject({
  registryArn: arn.optional().describe("ARN of the Cloud Map service in which the tasks are registered."),
  port: int.optional().describe("Port of an SRV record."),
  containerName: name.optional().describe("Container of an SRV record, for network modes bridge and host."),
  containerPort: int.optional().describe("Port of that container."),
});
export type ServiceRegistry = z.infer<typeof serviceRegistry>;
