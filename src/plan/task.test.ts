import { describe, expect, test } from "vitest";
import { aRun, aRunPod, at, noted, observedRun, placed, runOf, taskSettings } from "../../test/support/a-run.ts";
import { aContainerStatus, aRevision } from "../../test/support/a-service.ts";
import type { TaskSpec } from "../api/kinds/task.ts";
import type { Pod } from "../api/kube-object.ts";
import { taskPodNames } from "../api/task-identity.ts";
import { type ObservedTask, type PodAction, planTask } from "./task.ts";

const plan = (change: Partial<ObservedTask> = {}, now = at()) => planTask(observedRun(change), taskSettings, now);
const done = (actions: readonly PodAction[]) => actions.map(({ kind, name }) => `${kind} ${name}`);
const [NAME = ""] = taskPodNames(aRun());

describe("a request that has not started", () => {
  const invalid = (message: string) => ({ kind: "refuse", message: `InvalidParameterException: ${message}` });
  const own = (cpu?: string) => aRevision(1, { ...(cpu && { cpu, memory: "512" }), networkMode: "awsvpc" });

  test.each<[string, Partial<ObservedTask>, object]>([
    ["has no cluster", { cluster: undefined }, { kind: "wait", reason: "WaitingForCluster" }],
    [
      "has no task definition",
      { revision: undefined },
      { kind: "refuse", message: expect.stringContaining("ClientException: TaskDefinition not found.") },
    ],
    ["has one that is being registered", { revision: undefined, registering: true }, { kind: "wait" }],
    ["has one that gets a new revision", { registering: true }, { kind: "wait", reason: "WaitingForTaskDefinition" }],
    [
      "has one that is INACTIVE",
      { revision: { ...aRevision(), status: "INACTIVE" } },
      { kind: "refuse", message: "ClientException: TaskDefinition is inactive: web:1." },
    ],
    [
      "has no container instance",
      { instances: [] },
      { ...invalid("No Container Instances were found in your cluster."), reason: "NoContainerInstances" },
    ],
    [
      "is for FARGATE with a definition that is not",
      { task: aRun({ launchType: "FARGATE" }) },
      invalid("Task definition does not support launch_type FARGATE."),
    ],
    [
      "overrides a container that is not there",
      { task: aRun({ overrides: { containerOverrides: [{ name: "x" }] } }) },
      invalid("Override for container named x is not a container in the TaskDefinition."),
    ],
    [
      "overrides FARGATE's sizes with none",
      { task: aRun({ launchType: "FARGATE", overrides: { memory: "4096" } }), revision: own("256") },
      { kind: "refuse", message: expect.stringContaining("No Fargate configuration exists for given values.") },
    ],
    ["is stopped already", { task: aRun({ kubernetes: { stop: {} } }) }, { kind: "refuse", reason: "Stopped" }],
    ["asks for too many", { task: aRun({ count: 11 }) }, invalid("count must be between 1 and 10.")],
  ])("and %s", (_what, change, expected) => {
    expect(plan(change)).toMatchObject(expected);
  });

  test("waits five seconds for a task definition that is applied together with it", () => {
    expect(plan({ revision: undefined }, new Date("2026-01-01T00:00:04Z"))).toMatchObject({
      kind: "wait",
      again: new Date("2026-01-01T00:00:05Z"),
    });
  });

  test("and was refused stays so, whatever comes later, until it changes", () => {
    const condition = { type: "Stalled", status: "True" as const, reason: "InvalidParameter", message: "no" };
    const conditions = [{ ...condition, lastTransitionTime: "2026-01-01T00:00:01Z" }];
    const task = aRun({}, { observedGeneration: 1, conditions });
    expect(plan({ task })).toMatchObject({ kind: "refuse", message: "no" });
    expect(plan({ task: { ...task, metadata: { ...task.metadata, generation: 2 } } })).toMatchObject({ kind: "run" });
  });
});

