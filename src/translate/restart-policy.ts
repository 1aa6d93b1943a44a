import type { CanonicalContainer } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import { hindrance } from "./helped-program.ts";
import type { TranslateContext, Translator } from "./translator.ts";

/**
 * Restarts within a task. The helper makes them, where it can name the program: the kubelet would also start a program
 * again that fails at once, and knows no time that it must have run (ecs-semantics §3.5).
 */
export const restartPolicy: Translator = {
  concept: "restart-policy",
  becomes: {
    "containerDefinitions[].restartPolicy.enabled":
      "where entryPoint is given, a helper that starts the program again within its container",
    "containerDefinitions[].restartPolicy.ignoredExitCodes": "--ignore of the helper",
    "containerDefinitions[].restartPolicy.restartAttemptPeriod": "--restart-period of the helper",
  },
  differs: {
    "containerDefinitions[].restartPolicy.enabled":
      "without entryPoint an essential container is not restarted, and another one is whenever it ends, which is reported; a container that the Node kills as a whole, for its memory, is not restarted if it is essential; no status counts restarts",
  },
  translate: (definition, context) =>
    perContainer(definition, (container, path) => {
      const instead = hindrance(container, context);
      if (container.restartPolicy === undefined || instead === undefined) return {};
      return { differences: [{ path: `${path}.restartPolicy`, reason: withoutHelper(container, context), instead }] };
    }),
};

function withoutHelper({ essential }: CanonicalContainer, { runsAs, restartRules }: TranslateContext): string {
  if (runsAs === "task") return "the container is not restarted when it ends";
  if (essential && restartRules) return "the container is not restarted: its end is the task's, and a new task starts";
  return "the container is restarted whenever it ends, whatever its exit code and however short it ran, with growing delay";
}
