import { mustBeAllowed } from "./features.ts";
import type { Translator } from "./translator.ts";

/** The IPC namespace, which the containers of a Pod always share: `task` is what it is anyway. */
export const ipcMode: Translator = {
  concept: "ipc-mode",
  becomes: {
    ipcMode: "host: hostIPC of the Pod, where the namespace is allowed it; task: nothing, for a Pod has one of its own",
  },
  differs: {
    ipcMode:
      "the containers of a task share one IPC namespace where ECS gives each its own (absent) or none, which is reported",
  },
  translate(definition, context) {
    if (definition.ipcMode === "none") {
      const reason = "the containers of a Pod share an IPC namespace and /dev/shm, which is the task's own";
      return { differences: [{ path: "ipcMode", reason }] };
    }
    if (definition.ipcMode !== "host") return {};
    const refusals = mustBeAllowed(["hostIpc"], "ipcMode", 'ipcMode "host"', context);
    return refusals.length > 0 ? { refusals } : { pod: { hostIPC: true } };
  },
};
