import { UNKNOWN_CAPABILITY } from "../../api/refusals/linux-parameters.ts";
import { COLON_IN_MOUNT, MOUNT_TWICE, RELATIVE_MOUNT } from "../../api/refusals/volumes.ts";
import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import { isCapability } from "../capabilities.ts";
import type { Problem } from "../translator.ts";

/** Capabilities that Linux has, and file systems in memory where they can be: what Docker says of others. */
export function linuxParameterProblems({ containerDefinitions }: TaskDefinitionContent): Problem[] {
  return containerDefinitions.flatMap((container, index) => {
    const path = `containerDefinitions[${index}].linuxParameters`;
    return [...capabilityProblems(container, `${path}.capabilities`), ...tmpfsProblems(container, `${path}.tmpfs`)];
  });
}

function capabilityProblems({ linuxParameters }: CanonicalContainer, path: string): Problem[] {
  return (["add", "drop"] as const).flatMap((list) => {
    const member = list === "add" ? "CapAdd" : "CapDrop";
    const unknown = (linuxParameters?.capabilities?.[list] ?? []).filter((name) => !isCapability(name));
    return [...new Set(unknown)].map((capability) => ({
      path: `${path}.${list}`,
      message: UNKNOWN_CAPABILITY({ member, capability }),
    }));
  });
}

function tmpfsProblems({ linuxParameters, mountPoints }: CanonicalContainer, path: string): Problem[] {
  const taken = new Set(mountPoints.map(({ containerPath }) => containerPath));
  return (linuxParameters?.tmpfs ?? []).flatMap(({ containerPath }, index) => {
    const message = pathProblem(containerPath, taken.has(containerPath));
    return message === undefined ? [] : [{ path: `${path}[${index}].containerPath`, message }];
  });
}

function pathProblem(path: string, isTaken: boolean): string | undefined {
  if (!path.startsWith("/")) return RELATIVE_MOUNT({ path });
  if (path.includes(":")) return COLON_IN_MOUNT({ path });
  return isTaken ? MOUNT_TWICE({ path }) : undefined;
}
