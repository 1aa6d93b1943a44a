import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "../../api/kinds/service.ts";
import { daemonUpdate, deploymentNumbers, replicaRollingUpdate } from "./deployment-numbers.ts";

function replica(minimumHealthyPercent?: number, maximumPercent?: number): ServiceSpec {
  return {
    deploymentConfiguration: {
      ...(minimumHealthyPercent === undefined ? {} : { minimumHealthyPercent }),
      ...(maximumPercent === undefined ? {} : { maximumPercent }),
    },
  };
}

describe("the bounds of a REPLICA deployment", () => {
  test.each([
    // desired, min, max → maxUnavailable, maxSurge, can progress
    [1, undefined, undefined, 0, 1, true],
    [4, undefined, undefined, 0, 4, true],
    [3, 100, 125, 0, 1, false], // floor(3.75) = 3: no room, where Kubernetes would surge by one
    [5, 100, 125, 0, 1, true],
    [1, 100, 150, 0, 1, false],
    [2, 75, 100, 0, 1, false], // ceil(1.5) = 2
    [2, 50, 100, 1, 0, true],
    [3, 50, 200, 1, 3, true],
    [4, 0, 100, 4, 0, true],
    [2, 100, 100, 0, 1, false],
    [0, 100, 200, 0, 1, true],
    [0, 100, 100, 0, 1, true],
    [7, 33, 166, 4, 4, true],
  ])("of %i tasks with %s/%s are maxUnavailable %i, maxSurge %i", (desired, min, max, unavailable, surge, progress) => {
    const numbers = deploymentNumbers(replica(min, max), desired);
    expect(replicaRollingUpdate(numbers)).toEqual({ maxUnavailable: unavailable, maxSurge: surge });
    expect(numbers.canProgress).toBe(progress);
  });

  test("are numbers that the API server accepts for every combination", () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 31 - 1),
        fc.integer({ min: -5, max: 1000 }),
        fc.integer({ min: -5, max: 1000 }),
        (n, min, max) => {
          const { maxUnavailable, maxSurge } = replicaRollingUpdate(deploymentNumbers(replica(min, max), n));
          return maxUnavailable >= 0 && maxSurge >= 0 && maxUnavailable + maxSurge > 0 && maxSurge < 2 ** 31;
        },
      ),
    );
  });

  test("of tasks that hold static host ports are the same: another instance may have the port free", () => {
    const numbers = deploymentNumbers(replica(100, 200), 3, { holdsHostPorts: true });
    expect(replicaRollingUpdate(numbers)).toEqual({ maxUnavailable: 0, maxSurge: 3 });
  });

  test("never allow fewer healthy or more tasks than ECS does", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(100), fc.integer({ min: 100, max: 400 }), (n, min, max) => {
        const numbers = deploymentNumbers(replica(min, max), n);
        if (!numbers.canProgress || n === 0) return true;
        const { maxUnavailable, maxSurge } = replicaRollingUpdate(numbers);
        return n - maxUnavailable >= (n * min) / 100 && n + maxSurge <= (n * max) / 100;
      }),
    );
  });
});

describe("the update of a DAEMON service", () => {
  const daemon = (minimumHealthyPercent?: number, maximumPercent?: number): ServiceSpec => ({
    ...replica(minimumHealthyPercent, maximumPercent),
    schedulingStrategy: "DAEMON",
  });
  test.each([
    // instances, min, max → strategy
    [3, undefined, undefined, { maxUnavailable: 3, maxSurge: 0 }], // ECS's default 0/100
    [3, 50, 100, { maxUnavailable: 1, maxSurge: 0 }],
    [3, 50, 150, { maxUnavailable: 1, maxSurge: 0 }], // Kubernetes takes one of the two
    [2, 100, 200, { maxUnavailable: 0, maxSurge: 2 }],
    [0, 100, 100, { maxUnavailable: 1, maxSurge: 0 }],
  ])("on %i instances with %s/%s is %o", (desired, min, max, rollingUpdate) => {
    expect(daemonUpdate(deploymentNumbers(daemon(min, max), desired))).toEqual({
      type: "RollingUpdate",
      rollingUpdate,
    });
  });

  test("holds the new template back where the configuration leaves no room", () => {
    const numbers = deploymentNumbers(daemon(100, 100), 3);
    expect(numbers.canProgress).toBe(false);
    expect(daemonUpdate(numbers)).toEqual({ type: "OnDelete" });
  });

  test("never starts a second task beside one that holds a static host port", () => {
    const numbers = deploymentNumbers(daemon(100, 200), 3, { holdsHostPorts: true });
    expect(numbers.canProgress).toBe(false);
    expect(daemonUpdate(numbers)).toEqual({ type: "OnDelete" });
  });
});
