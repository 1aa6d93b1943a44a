import type { V1VolumeMount } from "@kubernetes/client-node";
import { kubernetesName } from "../api/names.ts";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import { directoryIn } from "./efs-volumes.ts";
import type { Translator } from "./translator.ts";

/** A mount of a volume of the task in one of its containers. */
export type MountPoint = CanonicalContainer["mountPoints"][number];

/** Where the volumes of the task appear in a container. */
export const mountPoints: Translator = {
  concept: "mount-points",
  becomes: {
    "containerDefinitions[].mountPoints[].sourceVolume": "the volume of a volumeMount",
    "containerDefinitions[].mountPoints[].containerPath":
      "the mountPath of the volumeMount; two at one path are refused, in Docker's words",
    "containerDefinitions[].mountPoints[].readOnly": "readOnly of the volumeMount",
  },
  translate: (definition) =>
    perContainer(definition, ({ mountPoints: mounts }) =>
      mounts.length === 0 ? {} : { container: { volumeMounts: mounts.map((mount) => volumeMount(mount, definition)) } },
    ),
};

/** The mount in a container of a Pod. */
export function volumeMount(
  { sourceVolume = "", containerPath = "", readOnly }: MountPoint,
  { volumes }: CanonicalTaskDefinition,
): V1VolumeMount {
  const volume = volumes.find(({ name }) => name === sourceVolume);
  const subPath = volume === undefined ? undefined : directoryIn(volume);
  return {
    name: kubernetesName(sourceVolume),
    mountPath: containerPath,
    ...(readOnly === true && { readOnly }),
    ...(subPath !== undefined && { subPath }),
  };
}
