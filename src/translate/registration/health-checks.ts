import { HEALTH_COMMAND, HEALTH_NUMBER } from "../../api/refusals/health-checks.ts";
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
  const [form, ...rest] = check.command;
  const runs = (form === "CMD" || form === "CMD-SHELL") && rest.length > 0;
  return [
    ...(runs || form === "NONE" ? [] : [{ path: `${path}.command`, message: HEALTH_COMMAND({ container }) }]),
    ...RANGES.filter(([member, least, most]) => {
      const value = check[member];
      return value !== undefined && (value < least || value > most);
    }).map(([member, least, most]) => ({
      path: `${path}.${member}`,
      message: HEALTH_NUMBER({ member, container, least, most }),
    })),
  ];
}
