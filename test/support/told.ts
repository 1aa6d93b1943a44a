import { expect } from "vitest";
import type { Condition } from "../../src/api/conditions.ts";
import type { KubeObject } from "../../src/api/kube-object.ts";

/** What the operator says of one of our objects. */
export interface Told<Status> {
  metadata: KubeObject["metadata"];
  status: Status | undefined;
  /** By type. */
  conditions: Record<string, Condition>;
  /** Whether all of it is about the spec that is there now. */
  current: boolean;
}

/** An object of ours, as a test looks at it. */
export function told<Status extends { observedGeneration?: number | undefined; conditions?: Condition[] | undefined }>(
  object: KubeObject<unknown, Status> | undefined,
): Told<Status> | undefined {
  if (object === undefined) return undefined;
  const { metadata, status } = object;
  const conditions = Object.fromEntries((status?.conditions ?? []).map((condition) => [condition.type, condition]));
  return { metadata, status, conditions, current: status?.observedGeneration === metadata.generation };
}

/** What is expected of a service that is as its spec says, with a number of tasks. */
export function steady(running: number, taskDefinition?: string): object {
  const of = taskDefinition === undefined ? {} : { kubernetes: { taskDefinition } };
  return {
    current: true,
    conditions: { Ready: { status: "True" }, Reconciling: { status: "False" }, Stalled: { status: "False" } },
    status: { status: "ACTIVE", desiredCount: running, runningCount: running, pendingCount: 0, ...of },
  };
}

/** What is expected of an object that only a change of itself can help. */
export function stalled(reason: string, message: unknown = expect.any(String)): object {
  return {
    current: true,
    conditions: {
      Ready: { status: "False", reason, message },
      Reconciling: { status: "False" },
      Stalled: { status: "True", reason, message },
    },
  };
}

/** What is expected of an object that waits for something that may come. */
export function waiting(reason: string, message: unknown = expect.any(String)): object {
  return {
    current: true,
    conditions: {
      Ready: { status: "False", reason, message },
      Reconciling: { status: "True", reason },
      Stalled: { status: "False" },
    },
  };
}
