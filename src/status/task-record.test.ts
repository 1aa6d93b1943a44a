import { describe, expect, test } from "vitest";
import { aRun, aRunPod, at, noted, observedRun, placed } from "../../test/support/a-run.ts";
import { aContainerStatus, anInstance, settings } from "../../test/support/a-service.ts";
import type { TaskRecord } from "../api/kinds/task.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { kubernetesName } from "../api/names.ts";
import { nextRecord, type Sighting } from "./task-record.ts";

const first = () => {
  const task = noted(observedRun({ task: noted(observedRun()), pods: [aRunPod(aRun())] }));
  const [record] = task.status?.tasks ?? [];
  if (record === undefined) throw new Error("there is no record");
  return record;
};
const next = (before: TaskRecord, sighting: Sighting, stop?: { reason?: string }, now = at()) =>
  nextRecord(before, { sighting, stop, instance: anInstance("a"), cluster: "default" }, settings.identity, now);
const there = (pod: Pod): Sighting => ({ kind: "there", pod });
const pod = (status: object, metadata = {}) => there(aRunPod(aRun(), { ...placed, status, metadata }));

const running = aContainerStatus({ running: { startedAt: "2026-01-01T00:00:40Z" } });
const exited = (exitCode: number, reason = "Error") =>
  aContainerStatus({
    terminated: { exitCode, reason, startedAt: "2026-01-01T00:00:40Z", finishedAt: "2026-01-01T00:00:50Z" },
  });
const runs = { phase: "Running", containerStatuses: [running] };
const deleted = { deletionTimestamp: "2026-01-01T00:01:30Z" };

describe("a task", () => {
  test("has what became of a container whose name Kubernetes does not take", () => {
    const before = { ...first(), containers: [{ name: "My_DB", lastStatus: "PENDING" as const }] };
    const named = { name: kubernetesName("My_DB") };
    const ended = there(
      aRunPod(aRun(), {
        spec: { ...placed.spec, containers: [named] },
        status: { phase: "Failed", containerStatuses: [{ ...exited(7), ...named }] },
      }),
    );
    expect(next(before, ended).containers).toEqual([{ name: "My_DB", lastStatus: "STOPPED", exitCode: 7 }]);
  });

  test("that runs says where, and since when", () => {
    expect(next(first(), pod(runs))).toMatchObject({
      lastStatus: "RUNNING",
      desiredStatus: "RUNNING",
      startedAt: "2026-01-01T00:00:40Z",
      containerInstanceArn: "arn:aws:ecs:local:000000000000:container-instance/default/uidofa",
      containers: [{ name: "nginx", image: "nginx:1.27", lastStatus: "RUNNING" }],
    });
  });

  test.each<[string, Sighting, object]>([
    [
      "ended by itself",
      pod({ phase: "Failed", containerStatuses: [exited(7)] }),
      { stopCode: "EssentialContainerExited", stoppedAt: "2026-01-01T00:00:50Z", containers: [{ exitCode: 7 }] },
    ],
    [
      "was deleted, and stopped for that",
      pod({ phase: "Failed", containerStatuses: [exited(143)] }, deleted),
      { stopCode: "UserInitiated", containers: [{ exitCode: 143 }] },
    ],
    ["is gone without a trace", { kind: "gone" }, { stopCode: "UserInitiated", stoppedAt: "2026-01-01T00:01:00Z" }],
    [
      "lost its Node",
      pod({
        phase: "Failed",
        conditions: [{ type: "DisruptionTarget", status: "True", reason: "DeletionByPodGC", message: "gone" }],
      }),
      { stopCode: "TerminationNotice" },
    ],
    [
      "was evicted",
      pod({
        phase: "Failed",
        conditions: [{ type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI" }],
      }),
      { stopCode: "TerminationNotice", stoppedReason: "Task stopped during instance draining" },
    ],
    [
      "needed too much memory",
      pod({ phase: "Failed", containerStatuses: [exited(137, "OOMKilled")] }),
      { containers: [{ exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" }] },
    ],
  ])("that %s is STOPPED", (_what, sighting, expected) => {
    const record = next(next(first(), pod(runs)), sighting);
    expect(record).toMatchObject({ lastStatus: "STOPPED", desiredStatus: "STOPPED", ...expected });
  });

  test("whose container's end nobody knows has no exit code, but has not failed to start if it ran", () => {
    const unknown = aContainerStatus({ terminated: { exitCode: 137, reason: "ContainerStatusUnknown" } });
    const over = pod({ phase: "Failed", containerStatuses: [unknown] });
    expect(next(first(), over).stopCode).toBe("TaskFailedToStart");
    const record = next(next(first(), pod(runs)), over);
    expect(record.stopCode).toBe("EssentialContainerExited");
    expect(record.containers[0]).not.toHaveProperty("exitCode");
  });

  test("that is stopped stays as its end was first seen", () => {
    const stopping = next(next(first(), pod(runs)), pod(runs), { reason: "enough" });
    expect(stopping).toMatchObject({ lastStatus: "STOPPING", stopCode: "UserInitiated", stoppedReason: "enough" });
    const over = next(stopping, pod({ phase: "Failed", containerStatuses: [exited(9)] }), undefined, at(10));
    expect(over).toMatchObject({
      stoppedReason: "enough",
      stoppingAt: "2026-01-01T00:01:00Z",
      containers: [{ exitCode: 9 }],
    });
    expect(next(over, pod({ phase: "Failed", containerStatuses: [exited(1)] }))).toEqual(over);
    expect(next(over, pod(runs))).toEqual(over);
  });

  test("that somebody stops by its Pod stops as if the object said so, which goes before it", () => {
    const asked = { annotations: { [annotations.stopReason]: "this one" } };
    const stopping = next(next(first(), pod(runs)), pod(runs, asked));
    expect(stopping).toMatchObject({ lastStatus: "STOPPING", stopCode: "UserInitiated", stoppedReason: "this one" });
    expect(next(first(), pod(runs, asked), { reason: "all" }).stoppedReason).toBe("all");
    expect(next(first(), { kind: "gone", last: aRunPod(aRun(), { metadata: asked }) })).toMatchObject({
      lastStatus: "STOPPED",
      stoppedReason: "this one",
    });
  });

  test("whose program waits for others is PENDING, and starts when that has started", () => {
    const containers = [{ name: "nginx", startupProbe: {}, readinessProbe: {} }];
    const waits = (started: boolean) =>
      there(
        aRunPod(aRun(), {
          spec: { ...placed.spec, containers },
          status: { phase: "Running", containerStatuses: [{ ...running, started, ready: false }] },
        }),
      );
    const waiting = next(first(), waits(false));
    expect(waiting).toMatchObject({ lastStatus: "PENDING", containers: [{ lastStatus: "PENDING" }] });
    expect(waiting.startedAt).toBeUndefined();
    const started = next(waiting, waits(true), undefined, at(60));
    expect(started).toMatchObject({ lastStatus: "RUNNING", startedAt: "2026-01-01T00:02:00Z" });
    expect(next(started, waits(true), undefined, at(70)).startedAt).toBe("2026-01-01T00:02:00Z");
  });

  test("that runs does not go back, whatever its containers wait for", () => {
    const waits = aContainerStatus({ waiting: { reason: "PodInitializing" } });
    expect(next(next(first(), pod(runs)), pod({ containerStatuses: [waits] })).lastStatus).toBe("RUNNING");
  });
});
