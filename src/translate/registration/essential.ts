import { NO_ESSENTIAL } from "../../api/refusals/essential.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

/** A task without an essential container would never end. */
export function essentialProblems({ family, containerDefinitions }: TaskDefinitionContent): Problem[] {
  if (containerDefinitions.length === 0 || containerDefinitions.some(({ essential }) => essential)) return [];
  return [{ path: "containerDefinitions", message: NO_ESSENTIAL({ family }) }];
}
