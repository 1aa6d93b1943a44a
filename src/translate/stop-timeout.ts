import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import { beforeStop, isInTurn } from "./start-hooks.ts";
import { isInit, type StartPlan, startPlan } from "./start-plan.ts";
import type { TranslateContext, Translator } from "./translator.ts";

/** Seconds between the stop signal and the kill signal where the container does not say (ECS agent's default). */
const DEFAULT = 30;

/** Seconds that a load balancer is given to stop sending requests before a container is told to stop. */
const DEREGISTRATION = 5;

/**
 * ECS gives each container its own time, Kubernetes gives one to the Pod: the longest, or the longest sum along containers
 * that are stopped one after the other. Behind a load balancer the stop signal waits until the endpoint is gone, as ECS
 * deregisters a target first, and the time grows by that.
 */
export const stopTimeout: Translator = {
  concept: "stop-timeout",
  becomes: {
    "containerDefinitions[].stopTimeout":
      "terminationGracePeriodSeconds of the Pod: the longest of its containers, the longest sum of those that wait for each other, and 5 s more behind a load balancer",
  },
  differs: {
    "containerDefinitions[].stopTimeout":
      "Kubernetes has one time for all containers; a shorter one than the longest is reported, unless the helper ends the program in time",
  },
  translate(definition, context) {
    const plan = startPlan(definition, context);
    const longest = longestOf(definition, plan);
    const longestAlone = Math.max(...definition.containerDefinitions.map(timeoutOf));
    const behind = namesBehind(context);
    const containers = perContainer(definition, (container, path) => {
      const delay = behind.has(container.name) ? DEREGISTRATION : 0;
      const sleep = delay > 0 ? { sleep: { seconds: delay } } : undefined;
      const preStop = isInit(container, plan) ? undefined : (beforeStop(container, plan, delay) ?? sleep);
      const own = timeoutOf(container);
      // Nobody has chosen the default, so that nobody is told that others after it make it more.
      const least = container.stopTimeout === undefined ? longestAlone : longest;
      const isLonger = own < least && !isInTurn(container, plan) && !isInit(container, plan);
      return {
        ...(preStop && { container: { lifecycle: { preStop } } }),
        ...(isLonger && {
          differences: [
            {
              path: `${path}.stopTimeout`,
              reason: `Kubernetes has one time for all containers of a task: ${own} s become ${longest} s`,
            },
          ],
        }),
      };
    });
    return { ...containers, pod: { terminationGracePeriodSeconds: gracePeriod(definition, context) } };
  },
};

/** Seconds that a Pod is given to stop. */
export function gracePeriod(definition: CanonicalTaskDefinition, context: TranslateContext): number {
  const behind = namesBehind(context);
  const delay = definition.containerDefinitions.some(({ name }) => behind.has(name)) ? DEREGISTRATION : 0;
  return longestOf(definition, startPlan(definition, context)) + delay;
}

/** Seconds that a container is given to stop. */
export function timeoutOf({ stopTimeout: seconds }: CanonicalContainer): number {
  return seconds ?? DEFAULT;
}

function namesBehind({ behindLoadBalancer }: TranslateContext): ReadonlySet<string> {
  return new Set(behindLoadBalancer.map(({ containerName }) => containerName));
}

// A container is stopped when the last one that depends on it has ended; sidecars when all others have, one by one.
function longestOf({ containerDefinitions }: CanonicalTaskDefinition, plan: StartPlan): number {
  const timeWith = (container: CanonicalContainer, seen: readonly CanonicalContainer[] = []): number => {
    const before = plan.dependencies.filter(({ on, dependent, way }) => {
      return way === "helper" && on === container && !seen.includes(dependent);
    });
    const times = before.map(({ dependent }) => timeWith(dependent, [...seen, container]));
    return timeoutOf(container) + Math.max(0, ...times);
  };
  // An init container is never stopped together with those that start after it.
  const others = containerDefinitions.filter((container) => !plan.sidecars.has(container));
  const sidecars = [...plan.sidecars].reduce((sum, container) => sum + timeoutOf(container), 0);
  return Math.max(0, ...others.map((container) => timeWith(container))) + sidecars;
}
