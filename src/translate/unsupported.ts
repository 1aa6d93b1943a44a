import type { TaskDefinitionSpec } from "../api/index.ts";
import type { Difference } from "./translator.ts";

/**
 * What a spec says that does not have its effect on ECS, by the member alone: members that are not translated yet,
 * unknown ones, nulls, and answers of DescribeTaskDefinition. What depends on a value as well is in the `differences`
 * of `translateTaskDefinition`; the two never name one thing twice.
 */
export function unsupported(_spec: TaskDefinitionSpec): Difference[] {
  return [];
}
