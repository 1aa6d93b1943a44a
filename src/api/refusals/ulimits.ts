import { phrase } from "../phrase.ts";
import type { OperatorOnly } from "../rule.ts";

export const LIMIT_ORDER = phrase`ulimit soft limit must be less than or equal to hard limit: ${"soft"} > ${"hard"}`;

export const ulimitChecks: readonly OperatorOnly[] = [
  { phrase: LIMIT_ORDER, why: "ECS registers it, and it is Docker that refuses it when the task starts" },
];
