import type { CanonicalHealthCheck, TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

// ECS API reference, HealthCheck; all in seconds but `retries`.
const RANGES = [
  ["interval", 5, 300],
  ["timeout", 2, 60],
  ["retries", 1, 10],
  ["startPeriod", 0, 300],
] as const;

/** Health checks: a command that Docker understands, and numbers within ECS's ranges. */
export function healthCheckProblems({ containerDefinitions }: TaskDefinitionContent): Problem[] {
  return containerDefinitions.flatMap(({ name, healthCheck }, index) =>
    healthCheck === undefined ? [] : problemsOf(healthCheck, name, `containerDefinitions[${index}].healthCheck`),
  );
}

function problemsOf(check: CanonicalHealthCheck, container: string, path: string): Problem[] {
  const invalid = (member: string, why: string): Problem => ({
    path: `${path}.${member}`,
    message: `Invalid 'healthCheck.${member}' setting for container '${container}'. ${why}`,
  });
  const [form, ...rest] = check.command;
  const runs = (form === "CMD" || form === "CMD-SHELL") && rest.length > 0;
  return [
    ...(runs || form === "NONE"
      ? []
      : [invalid("command", "It must start with CMD or CMD-SHELL, and a command follows.")]),
    ...RANGES.filter(([member, least, most]) => {
      const value = check[member];
      return value !== undefined && (value < least || value > most);
    }).map(([member, least, most]) => invalid(member, `It must be between ${least} and ${most}.`)),
  ];
}
