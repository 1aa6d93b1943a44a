import { NOT_EXTERNAL } from "../../api/refusals/external.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import { runsOnExternal } from "../compatibilities.ts";
import type { Problem } from "../translator.ts";

/** What an instance outside AWS cannot run, where the definition asks to be valid for one. */
export function externalProblems(definition: TaskDefinitionContent): Problem[] {
  const asked = definition.requiresCompatibilities?.includes("EXTERNAL") === true;
  return !asked || runsOnExternal(definition) ? [] : [{ path: "requiresCompatibilities", message: NOT_EXTERNAL({}) }];
}
