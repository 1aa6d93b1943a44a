import { expect, test } from "vitest";
import { aContainerStatus, aTask } from "../../../test/support/a-service.ts";
import type { Pod } from "../../api/kube-object.ts";
import { annotations } from "../../api/labels.ts";
import { cleanup, startNotes } from "./cleanup.ts";

type State = Parameters<typeof aContainerStatus>[0];

function pod(name: string, phase: string, state: State, more: Partial<Pod["spec"]> = {}, minute = 0): Pod {
  const task = aTask(name, { templateHash: "h", revision: { family: "web", revision: 1 } as never });
  return {
    metadata: { ...task.metadata, creationTimestamp: `2026-01-01T00:0${minute}:00Z` },
    spec: { nodeName: "a", containers: [{ name: "nginx" }], ...more },
    status: { phase, containerStatuses: [aContainerStatus(state)] },
  };
}

const exit: State = { terminated: { exitCode: 1, finishedAt: "2026-01-01T00:00:05Z" } };
const noImage: State = { waiting: { reason: "ErrImagePull", message: "no such host" } };

function actions(pods: readonly Pod[], { due = false, recorded = pods.map(({ metadata }) => metadata.name) } = {}) {
  return cleanup({ pods, due, recorded: new Set(recorded) }).map(({ kind, name }) => `${kind} ${name}`);
}

test("of the Pods that have ended the newest stays, for its logs", () => {
  const pods = [0, 2, 1].map((minute) => pod(`p${minute}`, "Failed", exit, {}, minute));
  expect(actions(pods)).toEqual(["delete p1", "delete p0"]);
});

test("nothing is done to a task whose stop is not recorded yet", () => {
  expect(actions([pod("a", "Failed", exit), pod("b", "Running", exit)], { recorded: [] })).toEqual([]);
});

test("what still runs of a task that has ended is stopped, once", () => {
  const two = { containers: [{ name: "nginx" }, { name: "side" }] };
  expect(actions([pod("a", "Running", exit, two)])).toEqual(["stop a"]);
  expect(actions([pod("a", "Running", exit, { ...two, activeDeadlineSeconds: 1 })])).toEqual([]);
  expect(actions([pod("a", "Running", exit)])).toEqual([]);
});

test("a task that cannot start keeps its Pod until the next attempt", () => {
  expect(actions([pod("a", "Pending", noImage)])).toEqual([]);
  expect(actions([pod("a", "Pending", noImage)], { due: true })).toEqual(["delete a"]);
});

test("a Pod that is being deleted is left alone", () => {
  const going = pod("a", "Running", exit);
  going.metadata.deletionTimestamp = "2026-01-01T00:00:09Z";
  expect(actions([going])).toEqual([]);
});

test("it is noted once when the programs of a task have started that waited for others, if its health depends on it", () => {
  const waiting = { containers: [{ name: "nginx", startupProbe: {} }] };
  const task = (notes: Record<string, string>, more: Partial<Pod["spec"]> = waiting) => {
    const one = pod("a", "Running", { running: { startedAt: "2026-01-01T00:00:00Z" } }, more);
    one.metadata.annotations = { ...one.metadata.annotations, ...notes };
    return startNotes([one]).map(({ kind, name }) => `${kind} ${name}`);
  };
  expect(task({ [annotations.unhealthyAfter]: "9" })).toEqual(["note a"]);
  expect(task({ [annotations.unhealthyAfter]: "9", [annotations.startedAt]: "2026-01-01T00:00:00Z" })).toEqual([]);
  expect(task({})).toEqual([]);
  expect(task({ [annotations.unhealthyAfter]: "9" }, {})).toEqual([]);
});
