import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/** What becomes of a task when one of its containers ends. */
export const essential: Translator = {
  concept: "essential",
  becomes: {
    "containerDefinitions[].essential":
      "a task definition without an essential container is refused; only essential containers are checked for their health",
  },
  differs: {
    "containerDefinitions[].essential":
      "not yet: every container is restarted in place when it ends, so that an essential one does not end its task, and another is not left stopped",
  },
  translate: (definition) =>
    perContainer(definition, (container, path) =>
      container.essential
        ? {}
        : {
            differences: [
              {
                path: `${path}.essential`,
                kind: "notYet" as const,
                reason: "not yet: the container is restarted in place when it ends; ECS leaves it stopped",
              },
            ],
          },
    ),
};
