import type { Reason } from "../../api/conditions.ts";
import type { ClusterSpec } from "../../api/kinds/cluster.ts";
import { type TaskSpec, taskSpec } from "../../api/kinds/task.ts";
import { hashOf } from "../../api/names.ts";
import { WRONG_LAUNCH_TYPE } from "../../api/refusals/service.ts";
import { NO_INSTANCES } from "../../api/refusals/task.ts";
import { shapeOf } from "../../api/shape.ts";
import { clusterLabelOfTask, clusterNamedBy, groupOf } from "../../api/task-identity.ts";
import { normalise } from "../../translate/normalise.ts";
import type { Revision } from "../../translate/revision/config-map.ts";
import { type LaunchType, launchType } from "../../translate/service/launch-type.ts";
import { checkTask } from "../../translate/task/checks.ts";
import { overridden } from "../../translate/task/overrides.ts";
import type { TaskPodParts } from "../../translate/task/pod.ts";
import { translateTaskDefinition } from "../../translate/translate.ts";
import type { Difference } from "../../translate/translator.ts";
import type { ObservedTask, TaskSettings } from "./observed-task.ts";

/** What a request comes to: a refusal, a wait, or all that its Pods are made from. */
export type Resolution =
  | { kind: "refuse"; reason: Reason; message: string }
  | { kind: "wait"; reason: Reason; message: string; again?: Date }
  | {
      kind: "run";
      revision: Revision;
      launchType: LaunchType;
      parts: TaskPodParts;
      definition: Revision["definition"];
    };

// Objects that are applied together come in any order, within this time.
const PATIENCE_MS = 5_000;

/** Whether two requests are the same but for the token, and for what Kubernetes needs beyond ECS. */
export function sameRequest(a: TaskSpec, b: TaskSpec): boolean {
  return requestHash(a) === requestHash(b);
}

const shape = shapeOf(taskSpec);

function requestHash({ kubernetes: _, clientToken: __, ...request }: TaskSpec): string {
  return hashOf(normalise(request, shape, { kept: new Set(), texts: new Set() }));
}

/** What is wrong with a request by itself, whatever there is in the cluster. */
export function checkRequest(observed: ObservedTask, differences: readonly Difference[]): Resolution | undefined {
  const { spec } = observed.task;
  const problem = checkTask(spec ?? { taskDefinition: "" })[0];
  if (problem !== undefined) return { kind: "refuse", reason: "InvalidParameter", message: problem.message };
  if (spec?.kubernetes?.strict !== true || differences.length === 0) return undefined;
  const all = differences.map(({ path, reason }) => `${path}: ${reason}`).join("; ");
  return { kind: "refuse", reason: "NotHonouredStrict", message: `ClientException: ${all}` };
}

/** Resolves the references of a request that has not started, in the order in which ECS answers. */
export function resolveRequest(observed: ObservedTask, settings: TaskSettings, now: Date): Resolution {
  const { task, cluster, revision } = observed;
  const name = clusterNamedBy(task) ?? "default";
  if (cluster === undefined) {
    const hint = `Waiting for a Cluster named ${name} in this namespace.`;
    return {
      kind: "wait",
      reason: "WaitingForCluster",
      message: `ClusterNotFoundException: Cluster not found. ${hint}`,
    };
  }
  if (cluster.metadata.deletionTimestamp !== undefined) {
    const message = "ClusterNotFoundException: The referenced cluster was inactive.";
    return { kind: "wait", reason: "ClusterInactive", message };
  }
  if (observed.registering || revision === undefined) return withoutRevision(observed, now);
  if (revision.status === "INACTIVE") {
    return invalid(`ClientException: TaskDefinition is inactive: ${revision.family}:${revision.revision}.`);
  }
  return partsOf(observed, revision, launchTypeOf(task.spec, cluster.spec), settings);
}

function withoutRevision({ task, registering }: ObservedTask, now: Date): Resolution {
  const patience = new Date(Date.parse(task.metadata.creationTimestamp ?? "") + PATIENCE_MS);
  const message = `ClientException: TaskDefinition not found. There is no ${task.spec?.taskDefinition} in this namespace.`;
  if (registering) return { kind: "wait", reason: "WaitingForTaskDefinition", message };
  if (patience > now) return { kind: "wait", reason: "WaitingForTaskDefinition", message, again: patience };
  return invalid(message);
}

function invalid(message: string, reason: Reason = "InvalidParameter"): Resolution {
  return { kind: "refuse", reason, message };
}

/** The launch type of a request. */
export function launchTypeOf(spec: TaskSpec | undefined, cluster: ClusterSpec | undefined): LaunchType {
  return launchType(spec ?? {}, cluster?.defaultCapacityProviderStrategy ?? []);
}

/** What the Pods of a request are made from, or why there can be none. */
export function partsOf(
  { task, instances, fargatePool }: ObservedTask,
  revision: Revision,
  type: LaunchType,
  settings: TaskSettings,
): Resolution {
  const namespace = task.metadata.namespace ?? "";
  if (!revision.definition.compatibilities.includes(type)) {
    return invalid(`InvalidParameterException: ${WRONG_LAUNCH_TYPE({ launchType: type })}`);
  }
  const result = overridden(revision.definition, task.spec?.overrides, type);
  if ("problem" in result) return invalid(`InvalidParameterException: ${result.problem.message}`);
  const translation = translateTaskDefinition(result.definition, {
    namespace,
    imagePullPolicy: revision.extras.imagePullPolicy ?? settings.imagePullPolicy,
    launchType: type,
    allowed: settings.allowed,
    podLevelResources: settings.podLevelResources,
    restartRules: settings.restartRules,
    helperImage: settings.helperImage,
    runsAs: "task",
    behindLoadBalancer: [],
  });
  const refusal = translation.refusals[0];
  if (refusal !== undefined) return invalid(`ClientException: ${refusal.message}`, "NotAllowed");
  if (type !== "FARGATE" && instances.length === 0) {
    return invalid(`InvalidParameterException: ${NO_INSTANCES({})}`, "NoContainerInstances");
  }
  const { family, revision: number } = revision;
  const parts: TaskPodParts = {
    namespace,
    task: task.metadata.name,
    clusterLabel: clusterLabelOfTask(task),
    family,
    revision: number,
    group: groupOf(task, family),
    launchType: type,
    fargatePool,
    priorityClassName: settings.taskPriorityClass,
    translation,
  };
  return { kind: "run", revision, launchType: type, parts, definition: result.definition };
}
