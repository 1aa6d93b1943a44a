import type { V1HostAlias } from "@kubernetes/client-node";
import { isDnsName } from "../api/names.ts";
import { linkOf } from "./start-plan.ts";
import type { Difference, Translator } from "./translator.ts";

/**
 * The names of linked containers, in /etc/hosts. All containers of a task share its address, so that each is at localhost
 * (ecs-semantics §14.35). That a linked container starts first is a dependency, of which `depends-on` takes care.
 */
export const links: Translator = {
  concept: "links",
  becomes: {
    "containerDefinitions[].links":
      "names of 127.0.0.1 in the Pod's hostAliases, and a dependency START as in dependsOn",
  },
  differs: {
    "containerDefinitions[].links":
      "every container of the task knows the names; Docker's variables of a link (DB_PORT_5432_TCP_ADDR) are not set; a name that Kubernetes does not take is reported",
  },
  translate({ containerDefinitions }) {
    const hostnames = new Set<string>();
    const differences: Difference[] = [];
    for (const [index, container] of containerDefinitions.entries()) {
      for (const [position, link] of (container.links ?? []).entries()) {
        const { container: name, alias } = linkOf(link);
        for (const one of new Set([alias ?? name, name])) {
          // Who looks a name up does not tell capitals from others.
          const host = one.toLowerCase();
          if (isDnsName(host)) hostnames.add(host);
          else differences.push(unknown(`containerDefinitions[${index}].links[${position}]`, one));
        }
      }
    }
    const alias: V1HostAlias = { ip: "127.0.0.1", hostnames: [...hostnames] };
    return { ...(hostnames.size > 0 && { pod: { hostAliases: [alias] } }), differences };
  },
};

function unknown(path: string, name: string): Difference {
  const reason = `Kubernetes takes no "${name}" as a host name: it is not known`;
  return { path, reason, instead: "use localhost, or an alias as in container:alias" };
}
