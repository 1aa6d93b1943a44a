import { z } from "zod";
import { arn, int, name } from "../scalars.ts";

/** The second target group and the rules of a blue/green deployment (ECS `AdvancedConfiguration`). */
export const advancedConfiguration = z.looseObject({
  alternateTargetGroupArn: arn.optional().describe("Target group of the other service revision."),
  productionListenerRule: arn.optional().describe("Listener rule (ALB) or listener (NLB) of the production traffic."),
  testListenerRule: arn.optional().describe("Listener rule (ALB) or listener (NLB) of the test traffic."),
  roleArn: arn.optional().describe("IAM role with which ECS calls Elastic Load Balancing."),
});

/** A load balancer in front of a service's tasks (ECS `LoadBalancer`). */
export const loadBalancer = z.looseObject({
  targetGroupArn: arn.optional().describe("Target group (of an ALB, NLB or GWLB) in which the tasks are registered."),
  loadBalancerName: name.optional().describe("Name of a Classic Load Balancer. Not together with a target group."),
  containerName: name.optional().describe("Container that takes the traffic; it must be in the task definition."),
  containerPort: int.optional().describe("Port of that container; it must be one of its port mappings."),
  advancedConfiguration: advancedConfiguration.optional().describe("Second target group and rules for blue/green."),
});
export type LoadBalancer = z.infer<typeof loadBalancer>;
