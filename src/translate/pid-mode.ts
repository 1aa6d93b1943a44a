import { mustBeAllowed } from "./features.ts";
import type { Translator } from "./translator.ts";

/** The process namespace: each container has one of its own, or the task has one, or it has the Node's. */
export const pidMode: Translator = {
  concept: "pid-mode",
  becomes: {
    pidMode:
      "task: shareProcessNamespace of the Pod; host: its hostPID, where the namespace is allowed it; absent: each container has a process namespace of its own",
  },
  translate(definition, context) {
    if (definition.pidMode === "task") return { pod: { shareProcessNamespace: true } };
    if (definition.pidMode !== "host") return {};
    const refusals = mustBeAllowed(["hostPid"], "pidMode", 'pidMode "host"', context);
    return refusals.length > 0 ? { refusals } : { pod: { hostPID: true } };
  },
};
