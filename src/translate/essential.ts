import { annotations } from "../api/labels.ts";
import { kubernetesName } from "../api/names.ts";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import { hindrance } from "./helper-place.ts";
import { isInit, startPlan } from "./start-plan.ts";
import type { TranslateContext, Translator } from "./translator.ts";

/**
 * What becomes of a task when one of its containers ends: an essential one is never started again, so that its end is
 * the task's end, whatever the exit code (ecs-semantics §3.1). The end of another one changes nothing: the helper stays
 * in its place, for Kubernetes would find the Pod not ready. The operator reads from the Pod which ones are not essential.
 */
export const essential: Translator = {
  concept: "essential",
  becomes: {
    "containerDefinitions[].essential":
      "restartPolicy Never of an essential container: when it ends, the task is recorded as stopped and replaced; where entryPoint is given, a helper that stays when the program of another container has ended; a task definition without an essential container is refused",
  },
  differs: {
    "containerDefinitions[].essential":
      "without entryPoint a container that is not essential is restarted when it ends, which is reported; its exit code is told when the task ends",
  },
  translate(definition, context) {
    const others = definition.containerDefinitions
      .filter((container) => !container.essential)
      .map(({ name }) => kubernetesName(name));
    return {
      ...perContainer(definition, (container, path) => lifeOf(container, path, definition, context)),
      ...(others.length > 0 && { annotations: { [annotations.nonEssential]: others.join(",") } }),
    };
  },
};

function lifeOf(
  container: CanonicalContainer,
  path: string,
  definition: CanonicalTaskDefinition,
  context: TranslateContext,
): ContainerShare {
  const plan = startPlan(definition, context);
  if (plan.sidecars.has(container)) return sidecar(container, path, context);
  if (context.runsAs === "task") return {};
  // An init container is not restarted; where Kubernetes cannot do that, its dependents tell.
  if (isInit(container, plan)) return context.restartRules ? { container: { restartPolicy: "Never" } } : {};
  if (!container.essential) {
    const instead = hindrance(container, context);
    // What becomes of one that is restarted on ECS, too, the restart policy tells.
    if (instead === undefined || container.restartPolicy !== undefined) return {};
    const reason = "the container is restarted in place when it ends; ECS leaves it stopped";
    return { differences: [{ path: `${path}.essential`, reason, instead }] };
  }
  if (context.restartRules) return { container: { restartPolicy: "Never" } };
  const reason = "the container is restarted in place when it ends; ECS replaces the task";
  const instead = "run Kubernetes 1.35 or newer, which knows restartPolicy of a container";
  return { differences: [{ path: `${path}.essential`, reason, instead }] };
}

// The kubelet restarts what goes on before other containers start; the program itself, only where the helper does not run it.
function sidecar(container: CanonicalContainer, path: string, context: TranslateContext): ContainerShare {
  const instead = hindrance(container, context);
  const restartPolicy = { container: { restartPolicy: "Always" } };
  if (instead === undefined || container.restartPolicy !== undefined) return restartPolicy;
  const reason = container.essential
    ? "the container is started again when it ends, before its task is stopped"
    : "the container is restarted in place when it ends; ECS leaves it stopped";
  return { ...restartPolicy, differences: [{ path: `${path}.essential`, reason, instead }] };
}
