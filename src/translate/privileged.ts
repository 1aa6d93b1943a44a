import { perContainer } from "./containers.ts";
import { mustBeAllowed } from "./features.ts";
import type { Translator } from "./translator.ts";

/** All rights of root on the Node, with all its devices: only where the namespace is allowed it. */
export const privileged: Translator = {
  concept: "privileged",
  becomes: {
    "containerDefinitions[].privileged": "privileged of the container, where the namespace is allowed it",
  },
  translate: (definition, context) =>
    perContainer(definition, (container, path) => {
      if (container.privileged !== true) return {};
      const what = `privileged container "${container.name}"`;
      const refusals = mustBeAllowed(["privileged"], `${path}.privileged`, what, context);
      return refusals.length > 0 ? { refusals } : { container: { securityContext: { privileged: true } } };
    }),
};
