import type { TaskDefinitionContent } from "./canonical.ts";
import type { Problem } from "./translator.ts";

export function fargateProblems(_definition: TaskDefinitionContent): Problem[] {
  return [];
}
