import { z } from "zod";
import { list, name } from "../scalars.ts";

/** The VPC side of a task in network mode awsvpc (ECS `AwsVpcConfiguration`). */
export const awsVpcConfiguration = z.looseObject({
  subnets: list(name).describe("Subnets of the tasks."),
  securityGroups: list(name).optional().describe("Security groups of the tasks."),
  assignPublicIp: z.enum(["DISABLED", "ENABLED"]).optional().describe("Whether the tasks get a public IP address."),
});
export type AwsVpcConfiguration = z.infer<typeof awsVpcConfiguration>;

/** The network of a service's tasks (ECS `NetworkConfiguration`). */
export const networkConfiguration = z.looseObject({
  awsvpcConfiguration: awsVpcConfiguration.optional().describe("Subnets and security groups of awsvpc tasks."),
});
export type NetworkConfiguration = z.infer<typeof networkConfiguration>;
