import { expect, test } from "vitest";
import { firstAnswer, runOutcome } from "./run-outcome.ts";
import type { RunTaskStatus, TaskContainer, TaskObject } from "./task-object.ts";
import type { TaskView } from "./task-view.ts";

const at = "2026-01-01T00:00:00Z";
const reconciling = [
  { type: "Reconciling", status: "True", reason: "Progressing", message: "", lastTransitionTime: at },
] as const;

function task(lastStatus: string, ...containers: TaskContainer[]): TaskView {
  return {
    taskArn: "arn:aws:ecs:local:000000000000:task/default/1b6a",
    lastStatus,
    desiredStatus: "STOPPED",
    containers,
    kubernetes: { task: "job" },
  };
}

const done = task("STOPPED", { name: "main", exitCode: 0 });

function outcome(tasks: readonly TaskView[], status: RunTaskStatus = {}, count = 1) {
  const object: TaskObject = {
    metadata: { name: "job", generation: 1 },
    spec: { count },
    status: { observedGeneration: 1, tasks, ...status },
  };
  return runOutcome(object, tasks);
}

test.each<[string, readonly TaskView[], RunTaskStatus, number]>([
  ["while a task runs", [task("RUNNING", { name: "main" })], {}, 1],
  ["while one of two has not been started", [done], {}, 2],
  [
    "while the operator may start another one, beside a failure",
    [done],
    { failures: [{ reason: "RESOURCE:CPU" }], conditions: reconciling },
    2,
  ],
  ["before the operator has seen it", [], { observedGeneration: 0 }, 1],
  ["before there is an answer", [], {}, 1],
])("it goes on %s", (_when, tasks, status, count) => {
  expect(outcome(tasks, status, count).kind).toBe("running");
});

test.each<[string, readonly TaskView[], RunTaskStatus, readonly string[]]>([
  ["well where every container ended with 0", [done], {}, []],
  [
    "badly where one did not",
    [task("STOPPED", { name: "main", exitCode: 3 }, { name: "side", exitCode: 0 })],
    {},
    ["task 1b6a: container main exited with 3"],
  ],
  [
    "badly where one never ran",
    [task("STOPPED", { name: "main", reason: "CannotPullContainerError: x" })],
    {},
    ["task 1b6a: container main has no exit code, CannotPullContainerError: x"],
  ],
  ["badly where no container ran", [task("STOPPED")], {}, ["task 1b6a: no container has run"]],
  [
    "badly where a task could not be started",
    [],
    { failures: [{ reason: "RESOURCE:MEMORY" }] },
    ["a task was not started: RESOURCE:MEMORY"],
  ],
])("it ends %s", (_how, tasks, status, faults) => {
  expect(outcome(tasks, status)).toEqual({ kind: "ended", faults });
});

test("the first answer is there as soon as a task is, or a failure", () => {
  const object = (status: RunTaskStatus): TaskObject => ({ metadata: { name: "job", generation: 1 }, status });
  expect(firstAnswer({ metadata: { name: "job", generation: 1 } })).toEqual({
    kind: "running",
    progress: ["job: waiting for the operator to see it"],
  });
  expect(firstAnswer(object({ observedGeneration: 1, tasks: [done] }))).toEqual({ kind: "ended", faults: [] });
  expect(firstAnswer(object({ observedGeneration: 1, failures: [{ reason: "AGENT", detail: "d" }] }))).toEqual({
    kind: "ended",
    faults: ["a task was not started: AGENT, d"],
  });
});
