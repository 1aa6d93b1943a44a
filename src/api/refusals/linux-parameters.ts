import { phrase } from "../phrase.ts";
import type { OperatorOnly } from "../rule.ts";

export const UNKNOWN_CAPABILITY = phrase`invalid ${"member"}: unknown capability: "${"capability"}"`;

export const linuxParameterChecks: readonly OperatorOnly[] = [
  { phrase: UNKNOWN_CAPABILITY, why: "ECS registers it, and it is Docker that refuses it when the task starts" },
];
