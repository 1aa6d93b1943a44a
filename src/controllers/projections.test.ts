import { describe, expect, test } from "vitest";
import { aContainerStatus, aRevision, aTask } from "../../test/support/a-service.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { taskOf } from "../status/task-status.ts";
import { podProjection, replicaSetProjection } from "./projections.ts";

const SECRET = "hunter2";
const container = { name: "nginx", image: "nginx", env: [{ name: "PASSWORD", value: SECRET }] };
const task = (change: Partial<Pod> = {}) => aTask("t1", { templateHash: "h", revision: aRevision() }, change);

describe("what is kept of a Pod", () => {
  test.each<[string, Partial<Pod>]>([
    ["runs", {}],
    ["has no Node", { spec: { containers: [container] }, status: {} }],
    [
      "cannot be placed",
      { status: { conditions: [{ type: "PodScheduled", status: "False", message: "0/3 nodes are available" }] } },
    ],
    ["cannot start", { status: { containerStatuses: [aContainerStatus({ waiting: { reason: "ErrImagePull" } })] } }],
    [
      "waits for an init container",
      { status: { initContainerStatuses: [aContainerStatus({ waiting: { reason: "X" } })] } },
    ],
    [
      "waits for others by its helper",
      {
        spec: { nodeName: "a", containers: [{ name: "nginx", startupProbe: { exec: { command: ["x"] } } }] },
        status: { containerStatuses: [{ ...aContainerStatus({ running: {} }), started: false }] },
      },
    ],
    ["has ended", { status: { phase: "Failed" } }],
  ])("tells all of a task that %s", (_name, change) => {
    expect(taskOf(podProjection(task(change)))).toEqual(taskOf(task(change)));
  });

  test("has neither the program's environment nor what others noted", () => {
    const pod = task({ spec: { nodeName: "a", containers: [container] } });
    pod.metadata.annotations = { ...pod.metadata.annotations, "example.com/note": SECRET };
    expect(JSON.stringify(podProjection(pod))).not.toContain(SECRET);
  });
});

test("what is kept of a container that has ended tells why it was not run, and no other last words", () => {
  const reason = "CannotStartContainerError: dependency first:SUCCESS: it ended";
  for (const [message, kept] of [
    [reason, true],
    [SECRET, false],
  ] as const) {
    const ended = aContainerStatus({ terminated: { exitCode: 143, reason: "Error", message } });
    const initContainers = [{ ...container, name: "first" }];
    const pod = podProjection(
      task({ spec: { initContainers, containers: [container] }, status: { containerStatuses: [ended] } }),
    );
    expect(pod.status?.containerStatuses?.[0]?.state?.terminated?.message).toBe(kept ? message : undefined);
    expect(pod.spec?.initContainers).toEqual([{ name: "first" }]);
  }
});

test("what is kept of a ReplicaSet tells its tasks and its template, and nothing of the program", () => {
  const notes = { [annotations.templateHash]: "h" };
  const template = { metadata: { annotations: notes }, spec: { containers: [container] } };
  const projected = replicaSetProjection({ metadata: { name: "rs" }, spec: { replicas: 2, selector: {}, template } });
  expect(projected.spec).toMatchObject({ replicas: 2, template: { metadata: { annotations: notes } } });
  expect(JSON.stringify(projected)).not.toContain(SECRET);
});
