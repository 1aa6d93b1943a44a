import type { TaskDefinitionSpec } from "../api/index.ts";
import { canonicalise } from "./canonical.ts";
import { fargateProblems } from "./fargate.ts";
import type { Problem } from "./translator.ts";

/**
 * Why ECS would refuse to register the spec, in its words where they are known; empty if it would not. All reasons at
 * once, the one that ECS would give first (ECS API reference, RegisterTaskDefinition).
 */
export function checkRegistration(spec: TaskDefinitionSpec, family: string): Problem[] {
  return fargateProblems(canonicalise(spec, family));
}
