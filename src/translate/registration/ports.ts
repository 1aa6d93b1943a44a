import type { CanonicalPortMapping, TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

const PORT_NAME = /^[a-z0-9_][a-z0-9_-]{0,63}$/;

interface Place {
  readonly container: string;
  readonly path: string;
  readonly mapping: CanonicalPortMapping;
}

/** Port mappings: well formed, as the network mode wants them, and without two that take one port. */
export function portProblems(definition: TaskDefinitionContent): Problem[] {
  const places = definition.containerDefinitions.flatMap(({ name, portMappings }, container) =>
    portMappings.map((mapping, index) => ({
      container: name,
      path: `containerDefinitions[${container}].portMappings[${index}]`,
      mapping,
    })),
  );
  return [
    ...places.flatMap((place) => mappingProblems(place, definition)),
    ...places.flatMap((place, index) => conflicts(place, places.slice(0, index), definition)),
  ];
}

function mappingProblems({ container, path, mapping }: Place, { networkMode }: TaskDefinitionContent): Problem[] {
  const { containerPort, hostPort, name } = mapping;
  const invalid = (member: string, why: string): Problem => ({
    path: `${path}.${member}`,
    message: `Invalid '${member}' setting for container '${container}'. ${why}`,
  });
  const problems: Problem[] = [];
  if (mapping.containerPortRange !== undefined)
    return rangeProblems(mapping.containerPortRange, mapping, path, networkMode);
  if (containerPort === undefined || containerPort < 1 || containerPort > 65_535) {
    problems.push(invalid("containerPort", "The port must be between 1 and 65535."));
  } else if ((networkMode === "awsvpc" || networkMode === "host") && hostPort !== containerPort) {
    const message = `When networkMode=${networkMode}, the host ports and container ports in port mappings must match.`;
    problems.push({ path: `${path}.hostPort`, message });
  }
  if (hostPort !== undefined && (hostPort < 0 || hostPort > 65_535)) {
    problems.push(invalid("hostPort", "The port must be between 0 and 65535."));
  }
  if (name !== undefined && !PORT_NAME.test(name)) {
    problems.push(
      invalid("name", "It can have up to 64 lower-case letters, digits, _ and -, and does not start with -."),
    );
  }
  return problems;
}

function rangeProblems(range: string, mapping: CanonicalPortMapping, path: string, networkMode: string): Problem[] {
  const at = `${path}.containerPortRange`;
  if (mapping.containerPort !== undefined || mapping.hostPort !== undefined) {
    return [{ path: at, message: "cannot specify both single port and port range" }];
  }
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(range) ?? [];
  const wellFormed = Number(first) >= 1 && Number(first) < Number(last) && Number(last) <= 65_535;
  if (!wellFormed) return [{ path: at, message: `Invalid 'containerPortRange' setting: '${range}'.` }];
  if (networkMode !== "host") return [];
  return [{ path: at, message: "Invalid 'containerPortRange' setting. It is not supported when networkMode=host." }];
}

function conflicts({ container, path, mapping }: Place, earlier: readonly Place[], definition: TaskDefinitionContent) {
  const { containerPort, hostPort = 0, protocol, name } = mapping;
  const problems: Problem[] = [];
  const samePort = earlier.filter(
    (other) => containerPort !== undefined && other.mapping.containerPort === containerPort,
  );
  if (samePort.some((other) => other.container === container && other.mapping.protocol !== protocol)) {
    const message = `Container '${container}' exposes port ${containerPort} for more than one protocol. The same container port cannot be exposed for multiple protocols.`;
    problems.push({ path: `${path}.protocol`, message });
  }
  const rival = samePort.find((other) => other.container !== container && other.mapping.protocol === protocol);
  if (rival !== undefined) {
    const message = usedTwice(`${containerPort} (${protocol})`, [rival.container, container], definition);
    problems.push({ path: `${path}.containerPort`, message });
  }
  const bound = earlier.some(({ mapping: other }) => other.hostPort === hostPort && other.protocol === protocol);
  if (hostPort !== 0 && definition.networkMode === "bridge" && bound) {
    problems.push({
      path: `${path}.hostPort`,
      message: `The host port ${hostPort} (${protocol}) is used multiple times in task.`,
    });
  }
  if (name !== undefined && earlier.some(({ mapping: other }) => other.name === name)) {
    problems.push({ path: `${path}.name`, message: `port mapping name is already used: '${name}'` });
  }
  return problems;
}

// In bridge mode ECS allows it, since each container has an address of its own there.
function usedTwice(port: string, [first, second]: readonly string[], { networkMode }: TaskDefinitionContent): string {
  if (networkMode !== "bridge") return `The container port ${port} is used multiple times in task.`;
  return `Containers '${first}' and '${second}' both listen on port ${port}. ECS allows that in network mode bridge, but here all containers of a task share one network: give one of them another port, or a task of its own.`;
}
