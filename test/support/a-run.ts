import type { TaskSpec, TaskStatus } from "../../src/api/kinds/task.ts";
import { controllerReference, type KubeObject, type Pod } from "../../src/api/kube-object.ts";
import { type TaskObject, taskPodNames } from "../../src/api/task-identity.ts";
import { type ObservedTask, planTask, type TaskPlan, type TaskRun, type TaskSettings } from "../../src/plan/task.ts";
import { runReport } from "../../src/status/run-task.ts";
import { aCluster, anInstance, aRevision, settings } from "./a-service.ts";

/** A Task object `job` in the namespace `demo`, made a minute before `at`. */
export function aRun(spec: Partial<TaskSpec> = {}, status?: TaskStatus): TaskObject {
  return {
    apiVersion: "ecs.berth.dev/v1alpha1",
    kind: "Task",
    metadata: {
      name: "job",
      namespace: "demo",
      uid: "uid-of-job",
      generation: 1,
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    spec: { taskDefinition: "web", ...spec },
    ...(status && { status }),
  };
}

/** A time at which all of the tests' objects are there. */
export const at = (seconds = 0) => new Date(Date.parse("2026-01-01T00:01:00Z") + seconds * 1000);

export const taskSettings: TaskSettings = settings;

/** A Task object whose cluster, revision and one instance are there, and that has no Pod yet. */
export function observedRun(change: Partial<ObservedTask> = {}): ObservedTask {
  return {
    task: aRun(),
    nulls: [],
    cluster: aCluster(),
    revision: aRevision(),
    registering: false,
    instances: [anInstance("a")],
    nodes: new Map([["a", anInstance("a")]]),
    fargatePool: true,
    original: undefined,
    pods: [],
    gone: new Map(),
    rejected: new Map(),
    ...change,
  };
}

/** The plan as a run; fails where it is something else. */
export function runOf(plan: TaskPlan): TaskRun {
  if (plan.kind !== "run") throw new Error(`${plan.kind}: ${"message" in plan ? plan.message : ""}`);
  return plan;
}

/** The object as it is when the status of a plan is stored. */
export function noted(observed: ObservedTask, now = at()): TaskObject {
  const plan = runOf(planTask(observed, taskSettings, now));
  const { status } = runReport(observed.task, plan, observed.pods, undefined, now);
  return { ...observed.task, status };
}

/** The Pod of the first task as the API server has it after its creation, with a change. */
export function aRunPod(task: TaskObject, change: { spec?: object; status?: object; metadata?: object } = {}): Pod {
  const [name = ""] = taskPodNames(task);
  const plan = planTask(observedRun({ task }), taskSettings, at());
  const creation = plan.kind === "run" ? plan.actions.find(({ kind }) => kind === "create") : undefined;
  const object: KubeObject = creation?.kind === "create" ? creation.pod : { metadata: { name, namespace: "demo" } };
  const { spec, metadata } = object;
  return {
    metadata: {
      ...metadata,
      name,
      uid: "0-1-2",
      resourceVersion: "5",
      creationTimestamp: "2026-01-01T00:00:30Z",
      ownerReferences: [controllerReference(task)],
      ...change.metadata,
    },
    spec: { containers: [{ name: "nginx" }], ...(spec as object), ...change.spec },
    status: { phase: "Pending", ...change.status },
  };
}

/** What a Pod is once it has been let go and has a Node. */
export const placed = { spec: { nodeName: "a", schedulingGates: undefined } };
