import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { beyondBaseline, capabilitiesOf } from "./capabilities.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import { mustBeAllowed } from "./features.ts";
import { memoryOf } from "./memory-volumes.ts";
import { runHindrance, startPlan } from "./start-plan.ts";
import type { Difference, TranslateContext, Translator } from "./translator.ts";

// Mount options of tmpfs that say what is so anyway. `ro` is a mount that can only be read.
const HONOURED = new Set(["defaults", "rw", "ro", "exec", "suid", "dev", "async", "relatime"]);

/** What a container asks of the Linux kernel, as far as Kubernetes lets it. Memory-backed file systems are volumes. */
export const linuxParameters: Translator = {
  concept: "linux-parameters",
  becomes: {
    "containerDefinitions[].linuxParameters.capabilities.add":
      "capabilities.add of the container; the namespace must be allowed capabilities for those that the baseline Pod Security level does not let it add",
    "containerDefinitions[].linuxParameters.capabilities.drop": "capabilities.drop of the container",
    "containerDefinitions[].linuxParameters.initProcessEnabled":
      "where entryPoint is given, a helper that runs the program, passes signals on and reaps orphans",
    "containerDefinitions[].linuxParameters.sharedMemorySize":
      "an emptyDir in memory of this size at /dev/shm; with ipcMode task one for the task, of the largest size",
    "containerDefinitions[].linuxParameters.tmpfs[].containerPath": "the mountPath of an emptyDir in memory",
    "containerDefinitions[].linuxParameters.tmpfs[].size": "the sizeLimit of the emptyDir",
    "containerDefinitions[].linuxParameters.tmpfs[].mountOptions":
      "ro: readOnly of the volumeMount; defaults, rw, exec, suid, dev, async, relatime: as it is anyway",
  },
  differs: {
    "containerDefinitions[].linuxParameters.initProcessEnabled":
      "without entryPoint the container's own command is process 1, which is reported",
    "containerDefinitions[].linuxParameters.sharedMemorySize":
      "it is no larger than the memory limit of the task; where no container has one, than the Node's memory",
    "containerDefinitions[].linuxParameters.tmpfs[].size":
      "it is no larger than the memory limit of the task; where no container has one, than the Node's memory",
    "containerDefinitions[].linuxParameters.tmpfs[].mountOptions":
      "other options than these are reported; programs in the file system can be executed, which Docker forbids by default",
  },
  translate(definition, context) {
    const volumes = definition.containerDefinitions.flatMap((container) => memoryOf(container, definition));
    return {
      ...perContainer(definition, (container, path) => shareOf(container, path, { definition, context })),
      ...(volumes.length > 0 && { pod: { volumes: volumes.map(({ volume }) => volume) } }),
    };
  },
};

interface Task {
  readonly definition: CanonicalTaskDefinition;
  readonly context: TranslateContext;
}

function shareOf(container: CanonicalContainer, containerPath: string, task: Task): ContainerShare {
  const { definition, context } = task;
  const path = `${containerPath}.linuxParameters`;
  const mounts = memoryOf(container, definition).map(({ mount }) => mount);
  const capabilities = capabilityShare(container, `${path}.capabilities.add`, context);
  return {
    container: { ...capabilities.container, ...(mounts.length > 0 && { volumeMounts: mounts }) },
    differences: [...initDifferences(container, path, task), ...tmpfsDifferences(container, path)],
    refusals: capabilities.refusals ?? [],
  };
}

// A privileged container has them all; what else it says about them is ignored, as on ECS.
function capabilityShare(container: CanonicalContainer, path: string, context: TranslateContext): ContainerShare {
  if (container.linuxParameters?.capabilities === undefined || container.privileged === true) return {};
  const { add, drop } = capabilitiesOf(container.linuxParameters.capabilities);
  const beyond = beyondBaseline({ add, drop });
  const what = `adding ${beyond.join(", ")} to the capabilities of container "${container.name}"`;
  const refusals = beyond.length === 0 ? [] : mustBeAllowed(["capabilities"], path, what, context);
  const given = refusals.length === 0 ? add : add.filter((name) => !beyond.includes(name));
  const capabilities = {
    ...(given.length > 0 && { add: [...given] }),
    ...(drop.length > 0 && { drop: [...drop] }),
  };
  const isEmpty = Object.keys(capabilities).length === 0;
  return { ...(!isEmpty && { container: { securityContext: { capabilities } } }), refusals };
}

function initDifferences(container: CanonicalContainer, path: string, { definition, context }: Task): Difference[] {
  if (container.linuxParameters?.initProcessEnabled !== true) return [];
  const instead = runHindrance(container, startPlan(definition, context), context);
  if (instead === undefined) return [];
  return [{ path: `${path}.initProcessEnabled`, reason: "the container's own command is process 1", instead }];
}

function tmpfsDifferences({ linuxParameters: parameters, mountPoints }: CanonicalContainer, path: string) {
  return (parameters?.tmpfs ?? []).flatMap(({ containerPath, mountOptions = [] }, index): Difference[] => {
    const place = `${path}.tmpfs[${index}]`;
    if (mountPoints.some((mount) => mount.containerPath === containerPath)) {
      return [{ path: `${place}.containerPath`, reason: "a volume is mounted there, and not this file system" }];
    }
    const others = mountOptions.filter((option) => !HONOURED.has(option));
    if (others.length === 0) return [];
    const reason = `Kubernetes mounts it without the options ${others.join(", ")}`;
    return [{ path: `${place}.mountOptions`, reason }];
  });
}
