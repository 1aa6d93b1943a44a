import type { V1Container, V1PodSpec } from "@kubernetes/client-node";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { startPlan } from "./start-plan.ts";
import type { TranslateContext } from "./translator.ts";

/** A Pod in which the containers that start before all others are init containers, in their order. */
export function arranged(pod: V1PodSpec, definition: CanonicalTaskDefinition, context: TranslateContext): V1PodSpec {
  const plan = startPlan(definition, context);
  if (plan.early.length === 0) return pod;
  const place = (container: CanonicalContainer) => definition.containerDefinitions.indexOf(container);
  const early = plan.early.flatMap((one) => {
    const container = pod.containers[place(one)];
    if (container === undefined) return [];
    return [plan.sidecars.has(one) ? container : asInit(container)];
  });
  const places = new Set(plan.early.map(place));
  const containers = pod.containers.filter((_, index) => !places.has(index));
  return { ...pod, containers, initContainers: [...(pod.initContainers ?? []), ...early] };
}

// Nobody asks whether an init container is ready, and it ends by itself.
function asInit({
  readinessProbe: _ready,
  startupProbe: _started,
  lifecycle: _,
  ...container
}: V1Container): V1Container {
  return container;
}
