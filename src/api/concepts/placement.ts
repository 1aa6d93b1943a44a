import { z } from "zod";
import { name, text } from "../scalars.ts";

/** A condition on the container instances of a task (ECS `PlacementConstraint`). */
export const placementConstraint = z.looseObject({
  type: z
    .enum(["distinctInstance", "memberOf"])
    .optional()
    .describe("distinctInstance: each task on another instance. memberOf: only instances that match the expression."),
  expression: text.optional().describe("Expression of the cluster query language. Only with memberOf."),
});
export type PlacementConstraint = z.infer<typeof placementConstraint>;

/** The placement constraints of a task definition know only memberOf (ECS `TaskDefinitionPlacementConstraint`). */
export const taskDefinitionPlacementConstraint = z.looseObject({
  type: z.enum(["memberOf"]).optional().describe("memberOf: only instances that match the expression."),
  expression: text.optional().describe("Expression of the cluster query language."),
});
export type TaskDefinitionPlacementConstraint = z.infer<typeof taskDefinitionPlacementConstraint>;

/** How tasks are distributed over container instances (ECS `PlacementStrategy`). */
export const placementStrategy = z.looseObject({
  type: z
    .enum(["binpack", "random", "spread"])
    .optional()
    .describe("spread: evenly over the field. binpack: on as few instances as possible. random: anywhere."),
  field: name
    .optional()
    .describe(
      "For spread instanceId, host or an attribute such as attribute:ecs.availability-zone; for binpack cpu or memory; nothing for random.",
    ),
});
export type PlacementStrategy = z.infer<typeof placementStrategy>;
