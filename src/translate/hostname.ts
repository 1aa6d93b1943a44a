import { isDnsLabel } from "../api/names.ts";
import type { CanonicalTaskDefinition } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/** A Pod has one host name: that of the first container which names one that Kubernetes takes. */
export const hostname: Translator = {
  concept: "hostname",
  becomes: {
    "containerDefinitions[].hostname": "hostname of the Pod, for all its containers; it must be a DNS label",
  },
  differs: {
    "containerDefinitions[].hostname":
      "a Pod has one host name: another one of a second container, one that is no DNS label, and any in network mode host are reported",
  },
  translate(definition) {
    const chosen = definition.networkMode === "host" ? undefined : firstLabel(definition);
    const { differences } = perContainer(definition, ({ hostname: name }, path) => {
      if (name === undefined || name === chosen) return {};
      return { differences: [{ path: `${path}.hostname`, ...why(name, chosen, definition) }] };
    });
    return { ...(chosen !== undefined && { pod: { hostname: chosen } }), ...(differences && { differences }) };
  },
};

function firstLabel({ containerDefinitions }: CanonicalTaskDefinition): string | undefined {
  return containerDefinitions.flatMap(({ hostname: name }) => name ?? []).find(isDnsLabel);
}

function why(name: string, chosen: string | undefined, { networkMode }: CanonicalTaskDefinition) {
  if (networkMode === "host") return { reason: "with the Node's network the containers have the Node's host name" };
  const effect = `the host name is ${chosen === undefined ? "the Pod's name" : `"${chosen}"`}`;
  if (isDnsLabel(name)) return { reason: `a Pod has one host name for all its containers: ${effect}` };
  const instead = "write a name of at most 63 small letters, digits and -";
  return { reason: `Kubernetes takes a DNS label only: ${effect}`, instead };
}
