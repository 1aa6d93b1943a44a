import type { Volume } from "../api/index.ts";
import { efsClaim } from "./aws-names.ts";
import type { Translator } from "./translator.ts";
import { podVolume, withVolumes } from "./volumes.ts";

/** File systems of EFS and their access points: claims that somebody has made. */
export const efsVolumes: Translator = {
  concept: "efs-volumes",
  becomes: {
    "volumes[].efsVolumeConfiguration.fileSystemId":
      "a persistentVolumeClaim of the Pod: the PersistentVolumeClaim that the page on names of AWS says",
    "volumes[].efsVolumeConfiguration.rootDirectory": "the subPath of each volumeMount of the volume",
    "volumes[].efsVolumeConfiguration.authorizationConfig.accessPointId": "a part of the claim's name",
  },
  differs: {
    "volumes[].efsVolumeConfiguration.fileSystemId":
      "how the file system is mounted, and with whose rights, is a matter of the claim's PersistentVolume",
    "volumes[].efsVolumeConfiguration.rootDirectory":
      "a directory that is missing is made; on ECS the task would not start",
  },
  translate: ({ volumes }) =>
    withVolumes(
      volumes.flatMap((volume) => {
        const { efsVolumeConfiguration: efs } = volume;
        if (efs === undefined) return [];
        const claimName = efsClaim(efs.fileSystemId, efs.authorizationConfig?.accessPointId);
        return podVolume(volume, { persistentVolumeClaim: { claimName } });
      }),
    ),
};

/** The directory of a volume that its mounts show, where it is not the whole: a path without `..`, as Kubernetes wants. */
export function directoryIn({ efsVolumeConfiguration: efs }: Volume): string | undefined {
  const path: string[] = [];
  for (const segment of efs?.rootDirectory?.split("/") ?? []) {
    if (segment === "..") path.pop();
    else if (segment !== "" && segment !== ".") path.push(segment);
  }
  return path.length === 0 ? undefined : path.join("/");
}
