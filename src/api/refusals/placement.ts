import { phrase } from "../phrase.ts";
import type { OperatorOnly } from "../rule.ts";

export const BAD_CONSTRAINT = phrase`Invalid placement constraint: '${"expression"}': ${"why"}.`;
export const IMPOSSIBLE_CONSTRAINT = phrase`The placement constraint '${"expression"}' cannot be kept here: ${"why"}.`;

const LANGUAGE = "CEL does not read the cluster query language";

export const placementChecks: readonly OperatorOnly[] = [BAD_CONSTRAINT, IMPOSSIBLE_CONSTRAINT].map((one) => ({
  phrase: one,
  why: LANGUAGE,
}));