describe("a task runs at most once:", () => {
  test("its Pod is created with a gate, never restarts, and takes nobody's place", () => {
    const { actions } = runOf(plan());
    expect(done(actions)).toEqual([`create ${NAME}`]);
    expect(actions[0]).toMatchObject({
      pod: {
        metadata: {
          labels: {
            "ecs.berth.dev/cluster": "demo.default",
            "ecs.berth.dev/task": "job",
            "ecs.berth.dev/family": "web",
            "ecs.berth.dev/revision": "1",
            "ecs.berth.dev/launch-type": "EC2",
            "ecs.berth.dev/task-group": "family.web",
          },
        },
        spec: { restartPolicy: "Never", schedulingGates: [{ name: "ecs.berth.dev/noted" }] },
      },
    });
  });

  test("the revision is noted before a Pod is made, and stays when there is a newer one", () => {
    const task = noted(observedRun());
    expect(task.status?.kubernetes).toMatchObject({ taskDefinition: "web:1", launchType: "EC2", notes: [] });
    expect(runOf(plan({ task })).taskDefinition).toBe("web:1");
  });

  test("a Pod that is there is noted, not created again; it is let go only with its note", () => {
    const pod = aRunPod(aRun());
    const run = runOf(plan({ task: noted(observedRun()), pods: [pod] }));
    expect(run.notes).toEqual([{ pod: NAME, uid: "0-1-2" }]);
    expect(run.records).toMatchObject([
      { taskArn: "arn:aws:ecs:local:000000000000:task/default/012", lastStatus: "PROVISIONING" },
    ]);
    expect(done(run.actions)).toEqual([`release ${NAME}`]);
  });

  const task = noted(observedRun({ task: noted(observedRun()), pods: [aRunPod(aRun())] }));

  test("a noted Pod that is gone is a task that has stopped", () => {
    const run = runOf(plan({ task, gone: new Map([["0-1-2", undefined]]) }));
    expect(run).toMatchObject({ actions: [], finished: true });
    expect(run.records).toMatchObject([{ lastStatus: "STOPPED", stopCode: "UserInitiated" }]);
  });

  test("a noted Pod of which nobody knows whether it is gone is left as it is", () => {
    const run = runOf(plan({ task }));
    expect(run).toMatchObject({ actions: [], finished: false, records: task.status?.tasks });
  });

  test("a Pod of the name that is not the noted one is deleted, and never let go", () => {
    const pods = [aRunPod(aRun(), { metadata: { uid: "other" } })];
    const run = runOf(plan({ task, pods, gone: new Map([["0-1-2", undefined]]) }));
    expect(run.actions).toMatchObject([{ kind: "delete", uid: "other" }]);
    expect(run.notes).toEqual([{ pod: NAME, uid: "0-1-2" }]);
  });

  test("a task that has stopped stays so", () => {
    const stopped = noted(observedRun({ task, gone: new Map([["0-1-2", undefined]]) }));
    expect(runOf(plan({ task: stopped, pods: [aRunPod(aRun(), placed)] })).records).toEqual(stopped.status?.tasks);
  });

  test("no further Pod is made of a request whose task definition is gone", () => {
    const begun = noted(observedRun());
    const run = runOf(plan({ task: begun, revision: undefined }));
    expect(run).toMatchObject({ actions: [], finished: true, failures: [{ reason: "MISSING" }] });
  });
});

/** A Task object whose one Pod is noted, and the Pod as it has become. */
function going(change: { spec?: object; status?: object; metadata?: object }, spec: Partial<TaskSpec> = {}) {
  const task = noted(observedRun({ task: noted(observedRun({ task: aRun(spec) })), pods: [aRunPod(aRun(spec))] }));
  return { task, pods: [aRunPod(aRun(spec), change)] };
}

const running = aContainerStatus({ running: { startedAt: "2026-01-01T00:00:40Z" } });
const pulling = aContainerStatus({ waiting: { reason: "ContainerCreating" } });
const stuck = aContainerStatus({ waiting: { reason: "ErrImagePull", message: "no such image" } });
const stop = { kubernetes: { stop: { reason: "enough" } } };
const released = { spec: { schedulingGates: undefined } };
const on = (containerStatus: object, phase = "Pending") => ({
  ...placed,
  status: { phase, containerStatuses: [containerStatus] },
});

describe("StopTask", () => {
  const stopped = ({ task, pods }: { task: ReturnType<typeof aRun>; pods: Pod[] }) => {
    const asked = { ...task, spec: { taskDefinition: "web", ...stop } };
    return runOf(plan({ task: asked, pods }));
  };

  test.each<[string, Parameters<typeof going>[0], string]>([
    ["is gated", {}, "delete"],
    ["is unscheduled", released, "delete"],
    ["is being pulled, or waits for a volume", on(pulling), "delete"],
    ["cannot be pulled", on(stuck), "stop"],
    ["runs", on(running, "Running"), "stop"],
  ])("of a task that %s", (_what, pod, action) => {
    const run = stopped(going(pod));
    expect(run.actions.map(({ kind }) => kind)).toEqual([action]);
    expect(run.records).toMatchObject([{ desiredStatus: "STOPPED", lastStatus: "STOPPING" }]);
  });

  test("says who stopped it and why, and is done once", () => {
    const { task, pods } = going(on(running, "Running"));
    const asked = { ...task, spec: { taskDefinition: "web", ...stop } };
    expect(runOf(plan({ task: asked, pods })).records).toMatchObject([
      { stopCode: "UserInitiated", stoppedReason: "enough", stoppingAt: "2026-01-01T00:01:00Z" },
    ]);
    const after = noted(observedRun({ task: asked, pods }));
    const [pod] = pods;
    const stopping = { ...pod, spec: { ...pod?.spec, activeDeadlineSeconds: 1 } } as Pod;
    expect(runOf(plan({ task: after, pods: [stopping] })).actions).toEqual([]);
    expect(runOf(plan({ task: after, pods: [stopping] }, at(61))).actions).toMatchObject([{ kind: "delete" }]);
  });

  test("of a task that has ended by itself changes nothing of it", () => {
    const exited = aContainerStatus({ terminated: { exitCode: 3, finishedAt: "2026-01-01T00:00:50Z" } });
    const { records, actions } = stopped(going(on(exited, "Failed")));
    expect(actions).toEqual([]);
    expect(records).toMatchObject([{ stopCode: "EssentialContainerExited", containers: [{ exitCode: 3 }] }]);
  });
});

