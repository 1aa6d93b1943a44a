import { describe, expect, test } from "vitest";
import type { DeploymentCircuitBreaker } from "../../api/concepts/deployment-configuration.ts";
import { breakerOf } from "./breaker.ts";

const breaker = (desired: number, more: Partial<DeploymentCircuitBreaker> = {}) =>
  breakerOf(
    { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false, ...more } } },
    desired,
  );

describe("the threshold of failed tasks", () => {
  test.each<[number, DeploymentCircuitBreaker["thresholdConfiguration"], number]>([
    [1, undefined, 3],
    [25, undefined, 13],
    [400, undefined, 200],
    [800, undefined, 200],
    [0, undefined, 3],
    [10, { type: "BOUNDED_PERCENT", value: 100 }, 10],
    [4, { type: "UNBOUNDED_PERCENT", value: 25 }, 1],
    [800, { type: "UNBOUNDED_PERCENT", value: 50 }, 400],
    [0, { type: "UNBOUNDED_PERCENT", value: 50 }, 1],
    [100, { type: "COUNT", value: 5 }, 5],
    [100, { type: "COUNT", value: 0 }, 1],
  ])("of %i desired tasks with %j is %i", (desired, thresholdConfiguration, expected) => {
    expect(breaker(desired, thresholdConfiguration && { thresholdConfiguration }).threshold).toBe(expected);
  });
});

test("is off, without rollback, and resets on a healthy task, where nothing is said", () => {
  expect(breakerOf({}, 1)).toMatchObject({ enabled: false, rollback: false, resets: true });
  expect(breaker(1, { rollback: true, resetOnHealthyTask: false })).toMatchObject({
    enabled: true,
    rollback: true,
    resets: false,
  });
});
