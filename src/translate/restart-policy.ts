import type { CanonicalContainer } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import { isInit, runHindrance, type StartPlan, startPlan } from "./start-plan.ts";
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
  translate(definition, context) {
    const plan = startPlan(definition, context);
    return perContainer(definition, (container, path) => {
      if (container.restartPolicy === undefined) return {};
      const isFirst = isInit(container, plan);
      const instead = runHindrance(container, plan, context);
      if (instead === undefined) return {};
      const reason = isFirst ? NOT_RESTARTED : withoutHelper(container, plan, context);
      return { differences: [{ path: `${path}.restartPolicy`, reason, instead }] };
    });
  },
};

const NOT_RESTARTED = "the container is not restarted when it ends";
const ENDS_TASK = "the container is not restarted: its end is the task's, and a new task starts";
const RESTARTED =
  "the container is restarted whenever it ends, whatever its exit code and however short it ran, with growing delay";

function withoutHelper(container: CanonicalContainer, plan: StartPlan, context: TranslateContext): string {
  const { essential } = container;
  const { runsAs, restartRules } = context;
  if (plan.sidecars.has(container)) return essential ? ENDS_TASK : RESTARTED;
  if (runsAs === "task") return NOT_RESTARTED;
  return essential && restartRules ? ENDS_TASK : RESTARTED;
}
