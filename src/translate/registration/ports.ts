import {
  HOST_PORT_TWICE,
  PORT,
  PORT_AND_RANGE,
  PORT_NAME,
  PORT_NAME_FORM,
  PORT_NAME_TWICE,
  PORT_RANGE,
  PORT_TWICE,
  PORT_TWICE_IN_BRIDGE,
  PORTS_MUST_MATCH,
  RANGE_IN_HOST,
  RANGES_OVERLAP,
  TWO_PROTOCOLS,
} from "../../api/refusals/ports.ts";
import type { CanonicalPortMapping, TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

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
  const problems: Problem[] = [];
  if (mapping.containerPortRange !== undefined)
    return rangeProblems(mapping.containerPortRange, mapping, path, networkMode);
  if (containerPort === undefined || containerPort < 1 || containerPort > 65_535) {
    const member = "containerPort";
    problems.push({ path: `${path}.${member}`, message: PORT({ member, container, least: 1 }) });
  } else if ((networkMode === "awsvpc" || networkMode === "host") && hostPort !== containerPort) {
    problems.push({ path: `${path}.hostPort`, message: PORTS_MUST_MATCH({ mode: networkMode }) });
  }
  if (hostPort !== undefined && (hostPort < 0 || hostPort > 65_535)) {
    const member = "hostPort";
    problems.push({ path: `${path}.${member}`, message: PORT({ member, container, least: 0 }) });
  }
  if (name !== undefined && !PORT_NAME_FORM.test(name)) {
    problems.push({ path: `${path}.name`, message: PORT_NAME({ container }) });
  }
  return problems;
}

function rangeProblems(range: string, mapping: CanonicalPortMapping, path: string, networkMode: string): Problem[] {
  const at = `${path}.containerPortRange`;
  if (mapping.containerPort !== undefined || mapping.hostPort !== undefined) {
    return [{ path: at, message: PORT_AND_RANGE({}) }];
  }
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(range) ?? [];
  const wellFormed = Number(first) >= 1 && Number(first) < Number(last) && Number(last) <= 65_535;
  if (!wellFormed) return [{ path: at, message: PORT_RANGE({ range }) }];
  if (networkMode !== "host") return [];
  return [{ path: at, message: RANGE_IN_HOST({}) }];
}

function conflicts({ container, path, mapping }: Place, earlier: readonly Place[], definition: TaskDefinitionContent) {
  const { containerPort, hostPort = 0, protocol, name } = mapping;
  const problems: Problem[] = [];
  const samePort = earlier.filter(
    (other) => containerPort !== undefined && other.mapping.containerPort === containerPort,
  );
  if (samePort.some((other) => other.container === container && other.mapping.protocol !== protocol)) {
    problems.push({ path: `${path}.protocol`, message: TWO_PROTOCOLS({ container, port: containerPort ?? "" }) });
  }
  const rival = samePort.find((other) => other.container !== container && other.mapping.protocol === protocol);
  if (rival !== undefined) {
    const message = usedTwice(`${containerPort} (${protocol})`, [rival.container, container], definition);
    problems.push({ path: `${path}.containerPort`, message });
  }
  const overlapping = earlier.find((other) => other.container === container && overlap(other.mapping, mapping));
  if (overlapping !== undefined) {
    const range = mapping.containerPortRange ?? overlapping.mapping.containerPortRange ?? "";
    problems.push({ path: `${path}.containerPortRange`, message: RANGES_OVERLAP({ range }) });
  }
  const bound = earlier.some(({ mapping: other }) => other.hostPort === hostPort && other.protocol === protocol);
  if (hostPort !== 0 && definition.networkMode === "bridge" && bound) {
    const port = `${hostPort} (${protocol})`;
    problems.push({ path: `${path}.hostPort`, message: HOST_PORT_TWICE({ port }) });
  }
  if (name !== undefined && earlier.some(({ mapping: other }) => other.name === name)) {
    problems.push({ path: `${path}.name`, message: PORT_NAME_TWICE({ name }) });
  }
  return problems;
}

/** Whether two mappings, one of them of a range, have ports in common. */
function overlap(a: CanonicalPortMapping, b: CanonicalPortMapping): boolean {
  if (a.protocol !== b.protocol || (a.containerPortRange ?? b.containerPortRange) === undefined) return false;
  const [[first, last], [start, end]] = [portsOf(a), portsOf(b)];
  return first <= end && start <= last;
}

function portsOf({ containerPort, containerPortRange }: CanonicalPortMapping): [number, number] {
  const [first, last] = containerPortRange?.split("-").map(Number) ?? [containerPort, containerPort];
  return [first ?? Number.NaN, last ?? Number.NaN];
}

// In bridge mode ECS allows it, since each container has an address of its own there.
function usedTwice(port: string, [first, second]: readonly string[], { networkMode }: TaskDefinitionContent): string {
  if (networkMode !== "bridge") return PORT_TWICE({ port });
  return PORT_TWICE_IN_BRIDGE({ first: first ?? "", second: second ?? "", port });
}
