import { NO_LINKS, NO_PORTS, NOT_IN_AWSVPC, notInAwsvpc, UNKNOWN_LINK } from "../../api/refusals/network.ts";
import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

/** Container settings that the network mode excludes. */
export function networkProblems({ networkMode, containerDefinitions }: TaskDefinitionContent): Problem[] {
  const names = new Set(containerDefinitions.map(({ name }) => name));
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
    ...linkProblems(container, `containerDefinitions[${index}].links`, networkMode, names),
  ]);
}

function awsvpcProblems(container: CanonicalContainer, path: string): Problem[] {
  return notInAwsvpc
    .filter(([member]) => container[member] !== undefined)
    .map(([member, what]) => ({ path: `${path}.${member}`, message: NOT_IN_AWSVPC({ what }) }));
}

// What links mean in awsvpc is said with the other settings that it excludes.
function linkProblems({ links = [] }: CanonicalContainer, path: string, mode: string, names: Set<string>): Problem[] {
  const isExcluded = links.length > 0 && (mode === "host" || mode === "none");
  const unknown = links.flatMap((link, index) => {
    const [container = ""] = link.split(":");
    return names.has(container) ? [] : [{ path: `${path}[${index}]`, message: UNKNOWN_LINK({ container }) }];
  });
  return [...(isExcluded ? [{ path, message: NO_LINKS({ mode }) }] : []), ...unknown];
}
