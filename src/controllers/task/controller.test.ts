import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aController } from "../../../test/support/a-controller.ts";
import { aRun } from "../../../test/support/a-run.ts";
import { aCluster, anInstance, aRevision } from "../../../test/support/a-service.ts";
import type { TaskSpec } from "../../api/kinds/task.ts";
import type { Pod } from "../../api/kube-object.ts";
import { taskPodNames } from "../../api/task-identity.ts";
import type { OwnTask } from "../caches.ts";
import { taskController } from "./controller.ts";

const TASK = "/apis/ecs.berth.dev/v1alpha1/namespaces/demo/ecstasks/job";
const PODS = "/api/v1/namespaces/demo/pods";

let bench: Awaited<ReturnType<typeof aController>>;
beforeEach(async () => {
  bench = await aController(taskController);
  const { metadata } = aCluster();
  bench.caches.clusters.upsert({ metadata, spec: {}, nulls: [] });
  bench.caches.revisions.upsert({ metadata: { namespace: "demo", name: "taskdef-web-1" }, revision: aRevision(1) });
  bench.caches.nodes.upsert(anInstance("a"));
});
afterEach(() => bench.close());

/** Stores a Task object as the user and the API server would, and tells the cache. */
function put(spec: Partial<TaskSpec> = {}): OwnTask {
  const object = aRun(spec);
  const { uid, resourceVersion } = bench.server.put(TASK, { ...object }).metadata;
  const stored: OwnTask = { ...object, metadata: { ...object.metadata, uid, resourceVersion }, nulls: [] };
  bench.caches.tasks.upsert(stored);
  return stored;
}

const reconcile = () => bench.reconcile("demo/job");
const known = () => bench.caches.tasks.get("demo/job")?.status;
const podPath = (task: OwnTask) => `${PODS}/${taskPodNames(task)[0]}`;
const refusal = (code: number, reason: string, message: string) =>
  ({ kind: "status", code, body: { kind: "Status", code, reason, message } }) as const;

test("the revision is stored before the Pod is made, and the Pod's UID before it is let go", async () => {
  const pod = podPath(put());
  await reconcile();
  expect(bench.writes()).toEqual([`patch ${TASK}/status`, `create ${PODS}`]);
  expect(bench.server.at(pod)).toMatchObject({ spec: { schedulingGates: [{ name: "ecs.berth.dev/noted" }] } });
  await reconcile();
  expect(bench.writes().slice(2)).toEqual([`patch ${TASK}/status`, `patch ${pod}`]);
  expect(known()?.kubernetes?.notes).toEqual([{ pod: pod.split("/").at(-1), uid: bench.server.at(pod)?.metadata.uid }]);
  expect(bench.server.at(pod)).toMatchObject({ spec: { schedulingGates: null } });
});

describe("what is not stored is not acted on:", () => {
  test("no Pod is made where somebody else has written the status", async () => {
    put();
    bench.server.next("patch", refusal(409, "Conflict", "the object has been modified"));
    await reconcile();
    expect(bench.writes()).toEqual([`patch ${TASK}/status`]);
  });

  test("and none is let go", async () => {
    put();
    await reconcile();
    bench.server.next("patch", refusal(409, "Conflict", "the object has been modified"));
    await reconcile();
    expect(bench.writes().slice(2)).toEqual([`patch ${TASK}/status`]);
  });
});

test("a Pod whose creation nobody heard of is found, not made again", async () => {
  const task = put();
  bench.server.next("create", { kind: "resetAfterwards" });
  await Promise.all([reconcile(), bench.clock.advance(10_000)]);
  await reconcile();
  expect(known()?.kubernetes?.notes).toMatchObject([{ uid: bench.server.at(podPath(task))?.metadata.uid }]);
});

test("a noted Pod is gone when the API server says so, not when the cache has lost it", async () => {
  const task = put();
  await reconcile();
  await reconcile();
  const cached = bench.caches.pods.get(`demo/${taskPodNames(task)[0]}`) as Pod;
  bench.caches.pods.remove(cached);
  expect(await reconcile()).toEqual({ kind: "requeueAfter", ms: 5000 });
  expect(known()?.tasks).toMatchObject([{ lastStatus: "PROVISIONING", desiredStatus: "RUNNING" }]);
  bench.server.remove(podPath(task));
  await reconcile();
  expect(known()?.tasks).toMatchObject([{ lastStatus: "STOPPED" }]);
  const before = bench.writes().length;
  await reconcile();
  expect(bench.writes()).toHaveLength(before);
});

describe("what the API server refuses", () => {
  const create = (...message: readonly string[]) =>
    bench.server.next("create", ...message.map((one) => refusal(403, "Forbidden", one)));

  test("for a quota is a failure, and not tried again", async () => {
    put();
    create('pods "x" is forbidden: exceeded quota: few, requested: limits.memory=1Gi, used: …');
    await reconcile();
    expect(known()).toMatchObject({ tasks: [], failures: [{ reason: "RESOURCE:MEMORY" }] });
    await reconcile();
    expect(bench.writes().filter((write) => write.startsWith("create"))).toHaveLength(1);
  });

  test("for a missing right is waited for", async () => {
    put();
    // One more, since the Event that tells of it is created, too.
    create("a policy", "a policy", "a policy");
    expect(await reconcile()).toEqual({ kind: "requeueAfter", ms: 30_000 });
    expect(known()?.conditions).toContainEqual(
      expect.objectContaining({ type: "Reconciling", status: "True", reason: "Failed", message: "a policy" }),
    );
  });
});

test("a Pod of somebody else under the name is left alone", async () => {
  const pod = podPath(put());
  bench.server.put(pod, { metadata: { name: pod.split("/").at(-1) ?? "" } });
  await reconcile();
  expect(known()?.conditions).toContainEqual(
    expect.objectContaining({ type: "Ready", status: "False", reason: "NameConflict" }),
  );
  expect(known()?.kubernetes?.notes).toEqual([]);
});

test("the Pod's time after the end and the object's own are both kept", async () => {
  put({ kubernetes: { stoppedTaskRetention: "10s", ttlSecondsAfterFinished: 30 } });
  await reconcile();
  await reconcile();
  const [cached] = bench.caches.pods.list();
  const terminated = { exitCode: 0, finishedAt: new Date(bench.clock.now()).toISOString().replace(/\.\d+Z/, "Z") };
  const containerStatuses = [
    { name: "nginx", image: "", imageID: "", ready: false, restartCount: 0, state: { terminated } },
  ];
  const metadata = { ...cached?.metadata, resourceVersion: "9000" };
  bench.caches.pods.upsert({ ...cached, metadata, status: { phase: "Succeeded", containerStatuses } } as Pod);
  const first = await reconcile();
  expect(first.kind === "requeueAfter" && first.ms).toBeLessThanOrEqual(10_000);
  expect(bench.server.at(TASK)).toBeDefined();
  await bench.clock.advance(31_000);
  await reconcile();
  expect(bench.server.at(TASK)).toBeUndefined();
});
