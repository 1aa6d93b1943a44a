import type { Condition } from "../api/conditions.ts";
import { GROUP, VERSION } from "../api/group.ts";
import type { KubeObject } from "../api/kube-object.ts";
import type { Resource } from "../kube/resource.ts";

/** A container of a task, as DescribeTasks tells it. */
export interface TaskContainer {
  readonly name: string;
  readonly lastStatus?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly reason?: string | undefined;
}

/** A task in the status of a Task object, as DescribeTasks tells it: what the CLI reads of it. */
export interface RunTask {
  readonly taskArn: string;
  readonly lastStatus?: string | undefined;
  readonly desiredStatus?: string | undefined;
  readonly healthStatus?: string | undefined;
  readonly stopCode?: string | undefined;
  readonly stoppedReason?: string | undefined;
  readonly group?: string | undefined;
  readonly startedBy?: string | undefined;
  readonly createdAt?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly stoppedAt?: string | undefined;
  readonly taskDefinitionArn?: string | undefined;
  readonly launchType?: string | undefined;
  readonly containers?: readonly TaskContainer[] | undefined;
}

/** What RunTask could not start. */
export interface RunTaskFailure {
  readonly arn?: string | undefined;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
}

/** The request RunTask as far as the CLI reads it back. */
export interface RunTaskSpec {
  readonly cluster?: string;
  readonly taskDefinition?: string;
  readonly count?: number;
  readonly [member: string]: unknown;
}

export interface RunTaskStatus {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly tasks?: readonly RunTask[];
  readonly failures?: readonly RunTaskFailure[];
}

/** A Task object of ours, as the API server has it. */
export type TaskObject = KubeObject<RunTaskSpec, RunTaskStatus>;

export const taskObjects: Resource<TaskObject> = {
  group: GROUP,
  version: VERSION,
  plural: "ecstasks",
  kind: "Task",
  namespaced: true,
};
