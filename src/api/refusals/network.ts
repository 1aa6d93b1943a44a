import { phrase } from "../phrase.ts";
import type { OperatorOnly, Rule } from "../rule.ts";
import { aTaskOf } from "./example.ts";
import { c, everyContainer, refusal, SPEC, taskOf } from "./registration.ts";

export const NOT_IN_AWSVPC = phrase`${"what"} when networkMode=awsvpc.`;
export const NO_PORTS = phrase`Port mappings are not supported when networkMode=none.`;
export const NO_LINKS = phrase`Links are not supported when networkMode=${"mode"}.`;
export const UNKNOWN_LINK = phrase`Cannot link to container '${"container"}' because it does not exist`;

/** Container settings that network mode awsvpc excludes, with what ECS calls them. */
export const notInAwsvpc = [
  ["links", "Links are not supported"],
  ["disableNetworking", "Disable Networking is not supported on container"],
  ["dnsServers", "DNS servers are not supported on container"],
  ["dnsSearchDomains", "DNS search domains are not supported on container"],
  ["extraHosts", "Extra hosts are not supported on container"],
  ["hostname", "hostname is not supported on container"],
] as const;

const examples = {
  links: ["web1"],
  disableNetworking: true,
  dnsServers: ["10.0.0.2"],
  dnsSearchDomains: ["local"],
  extraHosts: [{ hostname: "db", ipAddress: "10.0.0.3" }],
  hostname: "web",
};
const harmless = {
  links: [],
  disableNetworking: false,
  dnsServers: [],
  dnsSearchDomains: null,
  extraHosts: [],
  hostname: "",
};

type Member = keyof typeof examples;

const mode = (task: string) => taskOf(task).value("networkMode");
const inMode = (networkMode: string, member: Member, value: unknown) => ({
  networkMode,
  containerDefinitions: aTaskOf({}, {}).containerDefinitions.map((container, index) =>
    index === 0 ? { ...container, [member]: value } : container,
  ),
});

const linking = (networkMode: "bridge" | "host" | "none", ...links: readonly string[]) => ({
  ...aTaskOf({ links: [...links] }, { name: "db" }),
  networkMode,
});

export const networkRefusals: readonly Rule[] = [
  ...notInAwsvpc.map(([member, what]) =>
    refusal({
      at: SPEC,
      field: "containerDefinitions",
      about: ["networkMode", "containerDefinitions"],
      phrase: NOT_IN_AWSVPC,
      values: { what },
      holds: (self) => `${mode(self)} != "awsvpc" || ${everyContainer(self, `!${c.says(member)}`)}`,
      accepted: [inMode("bridge", member, examples[member]), inMode("awsvpc", member, harmless[member])],
      refused: [{ spec: inMode("awsvpc", member, examples[member]), says: NOT_IN_AWSVPC({ what }) }],
    }),
  ),
  refusal({
    at: SPEC,
    field: "containerDefinitions",
    about: ["networkMode", "containerDefinitions"],
    phrase: NO_PORTS,
    holds: (self) => `${mode(self)} != "none" || ${everyContainer(self, `!${c.says("portMappings")}`)}`,
    accepted: [{ ...aTaskOf({ portMappings: [] }), networkMode: "none" }],
    refused: [
      { spec: { ...aTaskOf({ portMappings: [{ containerPort: 80 }] }), networkMode: "none" }, says: NO_PORTS({}) },
    ],
  }),
  refusal({
    at: SPEC,
    field: "containerDefinitions",
    about: ["networkMode", "containerDefinitions"],
    phrase: NO_LINKS,
    values: { mode: { cel: mode("self") } },
    holds: (self) => `!(${mode(self)} in ["host", "none"]) || ${everyContainer(self, `!${c.says("links")}`)}`,
    accepted: [linking("bridge", "db", "db:other"), linking("host")],
    refused: (["host", "none"] as const).map((one) => ({ spec: linking(one, "db"), says: NO_LINKS({ mode: one }) })),
  }),
];

export const networkChecks: readonly OperatorOnly[] = [
  { phrase: UNKNOWN_LINK, why: "each link would be taken apart and compared with each container" },
];
