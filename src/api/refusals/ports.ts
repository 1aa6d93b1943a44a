import { members } from "../cel.ts";
import { type PortMapping, portMapping } from "../concepts/port-mapping.ts";
import { phrase } from "../phrase.ts";
import type { OperatorOnly, Rule } from "../rule.ts";
import { aTaskOf } from "./example.ts";
import { CONTAINER, c, containerOf, everyContainer, refusal, SPEC, taskOf } from "./registration.ts";

export const PORT = phrase`Invalid '${"member"}' setting for container '${"container"}'. The port must be between ${"least"} and 65535.`;
export const PORT_NAME = phrase`Invalid 'name' setting for container '${"container"}'. It can have up to 64 lower-case letters, digits, _ and -, and does not start with -.`;
export const PORTS_MUST_MATCH = phrase`When networkMode=${"mode"}, the host ports and container ports in port mappings must match.`;
export const PORT_AND_RANGE = phrase`cannot specify both single port and port range`;
export const PORT_RANGE = phrase`Invalid 'containerPortRange' setting: '${"range"}'.`;
export const RANGE_IN_HOST = phrase`Invalid 'containerPortRange' setting. It is not supported when networkMode=host.`;
export const RANGES_OVERLAP = phrase`Invalid 'containerPortRange' setting: '${"range"}'. It overlaps with other ports of the container.`;
export const TWO_PROTOCOLS = phrase`Container '${"container"}' exposes port ${"port"} for more than one protocol. The same container port cannot be exposed for multiple protocols.`;
export const PORT_TWICE = phrase`The container port ${"port"} is used multiple times in task.`;
export const PORT_TWICE_IN_BRIDGE = phrase`Containers '${"first"}' and '${"second"}' both listen on port ${"port"}. ECS allows that in network mode bridge, but here all containers of a task share one network: give one of them another port, or a task of its own.`;
export const HOST_PORT_TWICE = phrase`The host port ${"port"} is used multiple times in task.`;
export const PORT_NAME_TWICE = phrase`port mapping name is already used: '${"name"}'`;

/** Name of a port mapping (ECS API reference, PortMapping `name`). */
export const PORT_NAME_FORM = /^[a-z0-9_][a-z0-9_-]{0,63}$/;

const m = members(portMapping, "m");
const range = m.says("containerPortRange");
const name = { cel: containerOf("self").value("name") };
const web = { container: "web" };

const task = (mapping: PortMapping, networkMode?: string) => ({
  ...aTaskOf({ portMappings: [mapping] }),
  ...(networkMode !== undefined && { networkMode }),
});
const mode = (self: string) => taskOf(self).value("networkMode");
const isPort = "m.containerPort >= 1 && m.containerPort <= 65535";
const match = `${range} || !has(m.containerPort) || !(${isPort}) || !has(m.hostPort) || m.hostPort == m.containerPort`;
const ordered = `[m.containerPortRange.split("-")].all(ends, int(ends[0]) >= 1 && int(ends[0]) < int(ends[1]) && int(ends[1]) <= 65535)`;
const isRange = `(m.containerPortRange.matches("^[0-9]{1,5}-[0-9]{1,5}$") && ${ordered})`;
const isAlone = `!has(m.containerPort) && !has(m.hostPort)`;
const goodRange = `!${range} || !(${isAlone}) || ${isRange}`;

