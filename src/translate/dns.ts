import { isIp } from "../api/ip.ts";
import { isDnsName } from "../api/names.ts";
import type { CanonicalTaskDefinition } from "./canonical.ts";
import type { Difference, Translator } from "./translator.ts";

// What Kubernetes takes (dnsConfig of a Pod); the C library reads no more than three servers either.
const MAX_SERVERS = 3;
const MAX_DOMAINS = 32;
const MAX_CHARACTERS = 2048;

type Member = "dnsSearchDomains" | "dnsServers";

/** How names are resolved, for which a Pod has one configuration: the first container that has a list decides. */
export const dns: Translator = {
  concept: "dns",
  becomes: {
    "containerDefinitions[].dnsServers":
      "nameservers of the Pod's dnsConfig, with dnsPolicy None: they are all it asks",
    "containerDefinitions[].dnsSearchDomains": "searches of the Pod's dnsConfig",
  },
  differs: {
    "containerDefinitions[].dnsServers":
      "a Pod has one list, of at most 3 servers: it holds for all containers, and what another one says is reported",
    "containerDefinitions[].dnsSearchDomains":
      "a Pod has one list, of at most 32 domains; without dnsServers it comes after the cluster's own domains",
  },
  translate(definition) {
    const servers = listOf(definition, "dnsServers");
    const domains = listOf(definition, "dnsSearchDomains");
    const dnsConfig = {
      ...(servers.values.length > 0 && { nameservers: [...servers.values] }),
      ...(domains.values.length > 0 && { searches: [...domains.values] }),
    };
    return {
      pod: {
        ...(servers.values.length > 0 && { dnsPolicy: "None" }),
        ...(Object.keys(dnsConfig).length > 0 && { dnsConfig }),
      },
      differences: [...servers.differences, ...domains.differences],
    };
  },
};

/** Whether the task asks DNS servers of its own, and so none of the cluster's. */
export function hasDnsServers(definition: CanonicalTaskDefinition): boolean {
  return listOf(definition, "dnsServers").values.length > 0;
}

interface List {
  readonly values: readonly string[];
  readonly differences: readonly Difference[];
}

function listOf({ containerDefinitions }: CanonicalTaskDefinition, member: Member): List {
  const lists = containerDefinitions.map((container) => container[member] ?? []);
  const decides = lists.findIndex((list) => usable(list, member).length > 0);
  const values = usable(lists[decides] ?? [], member);
  const name = containerDefinitions[decides]?.name;
  const differences = lists.flatMap((list, index) => {
    const path = `containerDefinitions[${index}].${member}`;
    if (index === decides) return [...leftOut(list, values, path, member), ...forAll(lists, path)];
    if (list.length === 0 || (decides >= 0 && same(list, lists[decides]))) return [];
    if (decides < 0) return leftOut(list, values, path, member);
    return [{ path, reason: `a Pod has one list for all its containers: that of container "${name}" is used` }];
  });
  return { values, differences };
}

function usable(list: readonly string[], member: Member): string[] {
  if (member === "dnsServers") return [...new Set(list)].filter(isIp).slice(0, MAX_SERVERS);
  const domains = [...new Set(list.map(asDomain))].filter(isDnsName).slice(0, MAX_DOMAINS);
  return domains.filter((_, index) => domains.slice(0, index + 1).join(" ").length <= MAX_CHARACTERS);
}

function asDomain(text: string): string {
  return text.toLowerCase().replace(/\.$/, "");
}

function leftOut(list: readonly string[], values: readonly string[], path: string, member: Member): Difference[] {
  const missing = list.filter((value) => !values.includes(member === "dnsServers" ? value : asDomain(value)));
  if (missing.length === 0) return [];
  const taken = member === "dnsServers" ? `${MAX_SERVERS} IP addresses` : `${MAX_DOMAINS} domain names`;
  return [{ path, reason: `Kubernetes takes at most ${taken}: left out are ${missing.join(", ")}` }];
}

// On ECS the containers without a list would go on asking the servers of their instance.
function forAll(lists: readonly (readonly string[])[], path: string): Difference[] {
  if (lists.every((list) => list.length > 0)) return [];
  return [{ path, reason: "a Pod has one list for all its containers: those without one have it, too" }];
}

function same(list: readonly string[], other: readonly string[] = []): boolean {
  return list.length === other.length && list.every((value, index) => value === other[index]);
}
