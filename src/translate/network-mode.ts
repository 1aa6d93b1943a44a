import { mustBeAllowed } from "./features.ts";
import type { Translator } from "./translator.ts";

/**
 * A Pod has an address of its own, which is awsvpc; a bridge task is the same with addresses that nobody maps ports of.
 * `host` is the Node's network.
 */
export const networkMode: Translator = {
  concept: "network-mode",
  covers: ["networkMode"],
  translate(definition, context) {
    if (definition.networkMode === "none") {
      return {
        differences: [
          { path: "networkMode", reason: "a Pod always has a network: the task can be reached and can connect" },
        ],
      };
    }
    if (definition.networkMode !== "host") return {};
    const refusals = mustBeAllowed("hostNetwork", "networkMode", 'networkMode "host"', context);
    return refusals.length > 0 ? { refusals } : { pod: { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" } };
  },
};
