import { kubernetesName } from "../api/names.ts";
import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/** Where the volumes of the task appear in a container. */
export const mountPoints: Translator = {
  concept: "mount-points",
  covers: [
    "containerDefinitions[].mountPoints[].sourceVolume",
    "containerDefinitions[].mountPoints[].containerPath",
    "containerDefinitions[].mountPoints[].readOnly",
  ],
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
