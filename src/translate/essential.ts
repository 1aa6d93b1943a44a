import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/** What becomes of a task when one of its containers ends. */
export const essential: Translator = {
  concept: "essential",
  covers: ["containerDefinitions[].essential"],
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
