import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/** A root file system that can only be read. */
export const readonlyRootFilesystem: Translator = {
  concept: "readonly-root-filesystem",
  becomes: {
    "containerDefinitions[].readonlyRootFilesystem": "readOnlyRootFilesystem of the container",
  },
  translate: (definition) =>
    perContainer(definition, (container) =>
      container.readonlyRootFilesystem === true
        ? { container: { securityContext: { readOnlyRootFilesystem: true } } }
        : {},
    ),
};
