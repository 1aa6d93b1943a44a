import type { TaskSpec } from "../../api/kinds/task.ts";
import { taskDefinitionSpec } from "../../api/kinds/task-definition.ts";
import { NO_OVERRIDDEN } from "../../api/refusals/task.ts";
import { type CanonicalTaskDefinition, canonicalise } from "../canonical.ts";
import { fargateProblems } from "../fargate.ts";
import { checkRegistration } from "../registration.ts";
import type { Problem } from "../translator.ts";

type Overrides = NonNullable<TaskSpec["overrides"]>;
type ContainerOverride = NonNullable<Overrides["containerOverrides"]>[number];

/** A definition with what a request says otherwise, or what is wrong with that. */
export type Overridden = { definition: CanonicalTaskDefinition } | { problem: Problem };

/**
 * What a task is made of: the definition with the overrides of the request (ECS API reference, TaskOverride). The result
 * is checked as a registration is, and for Fargate against its sizes; what was wrong before is no fault of the request.
 */
export function overridden(
  definition: CanonicalTaskDefinition,
  overrides: Overrides | undefined,
  launchType: string,
): Overridden {
  const given = overrides?.containerOverrides ?? [];
  const unknown = given.find(
    ({ name }) => !definition.containerDefinitions.some((container) => container.name === name),
  );
  if (unknown !== undefined) {
    const message = NO_OVERRIDDEN({ container: unknown.name ?? "" });
    return { problem: { path: "overrides.containerOverrides", message } };
  }
  if (overrides === undefined) return { definition };
  const spec = taskDefinitionSpec.safeParse({
    ...definition,
    ...(overrides.cpu && { cpu: overrides.cpu }),
    ...(overrides.memory && { memory: overrides.memory }),
    ...(overrides.taskRoleArn && { taskRoleArn: overrides.taskRoleArn }),
    containerDefinitions: definition.containerDefinitions.map((container) =>
      given.filter(({ name }) => name === container.name).reduce(withOverride, container),
    ),
  });
  const { family } = definition;
  if (!spec.success) return { problem: { path: "overrides", message: spec.error.issues[0]?.message ?? "" } };
  const result = canonicalise(spec.data, family);
  const before = new Set(checkOf(definition, launchType).map(({ message }) => message));
  const problem = checkOf(result, launchType).find(({ message }) => !before.has(message));
  return problem === undefined ? { definition: result } : { problem };
}

function checkOf(definition: CanonicalTaskDefinition, launchType: string): Problem[] {
  const spec = taskDefinitionSpec.safeParse(definition);
  const fargate = launchType === "FARGATE" ? fargateProblems(definition) : [];
  return [...fargate, ...(spec.success ? checkRegistration(spec.data, definition.family) : [])];
}

type Container = CanonicalTaskDefinition["containerDefinitions"][number];

function withOverride(container: Container, override: ContainerOverride): Container {
  const { command, environment = [], environmentFiles = [], cpu, memory, memoryReservation } = override;
  const set = new Set(environment.map(({ name }) => name));
  const added = environment.map(({ name = "", value = "" }) => ({ name, value }));
  return {
    ...container,
    ...(command !== undefined && command.length > 0 && { command }),
    ...(environmentFiles.length > 0 && { environmentFiles }),
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(memoryReservation !== undefined && { memoryReservation }),
    environment: [...container.environment.filter(({ name }) => !set.has(name)), ...added],
  };
}
