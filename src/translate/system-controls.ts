import type { CanonicalTaskDefinition } from "./canonical.ts";
import { mustBeAllowed } from "./features.ts";
import { isSafe, isSettable, kernelNamespace } from "./sysctls.ts";
import type { Difference, Problem, Translator } from "./translator.ts";

/**
 * Kernel parameters, which are the Pod's. Where two containers set one, the later has its way, as among the containers of
 * an awsvpc task. What would be the Node's is not set; the registration refuses it.
 */
export const systemControls: Translator = {
  concept: "system-controls",
  becomes: {
    "containerDefinitions[].systemControls[].namespace":
      "a name in securityContext.sysctls of the Pod; the namespace must be allowed sysctls for those that are not on Kubernetes' safe list",
    "containerDefinitions[].systemControls[].value": "its value",
  },
  differs: {
    "containerDefinitions[].systemControls[].namespace":
      "in each network mode it holds for all containers of the task; one that is not on Kubernetes' safe list must be allowed by the kubelet, too (allowedUnsafeSysctls), which otherwise refuses the task",
    "containerDefinitions[].systemControls[].value":
      "where two containers set one parameter to different values, the later one's is taken, and the other is reported",
  },
  translate(definition, context) {
    const controls = controlsOf(definition);
    const set = new Map(controls.filter(({ name }) => isSettable(name)).map((control) => [control.name, control]));
    const differences = controls.flatMap((control) => differenceOf(control, set.get(control.name)));
    const refusals = [...set.values()].flatMap(({ name, path }): Problem[] => {
      const what = `systemControls "${name}", which the kubelet must allow, too (allowedUnsafeSysctls),`;
      return isSafe(name) ? [] : mustBeAllowed(["sysctls"], path, what, context);
    });
    const sysctls = [...set.values()]
      .filter(({ name }) => isSafe(name) || context.allowed.has("sysctls"))
      .map(({ name, value }) => ({ name, value }));
    return { ...(sysctls.length > 0 && { pod: { securityContext: { sysctls } } }), differences, refusals };
  },
};

interface Control {
  readonly name: string;
  readonly value: string;
  readonly container: string;
  readonly path: string;
}

function controlsOf(definition: CanonicalTaskDefinition): Control[] {
  const { containerDefinitions, networkMode, ipcMode } = definition;
  const ofNode = { net: networkMode === "host", ipc: ipcMode === "host" };
  return containerDefinitions.flatMap(({ name: container, systemControls: controls }, index) =>
    controls.flatMap(({ namespace: name = "", value = "" }, position): Control[] => {
      const kernel = kernelNamespace(name);
      if (kernel === undefined || ofNode[kernel]) return [];
      return [{ name, value, container, path: `containerDefinitions[${index}].systemControls[${position}]` }];
    }),
  );
}

function differenceOf({ name, value, container, path }: Control, last: Control | undefined): Difference[] {
  if (last === undefined) return [{ path, reason: `Kubernetes knows no parameter "${name}": it is not set` }];
  if (last.container === container || last.value === value) return [];
  const reason = `a Pod has one value of ${name} for all its containers: that of container "${last.container}", ${last.value}`;
  return [{ path, reason }];
}
