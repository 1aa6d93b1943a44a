import type { TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

/** Environment variables and secrets of the containers. */
export function environmentProblems(definition: TaskDefinitionContent): Problem[] {
  const problems: Problem[] = [];
  for (const [index, { environment, secrets = [] }] of definition.containerDefinitions.entries()) {
    const path = `containerDefinitions[${index}]`;
    for (const [position, { name }] of environment.entries()) {
      if (name !== "") continue;
      const message = "Environment variable name should not be null or empty.";
      problems.push({ path: `${path}.environment[${position}].name`, message });
    }
    const names = secrets.map(({ name }) => name);
    for (const [position, name] of names.entries()) {
      if (names.indexOf(name) === position && !environment.some((variable) => variable.name === name)) continue;
      const message = `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${name}'.`;
      problems.push({ path: `${path}.secrets[${position}].name`, message });
    }
    if (secrets.length > 0 && definition.executionRoleArn === undefined) {
      const message =
        "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.";
      problems.push({ path: "executionRoleArn", message });
    }
  }
  return problems;
}
