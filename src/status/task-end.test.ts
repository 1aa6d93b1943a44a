import { describe, expect, test } from "vitest";
import { aTask } from "../../test/support/a-service.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
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
