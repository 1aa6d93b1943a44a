import { describe, expect, test } from "vitest";
import { aContainerStatus, aTask } from "../../test/support/a-service.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { healthOf, lacksStart, wasHealthy } from "./task-health.ts";

const at = (seconds: number) => new Date(Date.parse("2026-02-03T04:00:00Z") + seconds * 1000);
const time = (seconds: number) => at(seconds).toISOString().replace(".000Z", "Z");

interface Life {
  /** Seconds at which the container started. */
  started?: number;
  /** Seconds at which it ended. */
  ended?: number;
  ready: boolean;
  /** Seconds at which readiness last changed; a Pod begins as not ready at 0. */
  moved?: number;
  /** Seconds after its start from which it is unhealthy if it never was ready; absent where it has no check. */
  patience?: number;
}

function pod({ started, ended, ready, moved = 0, patience }: Life): Pod {
  const startedAt = time(started ?? 0);
  const terminated = { exitCode: 1, startedAt, finishedAt: time(ended ?? 0) };
  const state = ended === undefined ? { running: { startedAt } } : { terminated };
  const base = aTask("t", { templateHash: "h", revision: { family: "web", revision: 1 } as never });
  const notes = patience === undefined ? {} : { [annotations.unhealthyAfter]: String(patience) };
  return {
    ...base,
    metadata: { ...base.metadata, annotations: { ...base.metadata.annotations, ...notes } },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: ready ? "True" : "False", lastTransitionTime: time(moved) }],
      ...(started !== undefined && { containerStatuses: [aContainerStatus(state)] }),
    },
  };
}

const rule = (healthyAfterSeconds = 0, gracePeriodSeconds = 0) => ({ healthyAfterSeconds, gracePeriodSeconds });

describe("a task that is ready", () => {
  test("is healthy when it has been ready for long enough", () => {
    const ready = pod({ started: 1, ready: true, moved: 10 });
    expect(healthOf(ready, rule(40), at(49))).toEqual({ state: "starting", until: at(50) });
    expect(healthOf(ready, rule(40), at(50))).toEqual({ state: "healthy" });
    expect(healthOf(ready, rule(), at(10))).toEqual({ state: "healthy" });
  });
});

describe("a task that is not ready", () => {
  test("and has no check is never unhealthy", () => {
    expect(healthOf(pod({ started: 1, ready: false }), rule(), at(10_000))).toEqual({ state: "starting" });
  });

  test("and never was is unhealthy when its first pass is overdue", () => {
    const late = pod({ started: 10, ready: false, patience: 30 });
    expect(healthOf(late, rule(), at(39))).toEqual({ state: "starting", until: at(40) });
    expect(healthOf(late, rule(), at(40))).toEqual({ state: "unhealthy" });
  });

  test("and had been is unhealthy at once", () => {
    const failing = pod({ started: 10, ready: false, moved: 20, patience: 300 });
    expect(healthOf(failing, rule(), at(20))).toEqual({ state: "unhealthy" });
  });

  test("is shielded by the grace period, whatever its check says", () => {
    const failing = pod({ started: 10, ready: false, moved: 20, patience: 30 });
    expect(healthOf(failing, rule(0, 100), at(109))).toEqual({ state: "starting", until: at(110) });
    expect(healthOf(failing, rule(0, 100), at(110))).toEqual({ state: "unhealthy" });
  });

  test("whose program has waited for others is given its time from when that started, which is to be noted", () => {
    const late = pod({ started: 10, ready: false, patience: 30 });
    late.spec = { nodeName: "a", containers: [{ name: "nginx", startupProbe: {} }] };
    expect(lacksStart(late)).toBe(true);
    expect(healthOf(late, rule(), at(10_000))).toEqual({ state: "starting" });
    late.metadata.annotations = { ...late.metadata.annotations, [annotations.startedAt]: time(600) };
    expect(lacksStart(late)).toBe(false);
    expect(healthOf(late, rule(), at(629))).toEqual({ state: "starting", until: at(630) });
    expect(healthOf(late, rule(), at(630))).toEqual({ state: "unhealthy" });
  });

  test("and waits for others has nothing to note", () => {
    const waiting = pod({ started: 10, ready: false, patience: 30 });
    waiting.spec = { nodeName: "a", containers: [{ name: "nginx", startupProbe: {} }] };
    const [status] = waiting.status?.containerStatuses ?? [];
    if (status !== undefined) status.started = false;
    expect(lacksStart(waiting)).toBe(false);
    expect(lacksStart(pod({ started: 10, ready: false, patience: 30 }))).toBe(false);
  });

  test("is starting while a container has not started", () => {
    expect(healthOf(pod({ ready: false, patience: 30 }), rule(), at(1000))).toEqual({ state: "starting" });
  });
});

describe("a task that has ended", () => {
  test.each<[string, Life, number, boolean]>([
    ["never ready", { started: 5, ended: 60, ready: false, moved: 0 }, 0, false],
    ["ready until its end", { started: 5, ended: 60, ready: false, moved: 60 }, 0, true],
    ["not for long enough", { started: 5, ended: 44, ready: false, moved: 44 }, 40, false],
    ["for just long enough", { started: 5, ended: 45, ready: false, moved: 45 }, 40, true],
    ["within the second of its start, which tells nothing", { started: 5, ended: 5, ready: false, moved: 5 }, 0, false],
  ])("%s", (_name, life, healthyAfter, expected) => {
    expect(wasHealthy(pod(life), rule(healthyAfter))).toBe(expected);
  });
});
