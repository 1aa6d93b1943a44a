import type { V1ContainerPort } from "@kubernetes/client-node";
import type { CanonicalPortMapping, CanonicalTaskDefinition } from "./canonical.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import { mustBeAllowed } from "./features.ts";
import type { Difference, Problem, TranslateContext, Translator } from "./translator.ts";

// IANA_SVC_NAME, which is what Kubernetes takes as the name of a port.
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

/** Ports of a larger range are not declared, for the sake of the Pod's size: they can be reached all the same. */
const LARGEST_RANGE = 100;

/**
 * Container ports. In bridge and host mode a static host port is the Node's port too; a dynamic one (0) is not opened,
 * since the Pod has an address of its own.
 */
export const portMappings: Translator = {
  concept: "port-mappings",
  becomes: {
    "containerDefinitions[].portMappings[].containerPort": "a port of the container",
    "containerDefinitions[].portMappings[].hostPort":
      "the port's hostPort, for a static one in bridge and host mode; the namespace must be allowed hostPorts",
    "containerDefinitions[].portMappings[].protocol": "the port's protocol",
    "containerDefinitions[].portMappings[].name":
      "the port's name, where Kubernetes takes it (at most 15 characters, no _)",
    "containerDefinitions[].portMappings[].appProtocol":
      "appProtocol of the port of the service's Kubernetes Service, where loadBalancers names it: http, and kubernetes.io/h2c for http2 and grpc",
    "containerDefinitions[].portMappings[].containerPortRange":
      "a port of the container for each of the range, up to 100; those of a larger one are not declared",
  },
  differs: {
    "containerDefinitions[].portMappings[].containerPort":
      "in bridge mode, too, the port is reached at the task's own address, and undeclared ports as well; two containers of a task cannot have one port",
    "containerDefinitions[].portMappings[].hostPort":
      "a dynamic host port is not opened; of two static ones for one container port the second is reported",
    "containerDefinitions[].portMappings[].containerPortRange":
      "in bridge mode no host ports are opened: the range is reached at the task's own address",
  },
  translate(definition, context) {
    const names = new Set<string>();
    return perContainer(definition, ({ portMappings: mappings }, path) =>
      share(mappings, `${path}.portMappings`, { definition, context, names }),
    );
  },
};

interface Task {
  readonly definition: CanonicalTaskDefinition;
  readonly context: TranslateContext;
  /** Port names that are taken, in the whole task. */
  readonly names: Set<string>;
}

function share(mappings: readonly CanonicalPortMapping[], path: string, task: Task): ContainerShare {
  const ports = new Map<string, V1ContainerPort>();
  const differences: Difference[] = [];
  const refusals: Problem[] = [];
  for (const [index, mapping] of mappings.entries()) {
    const { containerPort, protocol } = mapping;
    for (const port of portsOf(mapping)) {
      const each = `${port.containerPort}/${protocol}`;
      ports.set(each, { ...port, ...ports.get(each) });
    }
    if (containerPort === undefined) continue;
    const place = `${path}[${index}].hostPort`;
    const hostPort = staticHostPort(task.definition, mapping);
    const refused = refusalOf(hostPort, place, task);
    refusals.push(...refused);
    const key = `${containerPort}/${protocol}`;
    const present = ports.get(key);
    if (present?.hostPort !== undefined) {
      if (hostPort !== undefined && hostPort !== present.hostPort) differences.push(secondHostPort(place, present));
      continue;
    }
    ports.set(key, {
      ...present,
      ...portName(mapping.name, task.names),
      containerPort,
      protocol: spelt(protocol),
      ...(hostPort !== undefined && task.context.allowed.has("hostPorts") && { hostPort }),
    });
  }
  return { ...(ports.size > 0 && { container: { ports: [...ports.values()] } }), differences, refusals };
}

function portsOf({ containerPortRange = "", protocol }: CanonicalPortMapping): V1ContainerPort[] {
  const [first = 0, last = 0] = containerPortRange.split("-").map(Number);
  const length = first < last ? last - first + 1 : 0;
  if (length > LARGEST_RANGE) return [];
  return Array.from({ length }, (_, index) => ({ containerPort: first + index, protocol: spelt(protocol) }));
}

function spelt(protocol: "tcp" | "udp"): "TCP" | "UDP" {
  return protocol === "udp" ? "UDP" : "TCP";
}

function staticHostPort({ networkMode }: CanonicalTaskDefinition, mapping: CanonicalPortMapping): number | undefined {
  if (networkMode !== "bridge" && networkMode !== "host") return undefined;
  return mapping.hostPort === 0 ? undefined : mapping.hostPort;
}

// In host mode the network mode is refused, with its ports.
function refusalOf(hostPort: number | undefined, path: string, { definition, context }: Task): Problem[] {
  if (hostPort === undefined || definition.networkMode === "host") return [];
  return mustBeAllowed(["hostPorts"], path, `host port ${hostPort}`, context);
}

// A name that Kubernetes does not take is ECS's alone: it is the key of Service Connect.
function portName(name: string | undefined, taken: Set<string>): { name: string } | undefined {
  if (name === undefined || taken.has(name) || !PORT_NAME.test(name)) return undefined;
  taken.add(name);
  return { name };
}

function secondHostPort(path: string, present: V1ContainerPort): Difference {
  return {
    path,
    reason: `Kubernetes gives a container port one host port: port ${present.containerPort} has ${present.hostPort}`,
  };
}
