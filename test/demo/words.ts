import type { Definition } from "./definition.ts";
import { NAMESPACE } from "./prepare.ts";
import type { Session } from "./session.ts";

/** What every step of the story gets. */
export interface Story {
  session: Session;
  definition: Definition;
}

/** Name of the story's main service. */
export const SERVICE = "web";

/** Where every command of the story works. */
export const on = `-n ${NAMESPACE}`;

/** Lists the tasks of a service. */
export const tasksOf = (service: string) =>
  `kubectl get pods ${on} -l ecs.berth.dev/service=${service} -o custom-columns-file=test/demo/tasks.columns`;

/** Waits until no task of a service is left that runs that revision. */
export const gone = (service: string, revision: number) =>
  `kubectl wait pods ${on} -l ecs.berth.dev/service=${service},ecs.berth.dev/revision=${revision} --for=delete --timeout=180s`;

/** Waits until an object is what its spec says. */
export const ready = (resource: string) => `kubectl wait ${on} ${resource} --for=condition=Ready --timeout=180s`;

/** First lines of a manifest. */
export const header = (kind: string, name: string) =>
  `apiVersion: ecs.berth.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}`;

/** Applies a manifest that stands in the command; the shell replaces what it has of `$(…)`. */
export const applyText = (text: string) => `kubectl apply ${on} -f - <<EOF\n${text}\nEOF`;

/** Lists the deployments of the service as DescribeServices does. */
export const deployments = `kubectl get ecsservice ${SERVICE} ${on} -o jsonpath-file=test/demo/deployments.jsonpath`;

/** Prints the message of a condition. */
export const messageOf = (resource: string, condition: string) =>
  `kubectl get ${resource} ${on} -o jsonpath='{.status.conditions[?(@.type=="${condition}")].message}{"\\n"}'`;
