import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TaskSpec } from "../../src/api/kinds/task.ts";
import type { Pod } from "../../src/api/kube-object.ts";
import * as resources from "../../src/kube/resource.ts";
import { AuditLog, OPERATOR_USER } from "../support/audit.ts";
import { aCluster, aTask, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { admin, aPlace, type Place, showOnFailure } from "../support/place.ts";
import { type RunObject, taskObjects } from "../support/runs.ts";

/* Tasks of no service: they run once, whatever happens. */

const PRIORITY_CLASS = "no-preemption";
const priorityClasses: resources.Resource = {
  group: "scheduling.k8s.io",
  version: "v1",
  plural: "priorityclasses",
  kind: "PriorityClass",
  namespaced: false,
};
const by = { fieldManager: "somebody" };

let operator: OperatorProcess;
beforeAll(async () => {
  const object = { metadata: { name: PRIORITY_CLASS }, value: 0, preemptionPolicy: "Never" };
  await admin().apply(priorityClasses, object, by);
  operator = await startOperatorProcess({
    kubeconfig: inject("operatorConfig"),
    folder: inject("plane").folder,
    env: { BERTH_TASK_PRIORITY_CLASS: PRIORITY_CLASS },
  });
});
afterAll(() => operator?.terminate());

const container = { name: "main", image: "nginx", memory: 64 };

async function placeWith(image: string, change: object = {}): Promise<Place> {
  showOnFailure(() => operator.log());
  const place = await aPlace("task");
  await place.addReadyNode("default");
  await place.apply(aCluster());
  await place.apply(aTaskDefinition("job", { containerDefinitions: [{ ...container, image, ...change }] }));
  await place.untilReady(resources.taskDefinitions, "job");
  return place;
}

/** Why an object is not Ready. */
function why(object: RunObject | undefined): string {
  const { reason, message } = object?.status?.conditions?.find(({ type }) => type === "Ready") ?? {};
  return `${reason}: ${message}`;
}

const run = (name: string, spec: Partial<TaskSpec> = {}) => aTask(name, { taskDefinition: "job", ...spec });
const stateOf = ({ status }: RunObject) => status?.tasks?.map(({ lastStatus }) => lastStatus).join();
const until = (place: Place, name: string, states: string) =>
  place.until(taskObjects, name, (object) => object !== undefined && stateOf(object) === states);
const pods = (place: Place): Promise<readonly Pod[]> => place.list(resources.pods, "ecs.berth.dev/task");

/** Says in the place of a kubelet what became of a Pod. */
async function say(place: Place, { metadata }: Pod, status: object): Promise<void> {
  const options = { ...by, subresource: "status" };
  await admin().mergePatch(resources.pods, place.ref(metadata.name), { status }, options);
}

test("a task runs once, ends with its program, and keeps its exit code and its Pod", async () => {
  const place = await placeWith("ends-badly");
  await place.apply(run("once"));
  const done = await place.untilReady(taskObjects, "once");
  expect(done).toMatchObject({
    status: {
      tasks: [
        {
          lastStatus: "STOPPED",
          desiredStatus: "STOPPED",
          stopCode: "EssentialContainerExited",
          stoppedReason: "Essential container in task exited",
          taskDefinitionArn: "arn:aws:ecs:local:000000000000:task-definition/job:1",
          clusterArn: "arn:aws:ecs:local:000000000000:cluster/default",
          launchType: "EC2",
          group: "family:job",
          containers: [{ name: "main", image: "ends-badly", lastStatus: "STOPPED", exitCode: 7 }],
        },
      ],
      failures: [],
      kubernetes: { cluster: "default", taskDefinition: "job:1", lastStatus: "STOPPED", exitCode: 7 },
    },
  });
  const [pod, ...others] = await pods(place);
  expect(others).toEqual([]);
  const [task] = (done as RunObject).status?.tasks ?? [];
  expect(task?.taskArn.split("/").at(-1)).toBe(pod?.metadata.uid?.replaceAll("-", ""));
  expect(pod?.spec).toMatchObject({ restartPolicy: "Never", preemptionPolicy: "Never" });
  expect(pod?.metadata.ownerReferences).toMatchObject([{ kind: "Task", name: "once", controller: true }]);
  await place.leave();
});

test("a Pod that somebody deletes is a task that has stopped; nothing runs in its place", async () => {
  const place = await placeWith("nginx");
  await place.apply(run("deleted", { count: 2 }));
  await until(place, "deleted", "RUNNING,RUNNING");
  const [first] = await pods(place);
  await place.delete(resources.pods, first?.metadata.name ?? "");
  const object = await place.until(
    taskObjects,
    "deleted",
    (one) => one?.status?.kubernetes?.stoppedCount === 1 && one.status.kubernetes.runningCount === 1,
  );
  expect(object?.status?.tasks).toContainEqual(
    expect.objectContaining({ stopCode: "UserInitiated", stoppedReason: "Task stopped by user: its Pod was deleted" }),
  );
  await place.settledState();
  expect(await pods(place)).toHaveLength(1);
  await place.leave();
});

test("a task that finds no place is a failure, and leaves no Pod; the others run", async () => {
  const place = await placeWith("nginx", { memory: 600_000 });
  await place.apply(run("large", { count: 2 }));
  const object = await place.until(taskObjects, "large", (one) => one?.status?.failures?.length === 1);
  expect(object?.status?.failures).toMatchObject([
    { reason: "RESOURCE:MEMORY", detail: expect.stringContaining("Insufficient memory") },
  ]);
  await until(place, "large", "RUNNING");
  await expect.poll(() => pods(place)).toHaveLength(1);
  await place.apply(run("larger"));
  const none = await place.until(taskObjects, "larger", (one) => one?.status?.kubernetes?.finishedAt !== undefined);
  expect(none?.status).toMatchObject({ tasks: [], kubernetes: { lastStatus: "FAILED" } });
  expect(none?.status?.conditions).toContainEqual(
    expect.objectContaining({ type: "Stalled", status: "True", reason: "PlacementFailed" }),
  );
  expect(await pods(place)).toHaveLength(1);
  await place.leave();
});

test("tasks are stopped with a reason, whether they run or are still being pulled", async () => {
  const place = await placeWith("nginx");
  await place.apply(aTaskDefinition("slow", { containerDefinitions: [{ ...container, image: "stuck" }] }));
  await place.apply(run("running"));
  await place.apply(run("pulling", { taskDefinition: "slow" }));
  await until(place, "running", "RUNNING");
  await until(place, "pulling", "PENDING");
  for (const [name, stop] of [
    ["running", { reason: "enough" }],
    ["pulling", {}],
  ] as const) {
    await place.patchSpec(taskObjects, name, { kubernetes: { stop } });
    await place.untilReady(taskObjects, name);
  }
  expect(await place.find(taskObjects, "running")).toMatchObject({
    status: { tasks: [{ stopCode: "UserInitiated", stoppedReason: "enough", containers: [{ exitCode: 143 }] }] },
  });
  const pulling = await place.find(taskObjects, "pulling");
  expect(pulling?.status?.tasks).toMatchObject([{ stopCode: "UserInitiated", stoppedReason: "Task stopped by user" }]);
  expect(pulling?.status?.tasks?.[0]?.containers[0]).not.toHaveProperty("exitCode");
  await place.leave();
});

test("a task whose image cannot be pulled has failed to start, and is not tried again", async () => {
  const place = await placeWith("stuck");
  await place.apply(run("broken"));
  await until(place, "broken", "PENDING");
  const [pod] = await pods(place);
  const state = { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "stuck"' } };
  const status = { name: "main", image: "stuck", imageID: "", ready: false, restartCount: 0, state };
  if (pod !== undefined) await say(place, pod, { containerStatuses: [status] });
  const object = await place.until(taskObjects, "broken", (one) => one?.status?.tasks?.[0]?.stopCode !== undefined);
  expect(object?.status?.tasks).toMatchObject([
    {
      stopCode: "TaskFailedToStart",
      stoppedReason: 'CannotPullContainerError: container main: Back-off pulling image "stuck"',
    },
  ]);
  await place.until(resources.pods, pod?.metadata.name ?? "", { spec: { activeDeadlineSeconds: 1 } });
  await place.leave();
});

test("the same client token runs nothing more; with other parameters it is a conflict", async () => {
  const place = await placeWith("nginx");
  await place.apply(run("first", { clientToken: "t", startedBy: "me" }));
  await until(place, "first", "RUNNING");
  await place.apply(run("second", { clientToken: "t", startedBy: "me", count: 1 }));
  await place.apply(run("third", { clientToken: "t", startedBy: "you" }));
  const first = await place.find(taskObjects, "first");
  const second = await until(place, "second", "RUNNING");
  expect(second?.status?.tasks).toEqual(first?.status?.tasks);
  const third = await place.until(taskObjects, "third", isStalled);
  expect(why(third)).toContain(
    "ClientTokenConflict: ConflictException: The RunTask request could not be processed due to conflicts.",
  );
  expect(await pods(place)).toHaveLength(1);
  await place.delete(taskObjects, "first");
  await place.untilReady(taskObjects, "second");
  await place.settledState();
  expect(await pods(place)).toEqual([]);
  await place.leave();
});

test("what was started at the same time with one token runs once", async () => {
  const place = await placeWith("nginx");
  const names = Array.from({ length: 6 }, (_, index) => `twin-${index}`);
  await Promise.all(names.map((name) => place.apply(run(name, { clientToken: "same" }))));
  for (const name of names) await until(place, name, "RUNNING");
  expect(await pods(place)).toHaveLength(1);
  await place.leave();
});

test("the Pod goes when its time is over, and the object when its own is", async () => {
  const place = await placeWith("ends");
  await place.apply(run("kept", { kubernetes: { stoppedTaskRetention: "3s" } }));
  await place.apply(run("gone", { kubernetes: { ttlSecondsAfterFinished: 2 } }));
  await place.untilReady(taskObjects, "kept");
  expect((await pods(place)).length).toBeGreaterThan(0);
  await place.untilGone(taskObjects, "gone");
  await expect.poll(() => pods(place), { timeout: 10_000 }).toEqual([]);
  expect(await place.find(taskObjects, "kept")).toMatchObject({
    status: { tasks: [{ lastStatus: "STOPPED", containers: [{ exitCode: 0 }] }] },
  });
  await place.leave();
});

const refusals: readonly (readonly [string, Partial<TaskSpec>, string])[] = [
  ["a task definition that is not there", { taskDefinition: "nowhere" }, "ClientException: TaskDefinition not found."],
  ["a revision that is not there", { taskDefinition: "job:7" }, "ClientException: TaskDefinition not found."],
  [
    "a launch type that the definition does not have",
    { launchType: "FARGATE" },
    "InvalidParameterException: Task definition does not support launch_type FARGATE.",
  ],
  [
    "an override of a container that is not there",
    { overrides: { containerOverrides: [{ name: "other" }] } },
    "InvalidParameterException: Override for container named other is not a container in the TaskDefinition.",
  ],
  [
    "an override that registration would refuse",
    { overrides: { memory: "32" } },
    "InvalidParameterException: The 'memory' setting for container 'main' is greater than for the task.",
  ],
  ["what strict forbids", { platformVersion: "1.4.0", kubernetes: { strict: true } }, "platformVersion"],
];

test("what ECS would refuse is refused in its words, for good, and nothing is made", async () => {
  const place = await placeWith("nginx");
  for (const [index, [what, spec, words]] of refusals.entries()) {
    await place.apply(run(`bad-${index}`, spec));
    const object = await place.until(taskObjects, `bad-${index}`, isStalled);
    expect(object?.status?.conditions?.find(({ type }) => type === "Stalled")?.message, what).toContain(words);
  }
  await place.apply(aCluster("empty"));
  await place.apply(run("nobody", { cluster: "empty" }));
  const nobody = await place.until(taskObjects, "nobody", isStalled);
  expect(JSON.stringify(nobody?.status)).toContain("No Container Instances were found in your cluster.");
  await place.apply(aTaskDefinition("nowhere", { containerDefinitions: [container] }));
  await place.untilReady(resources.taskDefinitions, "nowhere");
  await place.settledState();
  expect(await pods(place)).toEqual([]);
  await place.leave();
});

function isStalled(object: RunObject | undefined): boolean {
  const { status, metadata } = object ?? {};
  const stalled = status?.conditions?.find(({ type }) => type === "Stalled");
  return status?.observedGeneration === metadata?.generation && stalled?.status === "True";
}

test("a cluster that is missing is waited for, and cannot be deleted while the task is in it", async () => {
  const place = await placeWith("nginx");
  const node = await place.addReadyNode("late");
  await place.apply(run("early", { cluster: "late" }));
  await place.until(taskObjects, "early", (one) =>
    why(one).startsWith("WaitingForCluster: ClusterNotFoundException: Cluster not found."),
  );
  await place.apply(aCluster("late"));
  await until(place, "early", "RUNNING");
  await place.until(resources.clusters, "late", { status: { runningTasksCount: 1 } });
  await place.labelNode(node, null);
  await place.delete(resources.clusters, "late");
  await place.until(resources.clusters, "late", (one) => JSON.stringify(one).includes("ClusterContainsTasksException"));
  await place.patchSpec(taskObjects, "early", { kubernetes: { stop: { reason: "over" } } });
  await place.untilGone(resources.clusters, "late");
  await place.leave();
});

test("no environment value is in the status, and a task at rest is not written to", async () => {
  const place = await placeWith("nginx", { environment: [{ name: "A", value: "secret-one" }] });
  const environment = [{ name: "B", value: "secret-two" }];
  await place.apply(run("quiet", { overrides: { containerOverrides: [{ name: "main", environment }] } }));
  const object = await until(place, "quiet", "RUNNING");
  expect(JSON.stringify(object?.status)).not.toContain("secret-");
  const [pod] = await pods(place);
  expect(JSON.stringify(pod?.spec)).toContain("secret-two");
  await place.settledState();
  const audit = new AuditLog(inject("plane").auditLog);
  await place.settledState();
  expect(
    audit.entries().filter((entry) => entry.user === OPERATOR_USER && entry.namespace === place.namespace),
  ).toEqual([]);
  await place.leave();
});
