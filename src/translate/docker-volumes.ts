import type { V1Volume } from "@kubernetes/client-node";
import type { Volume } from "../api/index.ts";
import { dockerClaim } from "./aws-names.ts";
import type { Translator } from "./translator.ts";
import { notFilled, podVolume, withVolumes } from "./volumes.ts";

/** Volumes of Docker: one of a task is an empty directory, one that tasks share is a claim that somebody has made. */
export const dockerVolumes: Translator = {
  concept: "docker-volumes",
  becomes: {
    "volumes[].dockerVolumeConfiguration.scope":
      "task: an emptyDir; shared: the PersistentVolumeClaim that the page on names of AWS says",
  },
  differs: {
    "volumes[].dockerVolumeConfiguration.scope":
      "a shared volume is one of the namespace, which may be on any Node; on ECS each container instance has its own",
  },
  translate(definition) {
    const docker = definition.volumes.flatMap((volume, index) =>
      volume.dockerVolumeConfiguration === undefined ? [] : [{ volume, path: `volumes[${index}]` }],
    );
    return {
      ...withVolumes(docker.map(({ volume }) => podVolume(volume, sourceOf(volume)))),
      differences: docker.flatMap(({ volume, path }) => notFilled(volume, path, definition)),
    };
  },
};

function sourceOf({ name = "", dockerVolumeConfiguration: docker }: Volume): Omit<V1Volume, "name"> {
  return docker?.scope === "shared" ? { persistentVolumeClaim: { claimName: dockerClaim(name) } } : { emptyDir: {} };
}
