import { NO_EXECUTION_ROLE, NO_VARIABLE_NAME, SECRET_NAME } from "../../api/refusals/environment.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

/** Environment variables and secrets of the containers. */
export function environmentProblems(definition: TaskDefinitionContent): Problem[] {
  const problems: Problem[] = [];
  for (const [index, { environment, secrets = [] }] of definition.containerDefinitions.entries()) {
    const path = `containerDefinitions[${index}]`;
    for (const [position, { name }] of environment.entries()) {
      if (name !== "") continue;
      problems.push({ path: `${path}.environment[${position}].name`, message: NO_VARIABLE_NAME({}) });
    }
    const names = secrets.map(({ name }) => name);
    for (const [position, name] of names.entries()) {
      if (names.indexOf(name) === position && !environment.some((variable) => variable.name === name)) continue;
      problems.push({ path: `${path}.secrets[${position}].name`, message: SECRET_NAME({ name }) });
    }
  }
  const hasSecrets = definition.containerDefinitions.some(({ secrets = [] }) => secrets.length > 0);
  if (hasSecrets && definition.executionRoleArn === undefined) {
    problems.push({ path: "executionRoleArn", message: NO_EXECUTION_ROLE({}) });
  }
  return problems;
}
