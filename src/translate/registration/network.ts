import { NO_PORTS, NOT_IN_AWSVPC, notInAwsvpc } from "../../api/refusals/network.ts";
import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

/** Container settings that the network mode excludes. */
export function networkProblems({ networkMode, containerDefinitions }: TaskDefinitionContent): Problem[] {
  return containerDefinitions.flatMap((container, index) => [
    ...(networkMode === "awsvpc" ? awsvpcProblems(container, `containerDefinitions[${index}]`) : []),
    ...(networkMode === "none" && container.portMappings.length > 0
      ? [
          {
            path: `containerDefinitions[${index}].portMappings`,
            message: NO_PORTS({}),
          },
        ]
      : []),
  ]);
}

function awsvpcProblems(container: CanonicalContainer, path: string): Problem[] {
  return notInAwsvpc
    .filter(([member]) => container[member] !== undefined)
    .map(([member, what]) => ({ path: `${path}.${member}`, message: NOT_IN_AWSVPC({ what }) }));
}