export const portRefusals: readonly Rule[] = [
  refusal({
    at: CONTAINER,
    field: "portMappings",
    phrase: PORT,
    values: { member: "containerPort", container: name, least: "1" },
    holds: (self) => containerOf(self).all("portMappings", "m", `${range} || (has(m.containerPort) && ${isPort})`),
    accepted: [task({ containerPort: 1 }), task({ containerPort: 65_535 })],
    refused: [{ containerPort: 0 }, { containerPort: 65_536 }, {}].map((mapping) => ({
      spec: task(mapping),
      says: PORT({ ...web, member: "containerPort", least: 1 }),
    })),
  }),
  refusal({
    at: CONTAINER,
    field: "portMappings",
    phrase: PORT,
    values: { member: "hostPort", container: name, least: "0" },
    holds: (self) =>
      containerOf(self).all(
        "portMappings",
        "m",
        `${range} || !has(m.hostPort) || (m.hostPort >= 0 && m.hostPort <= 65535)`,
      ),
    accepted: [task({ containerPort: 80, hostPort: 0 }), task({ containerPort: 80, hostPort: 65_535 })],
    refused: [-1, 65_536].map((hostPort) => ({
      spec: task({ containerPort: 80, hostPort }),
      says: PORT({ ...web, member: "hostPort", least: 0 }),
    })),
  }),
  refusal({
    at: CONTAINER,
    field: "portMappings",
    phrase: PORT_NAME,
    values: { container: name },
    holds: (self) =>
      containerOf(self).all(
        "portMappings",
        "m",
        `${range} || !${m.says("name")} || m.name.matches("${PORT_NAME_FORM.source}")`,
      ),
    accepted: ["http", "a_b-9", "x".repeat(64), ""].map((one) => task({ containerPort: 80, name: one })),
    refused: ["-http", "HTTP"].map((one) => ({
      spec: task({ containerPort: 80, name: one }),
      says: PORT_NAME(web),
    })),
  }),
  refusal({
    at: SPEC,
    field: "containerDefinitions",
    about: ["networkMode", "containerDefinitions"],
    phrase: PORTS_MUST_MATCH,
    values: { mode: { cel: mode("self") } },
    holds: (self) =>
      `!(${mode(self)} in ["awsvpc", "host"]) || ${everyContainer(self, c.all("portMappings", "m", match))}`,
    accepted: [
      task({ containerPort: 80, hostPort: 8080 }),
      task({ containerPort: 80 }, "awsvpc"),
      task({ containerPort: 80, hostPort: 80 }, "host"),
    ],
    refused: [
      { spec: task({ containerPort: 80, hostPort: 8080 }, "awsvpc"), says: PORTS_MUST_MATCH({ mode: "awsvpc" }) },
      { spec: task({ containerPort: 80, hostPort: 0 }, "awsvpc"), says: PORTS_MUST_MATCH({ mode: "awsvpc" }) },
      { spec: task({ containerPort: 80, hostPort: 81 }, "host"), says: PORTS_MUST_MATCH({ mode: "host" }) },
    ],
  }),
  refusal({
    at: CONTAINER,
    field: "portMappings",
    phrase: PORT_AND_RANGE,
    holds: (self) => containerOf(self).all("portMappings", "m", `!${range} || (${isAlone})`),
    accepted: [task({ containerPortRange: "90-91" }), task({ containerPort: 80, containerPortRange: "" })],
    refused: [{ containerPort: 80 }, { hostPort: 0 }].map((other) => ({
      spec: task({ ...other, containerPortRange: "90-91" }),
      says: PORT_AND_RANGE({}),
    })),
  }),
  refusal({
    at: CONTAINER,
    field: "portMappings",
    phrase: PORT_RANGE,
    values: { range: { cel: "m.containerPortRange" } },
    saying: (message) => `self.portMappings.map(m, !(${goodRange}), ${message})[0]`,
    holds: (self) => containerOf(self).all("portMappings", "m", goodRange),
    accepted: [task({ containerPortRange: "1-65535" })],
    refused: ["91-90", "90-90", "0-9", "9-65536", "90", "90-91-92", "a-b"].map((one) => ({
      spec: task({ containerPortRange: one }),
      says: PORT_RANGE({ range: one }),
    })),
  }),
  refusal({
    at: SPEC,
    field: "containerDefinitions",
    about: ["networkMode", "containerDefinitions"],
    phrase: RANGE_IN_HOST,
    holds: (self) =>
      `${mode(self)} != "host" || ` +
      everyContainer(self, c.all("portMappings", "m", `!${range} || !(${isAlone}) || !${isRange}`)),
    accepted: [task({ containerPortRange: "90-91" }, "awsvpc")],
    refused: [{ spec: task({ containerPortRange: "90-91" }, "host"), says: RANGE_IN_HOST({}) }],
  }),
];

const EACH_PAIR = "each port mapping would be compared with each other, and ECS has no limit for their number";

export const portChecks: readonly OperatorOnly[] = [
  ...[TWO_PROTOCOLS, RANGES_OVERLAP, PORT_TWICE, HOST_PORT_TWICE, PORT_NAME_TWICE].map((one) => ({
    phrase: one,
    why: EACH_PAIR,
  })),
  { phrase: PORT_TWICE_IN_BRIDGE, why: "ECS accepts it; a Pod, whose containers share one network, cannot" },
];
