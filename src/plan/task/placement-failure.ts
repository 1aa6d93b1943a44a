import { arns, type Identity } from "../../api/arn.ts";
import type { Failure } from "../../api/kinds/task.ts";
import type { Node, Pod } from "../../api/kube-object.ts";
import { idOf } from "../../api/names.ts";
import { awaitedClaim } from "../../status/task-status.ts";

const NO_CAPACITY = "Capacity is unavailable at this time. Please try again later or in a different availability zone";

// What the scheduler says of Nodes (k8s.io/kubernetes, pkg/scheduler), in the order in which ECS would look: what is short
// comes before what does not fit, since Nodes that are no instances of the cluster never fit.
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/Insufficient memory/, "RESOURCE:MEMORY"],
  [/Insufficient cpu/, "RESOURCE:CPU"],
  [/Insufficient \S*gpu/, "RESOURCE:GPU"],
  [/free ports/, "RESOURCE:PORTS"],
  [/Insufficient ephemeral-storage/, "RESOURCE:DISK"],
  [/Too many pods/, "RESOURCE:ENI"],
  [/node\.kubernetes\.io\/(not-ready|unreachable)/, "AGENT"],
];

/** Where a task could have been placed. */
export interface Places {
  launchType: string;
  cluster: string;
  instances: readonly Node[];
}

/**
 * Why the scheduler found no place for a Pod, as RunTask's `failures[]` says it; `undefined` where it did not look, and
 * where a claim is missing: the task waits for that.
 */
export function placementFailure(pod: Pod, places: Places, identity: Identity): Failure | undefined {
  if (pod.spec?.nodeName || awaitedClaim(pod) !== undefined) return undefined;
  const verdict = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (verdict?.status !== "False" || verdict.reason !== "Unschedulable") return undefined;
  return failureOf(verdict.message ?? "", places, identity);
}

function failureOf(message: string, { launchType, cluster, instances }: Places, identity: Identity): Failure {
  if (launchType === "FARGATE") return { reason: NO_CAPACITY, detail: message };
  const reason = REASONS.find(([words]) => words.test(message))?.[1] ?? "ATTRIBUTE";
  const only = instances.length === 1 ? instances[0]?.metadata.uid : undefined;
  const arn = only === undefined ? {} : { arn: arns.containerInstance(identity, cluster, idOf(only)) };
  return { ...arn, reason, ...(message && { detail: message }) };
}

/** A quota of the namespace is a capacity, too; `undefined` for every other refusal. */
export function quotaFailure(message: string): Failure | undefined {
  if (!message.includes("exceeded quota")) return undefined;
  const requested = /requested: ([^;]*?)(?:, used:|$)/.exec(message)?.[1] ?? "";
  if (/memory/.test(requested)) return { reason: "RESOURCE:MEMORY", detail: message };
  return { reason: /cpu/.test(requested) ? "RESOURCE:CPU" : "RESOURCE:PODS", detail: message };
}
