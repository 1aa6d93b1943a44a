import { kubernetesName } from "../api/names.ts";
import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

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
      mounts.length === 0
        ? {}
        : {
            container: {
              volumeMounts: mounts.map(({ sourceVolume = "", containerPath = "", readOnly }) => ({
                name: kubernetesName(sourceVolume),
                mountPath: containerPath,
                ...(readOnly === true ? { readOnly } : {}),
              })),
            },
          },
    ),
};
