import type { V1LifecycleHandler, V1Probe } from "@kubernetes/client-node";
import type { CanonicalContainer } from "./canonical.ts";
import { execProbe } from "./health-check.ts";
import { HELPER, NOTES, notesOf } from "./helper-place.ts";
import { runHindrance, type StartPlan } from "./start-plan.ts";
import type { TranslateContext } from "./translator.ts";

// As good as never: a startup probe that fails for so long ends its container.
const NEVER = 2_147_483_647;

/** Whether the container waits for others, or others for it, by what their helpers note. */
export function isInTurn(container: CanonicalContainer, { dependencies }: StartPlan): boolean {
  return dependencies.some(({ dependent, on, way }) => way === "helper" && [dependent, on].includes(container));
}

/** Whether the container's program runs under the helper, which notes how far it is. */
export function hasNotes(container: CanonicalContainer, plan: StartPlan, context: TranslateContext): boolean {
  if (runHindrance(container, plan, context) !== undefined) return false;
  return isInTurn(container, plan) || plan.sidecars.has(container) || stays(container, plan, context);
}

/**
 * Whether the container stays in its task when its program has ended. A Pod of its own waits for essential ones only,
 * but restarts a sidecar like any other.
 */
export function stays(container: CanonicalContainer, plan: StartPlan, { runsAs }: TranslateContext): boolean {
  return !container.essential && (runsAs === "service" || plan.sidecars.has(container));
}

/**
 * What has to pass before the container counts as started: of one that waits for others, that its program runs; of a
 * sidecar whose health others wait for, its health check.
 */
export function startupProbe(container: CanonicalContainer, { dependencies }: StartPlan): V1Probe | undefined {
  if (dependencies.some(({ dependent, way }) => dependent === container && way === "helper")) {
    const exec = { command: [HELPER, "started", "--notes", NOTES] };
    return { exec, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: NEVER };
  }
  const isAsked = dependencies.some(
    ({ on, condition, way }) => on === container && condition === "HEALTHY" && way === "sidecar",
  );
  const check = isAsked ? execProbe(container) : undefined;
  return check && { ...check, failureThreshold: NEVER };
}

/** What the kubelet runs before it stops one of several containers that are stopped one after the other. */
export function beforeStop(
  container: CanonicalContainer,
  plan: StartPlan,
  delay: number,
): V1LifecycleHandler | undefined {
  if (!isInTurn(container, plan)) return undefined;
  const dependents = plan.dependencies.filter(({ on, way }) => on === container && way === "helper");
  const command = [
    HELPER,
    "stop",
    ...(delay > 0 ? ["--sleep", String(delay)] : []),
    ...dependents.flatMap(({ dependent }) => ["--dependent", notesOf(dependent)]),
    ...["--notes", NOTES],
  ];
  return { exec: { command } };
}
