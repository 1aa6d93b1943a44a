import { members } from "../cel.ts";
import { containerDefinition } from "../concepts/container-definition.ts";
import { taskDefinitionSpec } from "../kinds/task-definition.ts";
import { refusalsBy } from "../rule.ts";

/** Makes a rule of a task definition: RegisterTaskDefinition refuses by ClientException. */
export const refusal = refusalsBy("ClientException");

/** Nodes of a task definition at which rules stand. */
export const SPEC = "spec";
export const CONTAINERS = "spec.containerDefinitions";
export const CONTAINER = "spec.containerDefinitions[]";

/** CEL about the spec of a task definition. */
export const taskOf = (expression: string) => members(taskDefinitionSpec, expression);

/** CEL about a container. */
export const containerOf = (expression: string) => members(containerDefinition, expression);

/** The container `c`, as the rules over all containers call it. */
export const c = containerOf("c");

/** CEL: every container `c` of a task holds. */
export function everyContainer(task: string, holds: string): string {
  return `${task}.containerDefinitions.all(c, ${holds})`;
}

/** The message about the first container `c` of `containers` that does not hold. */
export function ofFirst(holds: string, containers = "self.containerDefinitions"): (message: string) => string {
  return (message) => `${containers}.map(c, !(${holds}), ${message})[0]`;
}

/** The message about the first element of a list of the containers `c` that does not hold. */
export function ofFirstIn(
  list: Parameters<typeof c.value>[0],
  variable: string,
  holds: string,
  containers = "self.containerDefinitions",
): (message: string) => string {
  return (message) => {
    const inner = `c.${list}.map(${variable}, !(${holds}), ${message})[0]`;
    return `${containers}.map(c, ${c.exists(list, variable, `!(${holds})`)}, ${inner})[0]`;
  };
}
