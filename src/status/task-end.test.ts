import { describe, expect, test } from "vitest";
import { aTask } from "../../test/support/a-service.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { HELPER_CONTAINER } from "../api/names.ts";
import { endOf, runTimes, stoppedContainers } from "./task-end.ts";

type State = NonNullable<NonNullable<Pod["status"]>["containerStatuses"]>[number]["state"];

const running: State = { running: { startedAt: "2026-01-01T00:00:00Z" } };
const ended = (exitCode: number, reason = exitCode === 0 ? "Completed" : "Error", message?: string): State => ({
  terminated: {
    exitCode,
    reason,
    startedAt: "2026-01-01T00:00:00Z",
    finishedAt: "2026-01-01T00:01:00Z",
    ...(message && { message }),
  },
});
const waits = (reason: string, message: string): State => ({ waiting: { reason, message } });

/** A task of the containers `app` and `side`; `side` is not essential. */
function task(states: { app?: State; side?: State }, status: Pod["status"] = {}): Pod {
  const pod = aTask("t", { templateHash: "h", revision: { family: "web", revision: 1 } as never });
  const containerStatuses = Object.entries(states).map(([name, state]) => ({
    ...{ name, image: "i", imageID: "", ready: false, restartCount: 0 },
    ...(state && { state }),
  }));
  pod.metadata.annotations = { ...pod.metadata.annotations, [annotations.nonEssential]: "side" };
  return {
    ...pod,
    spec: { nodeName: "a", containers: [{ name: "app" }, { name: "side" }] },
    status: { phase: "Running", containerStatuses, ...status },
  };
}

