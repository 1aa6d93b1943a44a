import { expect, test } from "vitest";
import { aContainerStatus, aTask } from "../../test/support/a-service.ts";
import type { Pod } from "../api/kube-object.ts";
import { taskStatus } from "./task-status.ts";

const pod = (change: Partial<Pod>): Pod =>
  aTask("t", { templateHash: "h", revision: { family: "web", revision: 1 } as never }, change);
const running = { running: { startedAt: "2026-01-01T00:00:00Z" } };

test.each<[string, Partial<Pod>, string]>([
  ["has no Node", { spec: { containers: [{ name: "nginx" }] } }, "PROVISIONING"],
  [
    "pulls its image",
    { status: { containerStatuses: [aContainerStatus({ waiting: { reason: "ContainerCreating" } })] } },
    "PENDING",
  ],
  ["has no word from its Node yet", { status: {} }, "PENDING"],
  ["has started all its containers", { status: { containerStatuses: [aContainerStatus(running)] } }, "RUNNING"],
  [
    "waits for a container's restart",
    { status: { containerStatuses: [aContainerStatus({ waiting: { reason: "CrashLoopBackOff" } })] } },
    "PENDING",
  ],
  ["has ended", { status: { phase: "Failed" } }, "STOPPED"],
  ["has ended well", { status: { phase: "Succeeded" } }, "STOPPED"],
])("a task that %s is %s", (_name, change, status) => {
  expect(taskStatus(pod(change))).toBe(status);
});

test("a task is RUNNING only when every container has started", () => {
  const spec = { nodeName: "a", containers: [{ name: "nginx" }, { name: "log" }] };
  expect(taskStatus(pod({ spec, status: { containerStatuses: [aContainerStatus(running)] } }))).toBe("PENDING");
});

test.each([
  [false, "PENDING"],
  [true, "RUNNING"],
])(
  "a program that waits for other containers has not started, though its container runs (started: %s)",
  (started, status) => {
    const containers = [{ name: "nginx", startupProbe: {} }];
    const containerStatuses = [{ ...aContainerStatus(running), started }];
    expect(taskStatus(pod({ spec: { nodeName: "a", containers }, status: { containerStatuses } }))).toBe(status);
  },
);

test("a task that is being stopped is neither running nor stopped", () => {
  const { metadata } = pod({});
  expect(taskStatus(pod({ metadata: { ...metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } }))).toBe("STOPPING");
});
