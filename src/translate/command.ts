import { perContainer } from "./containers.ts";
import { escaped } from "./escape.ts";
import { helperCommand } from "./helped-program.ts";
import type { Translator } from "./translator.ts";

/**
 * `entryPoint` and `command` are Kubernetes' `command` and `args`. An entry point without a command drops the image's
 * command, in Docker as in Kubernetes. Where the helper runs the program, it stands before the entry point.
 */
export const command: Translator = {
  concept: "command",
  becomes: {
    "containerDefinitions[].entryPoint": "the container's command, after the helper where one runs it",
    "containerDefinitions[].command": "the container's args",
  },
  translate: (definition, context) =>
    perContainer(definition, (container) => ({
      container: {
        ...(container.entryPoint && {
          command: [...helperCommand(container, definition, context), ...container.entryPoint.map(escaped)],
        }),
        ...(container.command && { args: container.command.map(escaped) }),
      },
    })),
};
