import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/** The directory in which the command runs; absent as the image says. */
export const workingDirectory: Translator = {
  concept: "working-directory",
  becomes: {
    "containerDefinitions[].workingDirectory": "the container's workingDir",
  },
  translate: (definition) =>
    perContainer(definition, (container) =>
      container.workingDirectory === undefined ? {} : { container: { workingDir: container.workingDirectory } },
    ),
};
