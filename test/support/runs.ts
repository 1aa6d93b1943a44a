import type { TaskObject } from "../../src/api/task-identity.ts";
import * as resources from "../../src/kube/resource.ts";

/** A Task object: a request RunTask, and its tasks. */
export type RunObject = TaskObject;

const { group, version, plural, kind, namespaced } = resources.tasks;

/** Task objects, with what is in them. */
export const taskObjects: resources.Resource<RunObject> = { group, version, plural, kind, namespaced };