describe("why a task has ended", () => {
  test.each<[string, Pod, object | undefined]>([
    ["all of it runs", task({ app: running, side: running }), undefined],
    ["a container that is not essential ended", task({ app: running, side: ended(3) }), undefined],
    [
      "an essential container ended well",
      task({ app: ended(0), side: running }),
      { stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited" },
    ],
    ["an essential container failed", task({ app: ended(7), side: running }), { stopCode: "EssentialContainerExited" }],
    ["its image is being pulled", task({ app: waits("ContainerCreating", "") }), undefined],
    [
      "its image cannot be pulled",
      task({ app: waits("ImagePullBackOff", 'Back-off pulling image "x"') }),
      {
        stopCode: "TaskFailedToStart",
        stoppedReason: 'CannotPullContainerError: container app: Back-off pulling image "x"',
      },
    ],
    [
      "the image of a container that is not essential cannot be pulled",
      task({ app: running, side: waits("ErrImagePull", "no such host") }),
      { stopCode: "TaskFailedToStart" },
    ],
    [
      "a secret is missing",
      task({ app: waits("CreateContainerConfigError", 'secret "s" not found') }),
      {
        stopCode: "TaskFailedToStart",
        stoppedReason: 'ResourceInitializationError: container app: secret "s" not found',
      },
    ],
    [
      "its program is not there",
      task({ app: ended(128, "StartError", "exec: not found") }, { phase: "Failed" }),
      { stopCode: "TaskFailedToStart", stoppedReason: "CannotStartContainerError: container app: exec: not found" },
    ],
    [
      "its instance went away",
      task({ app: running }, { conditions: [{ type: "DisruptionTarget", status: "True", reason: "DeletionByPodGC" }] }),
      { stopCode: "TerminationNotice", stoppedReason: expect.stringContaining("instance a") },
    ],
    [
      "it was drained",
      task(
        { app: running },
        { conditions: [{ type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI" }] },
      ),
      { stopCode: "ServiceSchedulerInitiated", stoppedReason: "Task stopped during instance draining" },
    ],
    [
      "the kubelet did not admit it",
      task({}, { phase: "Failed", reason: "OutOfmemory", message: "no room" }),
      { stopCode: "TaskFailedToStart", stoppedReason: "Task failed to start: OutOfmemory: no room" },
    ],
  ])("%s", (_name, pod, expected) => {
    const end = endOf(pod);
    if (expected === undefined) expect(end).toBeUndefined();
    else expect(end).toMatchObject(expected);
  });
});

describe("containers of a stopped task", () => {
  test("have their exit codes, and those that never ran have none", () => {
    const pod = task({ app: ended(7), side: ended(137, "ContainerStatusUnknown") });
    expect(stoppedContainers(pod)).toEqual([{ name: "app", exitCode: 7 }, { name: "side" }]);
  });

  test("say it where they were killed for their memory", () => {
    const [app] = stoppedContainers(task({ app: ended(137, "OOMKilled") }));
    expect(app).toEqual({
      name: "app",
      exitCode: 137,
      reason: "OutOfMemoryError: Container killed due to memory usage",
    });
  });

  test("are its init containers, too, but for Berth's own", () => {
    const pod = task({ app: ended(7) });
    const status = (name: string, state: State) => ({
      ...{ name, image: "i", imageID: "", ready: false, restartCount: 0 },
      ...(state && { state }),
    });
    const initContainers = [{ name: HELPER_CONTAINER }, { name: "first" }];
    const initContainerStatuses = [status(HELPER_CONTAINER, ended(0)), status("first", ended(6))];
    const started = {
      ...pod,
      spec: { ...pod.spec, initContainers, containers: [{ name: "app" }] },
      status: { ...pod.status, initContainerStatuses },
    };
    expect(stoppedContainers(started)).toEqual([
      { name: "first", exitCode: 6 },
      { name: "app", exitCode: 7 },
    ]);
    const failed = { ...started, status: { phase: "Failed", initContainerStatuses } };
    expect(stoppedContainers(failed)).toEqual([{ name: "first", exitCode: 6 }, { name: "app" }]);
    expect(runTimes(failed)).toEqual({ stoppedAt: "2026-01-01T00:01:00Z" });
  });

  test("are its sidecars, too, whose end is the task's where they are essential, though the kubelet restarts them", () => {
    const pod = task({ app: running });
    const ofSidecar = (name: string, more: object) => ({
      ...pod,
      spec: { ...pod.spec, initContainers: [{ name, restartPolicy: "Always" }], containers: [{ name: "app" }] },
      status: {
        ...pod.status,
        initContainerStatuses: [{ name, image: "i", imageID: "", ready: true, restartCount: 0, ...more }],
      },
    });
    const again = { state: running, lastState: ended(7), restartCount: 1 };
    expect(endOf(ofSidecar("db", { state: running }))).toBeUndefined();
    expect(endOf(ofSidecar("db", { state: ended(7) }))?.stopCode).toBe("EssentialContainerExited");
    expect(endOf(ofSidecar("db", again))?.stopCode).toBe("EssentialContainerExited");
    expect(endOf(ofSidecar("side", again))).toBeUndefined();
    const stopped = ofSidecar("db", { ...again, state: ended(143) });
    expect(stoppedContainers(stopped)).toEqual([{ name: "db", exitCode: 7 }, { name: "app" }]);
    expect(runTimes(ofSidecar("db", { state: ended(7) })).startedAt).toBe("2026-01-01T00:00:00Z");
  });

  test("say it where their dependencies were not met, and nothing else that a program says", () => {
    const reason = "CannotStartContainerError: dependency first:SUCCESS: it ended with exit code 5";
    const [app] = stoppedContainers(task({ app: ended(143, "Error", reason) }));
    expect(app).toEqual({ name: "app", exitCode: 143, reason });
    for (const text of ["secret", `${reason} secret`, `secret\n${reason}`]) {
      expect(stoppedContainers(task({ app: ended(143, "Error", text) }))[0]).toEqual({ name: "app", exitCode: 143 });
    }
  });

  test("have the exit code of the program's first run where the kubelet ran it again", () => {
    const pod = task({ app: ended(137) });
    const [status] = pod.status?.containerStatuses ?? [];
    if (status !== undefined) Object.assign(status, { restartCount: 1, lastState: ended(7) });
    expect(stoppedContainers(pod)[0]).toEqual({ name: "app", exitCode: 7 });
  });
});

test("a task runs from its last container's start to its last container's end", () => {
  expect(runTimes(task({ app: ended(0) }))).toEqual({
    startedAt: "2026-01-01T00:00:00Z",
    stoppedAt: "2026-01-01T00:01:00Z",
  });
  expect(runTimes(task({ app: waits("ErrImagePull", "") }))).toEqual({});
});
