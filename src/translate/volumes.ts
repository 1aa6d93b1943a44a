import type { V1Volume } from "@kubernetes/client-node";
import type { Volume } from "../api/index.ts";
import { kubernetesName } from "../api/names.ts";
import type { CanonicalTaskDefinition } from "./canonical.ts";
import { mustBeAllowed } from "./features.ts";
import type { Difference, Fragment, Translator } from "./translator.ts";

/** The volume of a Pod that an ECS volume is. */
export function podVolume({ name = "" }: Volume, source: Omit<V1Volume, "name">): V1Volume {
  return { name: kubernetesName(name), ...source };
}

/** The volumes of a Pod, as a fragment. */
export function withVolumes(volumes: readonly V1Volume[]): Fragment {
  return volumes.length === 0 ? {} : { pod: { volumes: [...volumes] } };
}

// Where images have nothing, by the Filesystem Hierarchy Standard and by habit.
const EMPTY_IN_IMAGES = /^\/(tmp|var\/tmp|run|var\/run|dev\/shm|mnt|media)(\/|$)/;

/**
 * What differs where a volume that is empty at first hides what an image may have: the first such mount. ECS, as Docker
 * does, fills it from the image.
 */
export function notFilled(
  { name }: Volume,
  path: string,
  { containerDefinitions }: CanonicalTaskDefinition,
): Difference[] {
  const mounts = containerDefinitions.flatMap(({ mountPoints }) => mountPoints);
  const hides = mounts.find(
    ({ sourceVolume, containerPath = "" }) => sourceVolume === name && !EMPTY_IN_IMAGES.test(containerPath),
  );
  if (hides === undefined) return [];
  const reason = `it is empty at first; ECS fills it with what the image has at ${hides.containerPath}`;
  const instead = "mount it at another path, and copy there what the program needs of the image";
  return [{ path, reason, instead }];
}

/**
 * Volumes of kind `host`: without `sourcePath` an empty directory that ends with the task, otherwise a directory of the
 * Node. So is the former a volume of a kind that Kubernetes does not have, which is reported with the kind.
 */
export const volumes: Translator = {
  concept: "volumes",
  becomes: {
    "volumes[].name": "a volume of the Pod of this name, hashed where it is no DNS label; without a kind an emptyDir",
    "volumes[].host.sourcePath": "a hostPath of the Pod; the namespace must be allowed hostPaths",
  },
  differs: {
    "volumes[].name":
      "an empty directory is empty at first; ECS fills it with what the image has at the mount's path, which is reported where an image may have something",
  },
  translate(definition, context) {
    const plain = definition.volumes.flatMap((volume, index) => (isPlain(volume) ? [{ volume, index }] : []));
    const refusals = plain.flatMap(({ volume: { host }, index }) => {
      if (host?.sourcePath === undefined) return [];
      const what = `host path "${host.sourcePath}"`;
      return mustBeAllowed(["hostPaths"], `volumes[${index}].host.sourcePath`, what, context);
    });
    const sourceOf = ({ host }: Volume): Omit<V1Volume, "name"> =>
      host?.sourcePath === undefined || refusals.length > 0
        ? { emptyDir: {} }
        : // Without a type the runtime makes a directory where there is nothing, and takes a file or socket as it is.
          { hostPath: { path: host.sourcePath, type: "" } };
    const differences = plain.flatMap(({ volume, index }) =>
      isScratch(volume) ? notFilled(volume, `volumes[${index}]`, definition) : [],
    );
    return { ...withVolumes(plain.map(({ volume }) => podVolume(volume, sourceOf(volume)))), refusals, differences };
  },
};

function isPlain({ dockerVolumeConfiguration, efsVolumeConfiguration }: Volume): boolean {
  return dockerVolumeConfiguration === undefined && efsVolumeConfiguration === undefined;
}

// One that is empty by what the user wrote. The others are reported with their kind.
function isScratch({ host, configuredAtLaunch, ...volume }: Volume): boolean {
  const elsewhere = volume.s3filesVolumeConfiguration ?? volume.fsxWindowsFileServerVolumeConfiguration;
  return host?.sourcePath === undefined && configuredAtLaunch !== true && elsewhere === undefined;
}
