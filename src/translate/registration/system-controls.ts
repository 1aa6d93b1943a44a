import { HOST_IPC_SYSCTL, HOST_NETWORK_SYSCTL, NOT_NAMESPACED } from "../../api/refusals/system-controls.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import { kernelNamespace } from "../sysctls.ts";
import type { Problem } from "../translator.ts";

/** Kernel parameters of the container, and not of its instance: what runc says of others. */
export function systemControlProblems(definition: TaskDefinitionContent): Problem[] {
  return definition.containerDefinitions.flatMap(({ systemControls }, index) =>
    systemControls.flatMap(({ namespace: sysctl = "" }, position) => {
      const path = `containerDefinitions[${index}].systemControls[${position}].namespace`;
      const message = refusalOf(sysctl, definition);
      return message === undefined ? [] : [{ path, message }];
    }),
  );
}

function refusalOf(sysctl: string, { networkMode, ipcMode }: TaskDefinitionContent): string | undefined {
  const namespace = kernelNamespace(sysctl);
  if (namespace === undefined) return NOT_NAMESPACED({ sysctl });
  if (namespace === "net" && networkMode === "host") return HOST_NETWORK_SYSCTL({ sysctl });
  return namespace === "ipc" && ipcMode === "host" ? HOST_IPC_SYSCTL({ sysctl }) : undefined;
}
