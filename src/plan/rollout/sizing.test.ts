import { describe, expect, test } from "vitest";
import { deploymentNumbers } from "../../translate/service/deployment-numbers.ts";
import { type LiveTask, type SizingInput, sizeOf, type TaskSet } from "./sizing.ts";

const NOW = new Date("2026-02-03T04:05:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();

const numbers = (desired: number, maximumPercent = 200, minimumHealthyPercent = 100) =>
  deploymentNumbers({ deploymentConfiguration: { maximumPercent, minimumHealthyPercent } }, desired);
const task = (health: LiveTask["health"], age: number, primary = true): LiveTask => ({
  health,
  createdAt: ago(age),
  primary,
});
const set = (name: string, replicas: number, primary: boolean): TaskSet => ({ name, uid: name, replicas, primary });
/** Failed last: a task of that age; the next attempt is due in so many seconds. */
const failing = (age: number, dueIn: number) => ({
  id: "d",
  failedTasks: 1,
  lastTried: ago(age),
  throttle: { round: 1, until: ago(-dueIn) },
});

function size(input: Partial<SizingInput>) {
  const { again, ...sizing } = sizeOf(
    { numbers: numbers(2), tasks: [], stopping: 0, sets: [], notes: undefined, failed: false, ...input },
    NOW,
  );
  return sizing;
}

describe("a service whose tasks do not fail", () => {
  test("has as many as it wants", () => {
    expect(size({})).toEqual({ replicas: 2 });
  });

  test.each<[string, number, LiveTask["health"][], number]>([
    ["gets another beside an unhealthy task", 200, ["healthy", "unhealthy"], 3],
    ["gets no more than the upper bound", 150, ["unhealthy", "unhealthy"], 3],
    ["gets none where there is no room", 100, ["healthy", "unhealthy"], 2],
    ["has what it wants again when the others are healthy", 200, ["healthy", "healthy", "unhealthy"], 2],
  ])("%s", (_name, maximum, health, replicas) => {
    const tasks = health.map((one) => task(one, 60));
    expect(size({ numbers: numbers(2, maximum), tasks })).toEqual({ replicas });
  });
});

describe("a service whose tasks fail", () => {
  test("keeps what is healthy or was started with the one that failed, and not what came in its place", () => {
    const tasks = [task("healthy", 5), task("starting", 30), task("starting", 2)];
    expect(size({ numbers: numbers(4), tasks, notes: failing(30, 5) })).toEqual({ replicas: 2 });
  });

  test("tries one more when its time has come", () => {
    expect(size({ tasks: [], notes: failing(30, 0) })).toEqual({ replicas: 1 });
    expect(size({ tasks: [task("starting", 1)], notes: failing(30, -1) })).toEqual({ replicas: 1 });
  });

  test("leaves a place to one whose containers are being stopped", () => {
    expect(size({ stopping: 1, notes: failing(30, 5) })).toEqual({ replicas: 1 });
  });

  test("never has more than it wants", () => {
    const tasks = [task("healthy", 60), task("healthy", 60)];
    expect(size({ tasks, notes: failing(30, 0) })).toEqual({ replicas: 2 });
  });
});

describe("a rollout whose tasks fail", () => {
  const sets = [set("old", 2, false), set("new", 2, true)];

  test("is held: the old tasks stay, and the new ones are as many as there are good ones", () => {
    expect(size({ sets, notes: failing(30, 5) })).toEqual({
      replicas: 2,
      hold: { sets: [set("old", 2, false), set("new", 0, true)] },
    });
  });

  test("tries one new task when its time has come, if there is room", () => {
    expect(size({ sets, notes: failing(30, 0) }).hold?.sets).toEqual([set("old", 2, false), set("new", 1, true)]);
    const full = size({ sets, notes: failing(30, 0), numbers: numbers(2, 100, 50) });
    expect(full.hold?.sets).toEqual([set("old", 2, false), set("new", 0, true)]);
  });

  test("that has failed for good keeps its tasks and starts none", () => {
    const tasks = [task("starting", 30), task("starting", 2), task("healthy", 90, false)];
    const notes = { id: "d", failedTasks: 3, lastTried: ago(30) };
    expect(size({ sets: [set("old", 1, false), set("new", 2, true)], tasks, notes, failed: true }).hold?.sets).toEqual([
      set("old", 1, false),
      set("new", 1, true),
    ]);
  });

  test("gives up old tasks that the service does not want any more", () => {
    expect(size({ sets, numbers: numbers(1), notes: failing(30, 5) }).hold?.sets).toEqual([
      set("old", 1, false),
      set("new", 0, true),
    ]);
  });

  test("without old tasks only stops growing", () => {
    const tasks = [task("healthy", 90)];
    const notes = { id: "d", failedTasks: 3, lastTried: ago(30) };
    expect(size({ sets: [set("new", 2, true)], tasks, notes, failed: true })).toEqual({ replicas: 1 });
  });
});

test("the upper bound holds in every case, and the old tasks never go below what is wanted", () => {
  for (const desired of [0, 1, 2, 3, 5])
    for (const maximum of [100, 150, 200])
      for (const [old, young] of [
        [0, 3],
        [2, 2],
        [5, 1],
      ] as const)
        for (const due of [-1, 5]) {
          const bounds = numbers(desired, maximum, 50);
          const sets = [set("old", old, false), set("new", young, true)];
          const { replicas, hold } = size({ numbers: bounds, sets, notes: failing(30, due) });
          const kept = hold?.sets.find(({ name }) => name === "old")?.replicas ?? 0;
          const total = hold?.sets.reduce((sum, one) => sum + one.replicas, 0) ?? replicas;
          expect(kept).toBe(Math.min(old, desired));
          expect(total).toBeLessThanOrEqual(Math.max(bounds.upper, kept));
        }
});
