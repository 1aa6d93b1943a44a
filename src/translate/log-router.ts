import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";

/** Where a log router takes output by the forward protocol: the containers of a Pod share one address. */
export const ROUTER = { host: "127.0.0.1", port: 24_224 } as const;

/** The container that is the log router of its task. */
export function routerOf({ containerDefinitions }: CanonicalTaskDefinition): CanonicalContainer | undefined {
  return containerDefinitions.find(({ firelensConfiguration }) => firelensConfiguration !== undefined);
}

/** Whether the output of the container is to go to the log router of its task. */
export function isRouted(container: CanonicalContainer, definition: CanonicalTaskDefinition): boolean {
  const router = routerOf(definition);
  return router !== undefined && router !== container && container.logConfiguration?.logDriver === "awsfirelens";
}

/** What output of a container is tagged with, as ECS's agent has it but for the task's id. */
export function tagOf({ name }: CanonicalContainer): string {
  return `${name}-firelens`;
}

/** What the helper is told, so that it sends the program's output to the log router. */
export function routerOptions(container: CanonicalContainer, definition: CanonicalTaskDefinition): string[] {
  if (!isRouted(container, definition)) return [];
  return ["--router", `${ROUTER.host}:${ROUTER.port}`, "--tag", tagOf(container), "--name", container.name];
}
