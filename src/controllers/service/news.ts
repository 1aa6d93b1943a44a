import type { ServicePlan } from "../../plan/service.ts";
import type { Obstacle } from "../../status/conditions.ts";
import type { OwnService } from "../caches.ts";

/**
 * Whether a status cannot wait: the spec is another one, a deployment begins or fails (tools wait for that, and a task
 * definition that is followed does), or tasks begin to fail, which is acted on when it is stored.
 */
export function isNews(plan: ServicePlan, obstacle: Obstacle | undefined, { status, metadata }: OwnService): boolean {
  if (status?.observedGeneration !== metadata.generation) return true;
  if (obstacle !== undefined || plan.kind !== "apply") return false;
  const { rollout, failed } = status?.kubernetes ?? {};
  const { notes } = plan.tasks;
  return (
    plan.deploymentId !== status?.deployments?.[0]?.id ||
    plan.tasks.failed?.id !== failed?.id ||
    notes.throttle?.round !== (rollout?.id === notes.id ? rollout.throttle?.round : undefined)
  );
}
