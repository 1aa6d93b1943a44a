import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/** Standard input that stays open, and a terminal: docker run -i and -t. */
export const terminal: Translator = {
  concept: "terminal",
  becomes: {
    "containerDefinitions[].interactive": "stdin of the container",
    "containerDefinitions[].pseudoTerminal": "tty of the container",
  },
  translate: (definition) =>
    perContainer(definition, ({ interactive, pseudoTerminal }) => ({
      container: { ...(interactive === true && { stdin: true }), ...(pseudoTerminal === true && { tty: true }) },
    })),
};
