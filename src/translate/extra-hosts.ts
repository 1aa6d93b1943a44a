import { isIp } from "../api/ip.ts";
import { isDnsName } from "../api/names.ts";
import { perContainer } from "./containers.ts";
import type { Difference, Translator } from "./translator.ts";

/** Lines of /etc/hosts, which all containers of a Pod share: those of each container, as long as they do not contradict. */
export const extraHosts: Translator = {
  concept: "extra-hosts",
  becomes: {
    "containerDefinitions[].extraHosts[].hostname": "a hostname in hostAliases of the Pod",
    "containerDefinitions[].extraHosts[].ipAddress": "its ip",
  },
  differs: {
    "containerDefinitions[].extraHosts[].hostname":
      "all containers of the task have the line; one that contradicts an earlier container's, and one that is no DNS name, are left out and reported",
  },
  translate(definition) {
    const hosts = new Map<string, { readonly container: string; readonly addresses: Set<string> }>();
    const { differences = [] } = perContainer(definition, ({ name: container, extraHosts: lines = [] }, path) => ({
      differences: lines.flatMap(({ hostname, ipAddress }, index): Difference[] => {
        const place = `${path}.extraHosts[${index}]`;
        if (!isIp(ipAddress)) return [leftOut(`${place}.ipAddress`, `"${ipAddress}" is no IP address`)];
        const host = hostname.toLowerCase();
        if (!isDnsName(host)) return [leftOut(`${place}.hostname`, `Kubernetes takes no "${hostname}" as a host name`)];
        const known = hosts.get(host) ?? { container, addresses: new Set<string>() };
        if (known.container !== container && !known.addresses.has(ipAddress)) {
          const reason = `all containers of a Pod share /etc/hosts, and there container "${known.container}" has another address for ${host}`;
          return [leftOut(place, reason)];
        }
        known.addresses.add(ipAddress);
        hosts.set(host, known);
        return [];
      }),
    }));
    const hostAliases = aliases(
      [...hosts].flatMap(([host, { addresses }]) => [...addresses].map((ip) => ({ ip, host }))),
    );
    return { ...(hostAliases.length > 0 && { pod: { hostAliases } }), differences };
  },
};

function leftOut(path: string, why: string): Difference {
  return { path, reason: `${why}: the line is left out` };
}

// One entry for each address, which is the key of the list.
function aliases(lines: readonly { readonly ip: string; readonly host: string }[]) {
  return [...new Set(lines.map(({ ip }) => ip))].map((ip) => ({
    ip,
    hostnames: lines.filter((line) => line.ip === ip).map(({ host }) => host),
  }));
}
