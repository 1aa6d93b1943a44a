import type { Fragment } from "./translator.ts";

/**
 * What holds for every task. ECS gives a task no credentials of its cluster and no variables about other services; a Pod
 * would get both by default.
 */
export const everyTask: Fragment = { pod: { automountServiceAccountToken: false, enableServiceLinks: false } };
