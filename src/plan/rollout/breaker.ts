import type { ServiceSpec } from "../../api/kinds/service.ts";

/** A service's deployment circuit breaker, with ECS's defaults. */
export interface Breaker {
  enabled: boolean;
  rollback: boolean;
  /** Whether a task that becomes healthy sets the count of failures to 0. */
  resets: boolean;
  /** Failed tasks that make a deployment fail. */
  threshold: number;
}

const BOUNDED = { type: "BOUNDED_PERCENT", value: 50 } as const;
const [LEAST, MOST] = [3, 200];

/**
 * The circuit breaker for `desired` tasks (ECS API reference, DeploymentCircuitBreaker; ecs-semantics §6.6).
 *
 * | desired | threshold | failed tasks |
 * |---|---|---|
 * | 1 | default (50 %, bounded) | 3 |
 * | 25 | default | 13 |
 * | 800 | default | 200 |
 * | 800 | UNBOUNDED_PERCENT 50 | 400 |
 * | any | COUNT 5 | 5 |
 *
 * At least one task has to fail, whatever the configuration says.
 */
export function breakerOf(spec: ServiceSpec, desired: number): Breaker {
  const configured = spec.deploymentConfiguration?.deploymentCircuitBreaker;
  const { type, value } = configured?.thresholdConfiguration ?? BOUNDED;
  const share = Math.ceil((desired * value) / 100);
  const counts = {
    BOUNDED_PERCENT: Math.min(Math.max(share, LEAST), MOST),
    UNBOUNDED_PERCENT: share,
    COUNT: value,
  };
  return {
    enabled: configured?.enable === true,
    rollback: configured?.rollback === true,
    resets: configured?.resetOnHealthyTask !== false,
    threshold: Math.max(counts[type], 1),
  };
}
