import type { TaskSpec, TaskStatus } from "../../src/api/kinds/task.ts";
import type { KubeObject } from "../../src/api/kube-object.ts";
import * as resources from "../../src/kube/resource.ts";

/** A Task object: a request RunTask, and its tasks. */
export type RunObject = KubeObject<TaskSpec, TaskStatus>;

const { group, version, plural, kind, namespaced } = resources.tasks;

/** Task objects, with what is in them. */
export const taskObjects: resources.Resource<RunObject> = { group, version, plural, kind, namespaced };
