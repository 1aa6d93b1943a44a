import { type TaskDefinitionSpec, taskDefinitionOutputOnly, taskDefinitionSpec } from "../api/kinds/task-definition.ts";
import { shapeOf } from "../api/shape.ts";
import { notYet } from "./not-yet.ts";
import { type Request, reported } from "./reported.ts";
import type { Difference } from "./translator.ts";

const request: Request = {
  shape: shapeOf(taskDefinitionSpec),
  notYet,
  outputOnly: taskDefinitionOutputOnly,
  describedBy: "DescribeTaskDefinition",
};

/**
 * What a task definition says that does not have its effect on ECS, by the member alone; `nulls` are the paths of the
 * nulls that the caller has removed. What depends on a value as well is in the `differences` of
 * `translateTaskDefinition`; the two never name one thing twice.
 */
export function unsupported(spec: TaskDefinitionSpec, nulls: readonly string[] = []): Difference[] {
  return reported(spec, nulls, request);
}
