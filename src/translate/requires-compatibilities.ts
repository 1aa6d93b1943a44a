import type { Translator } from "./translator.ts";

/**
 * What a definition must be valid for is checked when it is registered (`fargate.ts`); the Pod does not depend on it. A
 * Fargate task is one of launch type FARGATE: its size is the Pod's, as `resources` says.
 */
export const requiresCompatibilities: Translator = {
  concept: "requires-compatibilities",
  becomes: {
    requiresCompatibilities: "a check when the task definition is registered, in ECS's words",
  },
  differs: {
    requiresCompatibilities: "no execution role is asked for",
  },
  translate: () => ({}),
};
