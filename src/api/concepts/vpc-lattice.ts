import { z } from "zod";
import { arn, name } from "../scalars.ts";

/** A VPC Lattice target group of a service (ECS `VpcLatticeConfiguration`). */
export const vpcLatticeConfiguration = z.looseObject({
  roleArn: arn.describe("IAM role with which ECS manages the target group."),
  targetGroupArn: arn.describe("ARN of the target group."),
  portName: name.describe("Name of a port mapping of the task definition."),
  advancedConfiguration: z
    .looseObject({
      alternateTargetGroupArn: arn.optional().describe("Target group of the other service revision."),
      productionListenerRule: arn.optional().describe("Listener rule of the production traffic."),
      testListenerRule: arn.optional().describe("Listener rule of the test traffic."),
    })
    .optional()
    .describe("Second target group and rules for blue/green deployments."),
});
export type VpcLatticeConfiguration = z.infer<typeof vpcLatticeConfiguration>;
