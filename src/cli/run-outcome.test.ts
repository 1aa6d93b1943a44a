import { expect, test } from "vitest";
import { aRun } from "../../test/support/a-run.ts";
import type { LastStatus, TaskContainer, TaskRecord, TaskStatus } from "../api/kinds/task.ts";
import { firstAnswer, refusalOf, runOutcome } from "./run-outcome.ts";
import { tasksOf } from "./target.ts";
import { tasksIn } from "./task-view.ts";

const at = "2026-01-01T00:00:00Z";

function task(lastStatus: LastStatus, ...containers: Omit<TaskContainer, "lastStatus">[]): TaskRecord {
  return {
    taskArn: "arn:aws:ecs:local:000000000000:task/default/1b6a",
    clusterArn: "arn:aws:ecs:local:000000000000:cluster/default",
    taskDefinitionArn: "arn:aws:ecs:local:000000000000:task-definition/job:1",
    group: "family:job",
    launchType: "EC2",
    healthStatus: "UNKNOWN",
    createdAt: at,
    lastStatus,
    desiredStatus: lastStatus === "STOPPED" ? "STOPPED" : "RUNNING",
    containers: containers.map((container) => ({ ...container, lastStatus: "STOPPED" })),
  };
}

const done = task("STOPPED", { name: "main", exitCode: 0 });
const finished = { kubernetes: { finishedAt: at } };
const unplaced = { failures: [{ reason: "RESOURCE:MEMORY", detail: "Insufficient memory" }] };
const refused: TaskStatus = {
  conditions: [{ type: "Stalled", status: "True", reason: "InvalidParameter", message: "no", lastTransitionTime: at }],
};

function judged(judge: typeof runOutcome, status: TaskStatus, count = 1) {
  const object = aRun({ count }, { observedGeneration: 1, ...status });
  const sight = { services: [], pods: [], tasks: [object] };
  return judge(object, tasksOf(tasksIn(sight, new Date(at)), object));
}

test.each<[string, TaskStatus, number]>([
  ["while a task runs", { tasks: [task("RUNNING", { name: "main" })] }, 1],
  ["while one of two has not been started", { tasks: [done] }, 2],
  ["while the operator may start another one, beside a failure", { tasks: [done], ...unplaced }, 2],
  ["before the operator has seen it", { observedGeneration: 0, ...finished }, 1],
  ["before there is an answer", {}, 1],
])("it goes on %s", (_when, status, count) => {
  expect(judged(runOutcome, status, count).kind).toBe("running");
});

test.each<[string, TaskStatus, readonly string[]]>([
  ["well where every container ended with 0", { tasks: [done] }, []],
  [
    "badly where one did not",
    { tasks: [task("STOPPED", { name: "main", exitCode: 3 }, { name: "side", exitCode: 0 })] },
    ["task 1b6a: container main exited with 3"],
  ],
  [
    "badly where one never ran",
    { tasks: [task("STOPPED", { name: "main", reason: "CannotPullContainerError: x" })] },
    ["task 1b6a: container main has no exit code, CannotPullContainerError: x"],
  ],
  ["badly where no container ran", { tasks: [task("STOPPED")] }, ["task 1b6a: no container has run"]],
  [
    "badly where a task could not be started",
    unplaced,
    ["a task was not started: RESOURCE:MEMORY, Insufficient memory"],
  ],
])("it ends %s", (_how, status, faults) => {
  expect(judged(runOutcome, { ...finished, ...status })).toEqual({ kind: "ended", faults });
});

test.each<[string, TaskStatus, string]>([
  ["before the operator has seen it", { observedGeneration: 0 }, "job: waiting for the operator to see it"],
  ["while a task has no place yet", { tasks: [task("PROVISIONING")] }, "task 1b6a: PROVISIONING"],
])("there is no first answer %s", (_when, status, progress) => {
  expect(judged(firstAnswer, status)).toEqual({ kind: "running", progress: [progress] });
});

test("the first answer is whole: of each task that it has been started, or why not", () => {
  expect(judged(firstAnswer, { tasks: [task("PENDING")] })).toEqual({ kind: "ended", faults: [] });
  expect(judged(firstAnswer, { tasks: [task("PENDING")] }, 2).kind).toBe("running");
  expect(judged(firstAnswer, { tasks: [task("PENDING")], ...unplaced }, 2)).toEqual({
    kind: "ended",
    faults: ["a task was not started: RESOURCE:MEMORY, Insufficient memory"],
  });
});

test("what found no place was not refused", () => {
  expect(refusalOf(aRun({}, refused))).toBe("no");
  expect(refusalOf(aRun({}, { ...refused, ...unplaced }))).toBeUndefined();
});