describe("a task that finds no place", () => {
  const says = (message: string) => ({
    ...released,
    status: { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }] },
  });

  test.each([
    ["0/2 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.", "RESOURCE:MEMORY"],
    ["0/1 nodes are available: 1 Insufficient cpu.", "RESOURCE:CPU"],
    ["0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.", "RESOURCE:PORTS"],
    ["0/1 nodes are available: 1 Insufficient nvidia.com/gpu.", "RESOURCE:GPU"],
    ["0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.", "ATTRIBUTE"],
    ["0/1 nodes are available: 1 node(s) had untolerated taint(s) {node.kubernetes.io/not-ready: }.", "AGENT"],
  ])("%s", (message, reason) => {
    const { task, pods } = going(says(message));
    const run = runOf(plan({ task, pods }));
    expect(run.failures).toEqual([
      { reason, detail: message, arn: "arn:aws:ecs:local:000000000000:container-instance/default/uidofa" },
    ]);
    expect(run).toMatchObject({ records: [], finished: false, actions: [{ kind: "delete", resourceVersion: "5" }] });
    const failed = noted(observedRun({ task, pods }));
    expect(runOf(plan({ task: failed }))).toMatchObject({ finished: true, actions: [], failures: [{ reason }] });
  });

  test.each([
    '0/1 nodes are available: persistentvolumeclaim "fs-1" not found. not found',
    "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
  ])("because a claim is missing, waits for it: %s", (message) => {
    const { task, pods } = going(says(message));
    const run = runOf(plan({ task, pods }));
    expect(run).toMatchObject({
      failures: [],
      actions: [],
      finished: false,
      records: [{ lastStatus: "PROVISIONING" }],
    });
  });

  test("but is placed before its Pod is deleted, runs", () => {
    const { task, pods } = going(says("0/1 nodes are available: 1 Insufficient cpu."));
    const failed = noted(observedRun({ task, pods }));
    const run = runOf(plan({ task: failed, pods: [aRunPod(aRun(), on(running, "Running"))] }));
    expect(run).toMatchObject({ failures: [], actions: [], records: [{ lastStatus: "RUNNING" }] });
  });

  test("because of a quota is a failure, too", () => {
    const rejected = new Map([[NAME, { reason: "RESOURCE:PODS", detail: "exceeded quota" }]]);
    const run = runOf(plan({ task: noted(observedRun()), rejected }));
    expect(run).toMatchObject({ finished: true, actions: [], failures: [{ reason: "RESOURCE:PODS" }] });
  });
});

describe("what is left of a task that has stopped", () => {
  const ended = on(aContainerStatus({ terminated: { exitCode: 0, finishedAt: "2026-01-01T00:00:50Z" } }), "Succeeded");

  test.each<[string | undefined, number, string[]]>([
    [undefined, 3589, []],
    [undefined, 3590, ["delete"]],
    ["15s", 4, []],
    ["15s", 5, ["delete"]],
    ["0s", 0, ["delete"]],
  ])("with a retention of %s is after %i seconds", (stoppedTaskRetention, seconds, actions) => {
    const spec = { kubernetes: { stoppedTaskRetention } };
    const run = runOf(plan(going(ended, spec), at(seconds)));
    expect(run.actions.map(({ kind }) => kind)).toEqual(actions);
    expect(run.finished).toBe(true);
    if (actions.length === 0) expect(run.again).toEqual(at((stoppedTaskRetention ? 15 : 3600) - 10));
  });
});

describe("one client token", () => {
  const token = { clientToken: "t" };
  const original = noted(
    observedRun({ task: noted(observedRun({ task: aRun(token) })), pods: [aRunPod(aRun(token))] }),
  );
  const second = (spec: Partial<TaskSpec> = {}) => {
    const { metadata, ...task } = aRun({ ...token, ...spec });
    return { ...task, metadata: { ...metadata, name: "second", uid: "uid-of-second" } };
  };

  test("and the same request shows the same tasks", () => {
    expect(plan({ task: second({ count: 1, tags: [] }), original })).toMatchObject({
      kind: "same",
      sameAs: { name: "job", uid: "uid-of-job" },
    });
  });

  test("and another request is a conflict, which names the tasks", () => {
    expect(plan({ task: second({ count: 2 }), original })).toMatchObject({
      kind: "refuse",
      reason: "ClientTokenConflict",
      message: expect.stringMatching(/^ConflictException: .*task\/default\/012/),
    });
  });

  test("is waited for while the first has not started, and nothing is made once it is gone", () => {
    expect(plan({ task: second(), original: aRun(token) })).toMatchObject({ kind: "wait" });
    const sameAs = { name: "job", uid: "uid-of-job" };
    const bound = { ...second(), status: { kubernetes: { sameAs } } };
    expect(plan({ task: bound, original: undefined })).toMatchObject({ kind: "same", sameAs });
  });
});
