import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

type Member = "disableNetworking" | "dnsSearchDomains" | "dnsServers" | "extraHosts" | "hostname" | "links";

const NOT_IN_AWSVPC: readonly (readonly [Member, string])[] = [
  ["links", "Links are not supported"],
  ["disableNetworking", "Disable Networking is not supported on container"],
  ["dnsServers", "DNS servers are not supported on container"],
  ["dnsSearchDomains", "DNS search domains are not supported on container"],
  ["extraHosts", "Extra hosts are not supported on container"],
  ["hostname", "hostname is not supported on container"],
];

/** Container settings that the network mode excludes. */
export function networkProblems({ networkMode, containerDefinitions }: TaskDefinitionContent): Problem[] {
  return containerDefinitions.flatMap((container, index) => [
    ...(networkMode === "awsvpc" ? awsvpcProblems(container, `containerDefinitions[${index}]`) : []),
    ...(networkMode === "none" && container.portMappings.length > 0
      ? [
          {
            path: `containerDefinitions[${index}].portMappings`,
            message: "Port mappings are not supported when networkMode=none.",
          },
        ]
      : []),
  ]);
}

function awsvpcProblems(container: CanonicalContainer, path: string): Problem[] {
  return NOT_IN_AWSVPC.filter(([member]) => container[member] !== undefined).map(([member, what]) => ({
    path: `${path}.${member}`,
    message: `${what} when networkMode=awsvpc.`,
  }));
}
