import { perContainer } from "./containers.ts";
import { escaped } from "./escape.ts";
import type { Translator } from "./translator.ts";

/**
 * `entryPoint` and `command` are Kubernetes' `command` and `args`. An entry point without a command drops the image's
 * command, in Docker as in Kubernetes.
 */
export const command: Translator = {
  concept: "command",
  becomes: {
    "containerDefinitions[].entryPoint": "the container's command",
    "containerDefinitions[].command": "the container's args",
  },
  translate: (definition) =>
    perContainer(definition, (container) => ({
      container: {
        ...(container.entryPoint && { command: container.entryPoint.map(escaped) }),
        ...(container.command && { args: container.command.map(escaped) }),
      },
    })),
};
