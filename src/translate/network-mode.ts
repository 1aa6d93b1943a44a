import type { CanonicalTaskDefinition } from "./canonical.ts";
import { hasDnsServers } from "./dns.ts";
import { mustBeAllowed } from "./features.ts";
import type { Feature, Translator } from "./translator.ts";

/**
 * A Pod has an address of its own, as in awsvpc. So has a bridge task here, whose containers share it; `host` is the
 * Node's network, and each port of such a task is a port of the Node.
 */
export const networkMode: Translator = {
  concept: "network-mode",
  becomes: {
    networkMode: "the Pod's own address; for host its hostNetwork, where the namespace is allowed it",
  },
  differs: {
    networkMode:
      "the containers of a bridge task share localhost and their ports, and none has a network; both are reported",
  },
  translate(definition, context) {
    const reason = reasonFor(definition);
    if (reason !== undefined) return { differences: [{ path: "networkMode", reason }] };
    if (definition.networkMode !== "host") return {};
    const refusals = mustBeAllowed(needed(definition), "networkMode", 'networkMode "host"', context);
    if (refusals.length > 0) return { refusals };
    // Without it a Pod on the Node's network asks the Node's DNS server.
    const dns = hasDnsServers(definition) ? {} : { dnsPolicy: "ClusterFirstWithHostNet" };
    return { pod: { hostNetwork: true, ...dns } };
  },
};

function reasonFor({ networkMode: mode, containerDefinitions }: CanonicalTaskDefinition): string | undefined {
  if (mode === "none") return "a Pod always has a network: the task can be reached and can connect";
  if (mode !== "bridge" || containerDefinitions.length < 2) return undefined;
  return "the containers share localhost and their ports; on ECS each one of a bridge task has a network of its own";
}

function needed({ containerDefinitions }: CanonicalTaskDefinition): Feature[] {
  const hasPorts = containerDefinitions.some(({ portMappings }) => portMappings.length > 0);
  return hasPorts ? ["hostNetwork", "hostPorts"] : ["hostNetwork"];
}
