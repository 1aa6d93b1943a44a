import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import type { TranslateContext, Translator } from "./translator.ts";

/** Seconds between the stop signal and the kill signal where the container does not say (ECS agent's default). */
const DEFAULT = 30;

/** Seconds that a load balancer is given to stop sending requests before a container is told to stop. */
const DEREGISTRATION = 5;

/**
 * ECS gives each container its own time, Kubernetes gives one to the Pod: the longest. Behind a load balancer the stop
 * signal waits until the endpoint is gone, as ECS deregisters a target first, and the time grows by that.
 */
export const stopTimeout: Translator = {
  concept: "stop-timeout",
  becomes: {
    "containerDefinitions[].stopTimeout":
      "terminationGracePeriodSeconds of the Pod: the longest of its containers, and 5 s more behind a load balancer",
  },
  differs: {
    "containerDefinitions[].stopTimeout":
      "Kubernetes has one time for all containers; a shorter one than the longest is reported",
  },
  translate(definition, context) {
    const longest = longestOf(definition);
    const behind = namesBehind(context);
    const containers = perContainer(definition, (container, path) => ({
      ...(behind.has(container.name) && {
        container: { lifecycle: { preStop: { sleep: { seconds: DEREGISTRATION } } } },
      }),
      ...(timeoutOf(container) < longest && {
        differences: [
          {
            path: `${path}.stopTimeout`,
            reason: `Kubernetes has one time for all containers of a task: ${timeoutOf(container)} s become ${longest} s`,
          },
        ],
      }),
    }));
    return { ...containers, pod: { terminationGracePeriodSeconds: gracePeriod(definition, context) } };
  },
};

/** Seconds that a Pod is given to stop. */
export function gracePeriod(definition: CanonicalTaskDefinition, context: TranslateContext): number {
  const behind = namesBehind(context);
  const delay = definition.containerDefinitions.some(({ name }) => behind.has(name)) ? DEREGISTRATION : 0;
  return longestOf(definition) + delay;
}

function namesBehind({ behindLoadBalancer }: TranslateContext): ReadonlySet<string> {
  return new Set(behindLoadBalancer.map(({ containerName }) => containerName));
}

function longestOf({ containerDefinitions }: CanonicalTaskDefinition): number {
  return Math.max(...containerDefinitions.map(timeoutOf));
}

function timeoutOf({ stopTimeout: seconds }: CanonicalContainer): number {
  return seconds ?? DEFAULT;
}
