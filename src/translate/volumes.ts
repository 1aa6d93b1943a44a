import { kubernetesName } from "../api/names.ts";
import type { Translator } from "./translator.ts";

/**
 * A volume of the task is an empty directory that ends with it: `host` without `sourcePath`. So is, for now, a volume of
 * a kind that is not translated yet; that it is, is reported with the kind.
 */
export const volumes: Translator = {
  concept: "volumes",
  covers: ["volumes[].name"],
  translate: ({ volumes: declared }) =>
    declared.length === 0
      ? {}
      : { pod: { volumes: declared.map(({ name = "" }) => ({ name: kubernetesName(name), emptyDir: {} })) } },
};
