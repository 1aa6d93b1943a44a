import { BAD_CONSTRAINT, IMPOSSIBLE_CONSTRAINT } from "../../api/refusals/placement.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import { parseQuery } from "../placement/query.ts";
import { allOf, type Terms } from "../placement/terms.ts";
import { constraintTerms } from "../placement-constraints.ts";
import type { Problem } from "../translator.ts";

/**
 * Placement constraints: expressions of the cluster query language that can be kept. One that cannot would let tasks run
 * where they must not, so it is refused, although ECS would take it.
 */
export function placementProblems({ placementConstraints }: TaskDefinitionContent): Problem[] {
  let all: Terms = { terms: [[]] };
  return placementConstraints.flatMap(({ expression = "" }, index) => {
    const path = `placementConstraints[${index}].expression`;
    const parsed = parseQuery(expression);
    if ("error" in parsed) return [{ path, message: BAD_CONSTRAINT({ expression, why: parsed.error }) }];
    const together = allOf(all, constraintTerms(expression));
    if ("reason" in together) return [{ path, message: IMPOSSIBLE_CONSTRAINT({ expression, why: together.reason }) }];
    all = together;
    return [];
  });
}
