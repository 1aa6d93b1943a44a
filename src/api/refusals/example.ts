import type { ContainerDefinition } from "../concepts/container-definition.ts";
import type { TaskDefinitionSpec } from "../kinds/task-definition.ts";

/** Task definitions for the examples of refusals: accepted as they are, but for the members that are given. */

export function aTask(members: Partial<TaskDefinitionSpec> = {}): TaskDefinitionSpec {
  return { ...aTaskOf({}), ...members };
}

/** A task of containers `web`, `web1`, `web2`, …, which have these members besides an image and 64 MiB. */
export function aTaskOf(...containers: readonly ContainerDefinition[]): TaskDefinitionSpec {
  return {
    containerDefinitions: containers.map((members, index) => ({
      name: index === 0 ? "web" : `web${index}`,
      image: "nginx",
      memory: 64,
      ...members,
    })),
  };
}

/** A task that Fargate runs, with these members. */
export function aFargateTask(members: Partial<TaskDefinitionSpec> = {}): TaskDefinitionSpec {
  return {
    ...aTask(),
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    ...members,
  };
}
