import { kubernetesName } from "../api/names.ts";
import type { Translator } from "./translator.ts";

/**
 * A volume of the task is an empty directory that ends with it: `host` without `sourcePath`. So is, for now, a volume of
 * a kind that is not translated yet; that it is, is reported with the kind.
 */
export const volumes: Translator = {
  concept: "volumes",
  becomes: {
    "volumes[].name": "an emptyDir of this name, hashed where it is no DNS label",
  },
  differs: {
    "volumes[].name": "the directory is empty at first; ECS fills it with what the image has at the mount's path",
  },
  translate: ({ volumes: declared }) =>
    declared.length === 0
      ? {}
      : { pod: { volumes: declared.map(({ name = "" }) => ({ name: kubernetesName(name), emptyDir: {} })) } },
};
