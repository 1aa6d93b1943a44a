import { LIMIT_ORDER } from "../../api/refusals/ulimits.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

/** Limits whose soft one is not above the hard one; -1 is none. */
export function ulimitProblems({ containerDefinitions }: TaskDefinitionContent): Problem[] {
  return containerDefinitions.flatMap(({ ulimits = [] }, index) =>
    ulimits.flatMap(({ softLimit: soft, hardLimit: hard }, position) => {
      const fits = hard === -1 || (soft !== -1 && soft <= hard);
      const path = `containerDefinitions[${index}].ulimits[${position}].softLimit`;
      return fits ? [] : [{ path, message: LIMIT_ORDER({ soft, hard }) }];
    }),
  );
}
