import { expect, test } from "vitest";
import { aRun, aRunPod, at, noted, observedRun, placed, runOf, taskSettings } from "../../test/support/a-run.ts";
import { aContainerStatus } from "../../test/support/a-service.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import type { TaskObject } from "../api/task-identity.ts";
import { planTask } from "../plan/task.ts";
import { runReport, sameReport } from "./run-task.ts";

const begun = () => noted(observedRun({ task: noted(observedRun()), pods: [aRunPod(aRun())] }));

function report(task: TaskObject, pods: readonly Pod[], gone = new Map<string, Pod | undefined>()) {
  const plan = runOf(planTask(observedRun({ task, pods, gone }), taskSettings, at()));
  return runReport(task, plan, pods, undefined, at());
}

const states = (pairs: Readonly<Record<string, string>>) =>
  Object.entries(pairs).map(([type, status]) => expect.objectContaining({ type, status }));
const running = aContainerStatus({ running: { startedAt: "2026-01-01T00:00:40Z" } });
const exited = (exitCode: number) =>
  aContainerStatus({ terminated: { exitCode, startedAt: "2026-01-01T00:00:40Z", finishedAt: "2026-01-01T00:00:50Z" } });
const over = (exitCode: number) =>
  aRunPod(aRun(), { ...placed, status: { phase: "Failed", containerStatuses: [exited(exitCode)] } });

test("while tasks run the object is on its way, as a Job is", () => {
  const { status } = report(begun(), [
    aRunPod(aRun(), { ...placed, status: { phase: "Running", containerStatuses: [running] } }),
  ]);
  expect(status.conditions).toEqual(
    expect.arrayContaining(states({ Ready: "False", Reconciling: "True", Stalled: "False" })),
  );
  expect(status.kubernetes).toMatchObject({ lastStatus: "RUNNING", runningCount: 1, stoppedCount: 0 });
});

test("a task that waits for a claim says for which, in the scheduler's words", () => {
  const message = '0/1 nodes are available: persistentvolumeclaim "fs-1" not found. not found';
  const verdict = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
  const { status } = report(begun(), [aRunPod(aRun(), { status: { conditions: [verdict] } })]);
  expect(status.conditions).toContainEqual(
    expect.objectContaining({ type: "Ready", message: expect.stringContaining(message) }),
  );
});

test("when all have stopped it is Ready, whatever their exit codes, and tells them", () => {
  const { status, events } = report(begun(), [over(7)]);
  expect(status.conditions).toEqual(
    expect.arrayContaining(states({ Ready: "True", Reconciling: "False", Stalled: "False" })),
  );
  expect(status.kubernetes).toMatchObject({
    lastStatus: "STOPPED",
    exitCode: 7,
    finishedAt: "2026-01-01T00:00:50Z",
    stoppedReason: "Essential container in task exited",
  });
  const message = "(task 012) has stopped: Essential container in task exited (nginx with exit code 7).";
  expect(events).toEqual([{ type: "Normal", reason: "TasksStopped", message }]);
});

test("what was told once is not told again", () => {
  const task = begun();
  const { status } = report(task, [over(7)]);
  const again = report({ ...task, status }, [over(7)]);
  expect(again.events).toEqual([]);
  expect(again.status).toEqual(status);
});

test("the exit code is that of an essential container, and stays when the Pod goes", () => {
  const helper = over(0);
  helper.metadata.annotations = { ...helper.metadata.annotations, [annotations.nonEssential]: "nginx" };
  expect(report(begun(), [helper]).status.kubernetes).not.toHaveProperty("exitCode");
  const task = begun();
  const after = { ...task, status: report(task, [over(7)]).status };
  expect(report(after, []).status.kubernetes).toMatchObject({ exitCode: 7 });
});

test("a copy shows what the original shows, and its end when that is deleted", () => {
  const task = begun();
  const original = { ...task, status: report(task, [over(7)]).status };
  const sameAs = { name: "job", uid: "uid-of-job" };
  const copy = { ...aRun(), metadata: { ...aRun().metadata, name: "copy", uid: "uid-of-copy" } };
  const { status } = sameReport(copy, { original, sameAs, differences: [] }, at());
  expect(status.tasks).toEqual(original.status.tasks);
  expect(status.kubernetes).toMatchObject({ exitCode: 7, sameAs });

  const shown = sameReport(copy, { original: task, sameAs, differences: [] }, at()).status;
  const alone = sameReport({ ...copy, status: shown }, { original: undefined, sameAs, differences: [] }, at(5)).status;
  expect(alone.tasks).toMatchObject([{ lastStatus: "STOPPED", stopCode: "UserInitiated" }]);
  expect(alone.conditions).toEqual(expect.arrayContaining(states({ Ready: "True" })));
});
