import { annotations } from "../api/labels.ts";
import { kubernetesName } from "../api/names.ts";
import type { CanonicalContainer } from "./canonical.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import { hindrance } from "./helped-program.ts";
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
      ...perContainer(definition, (container, path) => lifeOf(container, path, context)),
      ...(others.length > 0 && { annotations: { [annotations.nonEssential]: others.join(",") } }),
    };
  },
};

function lifeOf(container: CanonicalContainer, path: string, context: TranslateContext): ContainerShare {
  if (context.runsAs === "task") return {};
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
