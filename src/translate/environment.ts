import { perContainer } from "./containers.ts";
import { escaped } from "./escape.ts";
import type { Difference, Translator } from "./translator.ts";

/** Whether the API server takes it as the name of a variable (KEP-4369, RelaxedEnvironmentVariableValidation). */
export function isVariableName(name: string): boolean {
  return /^[ -<>-~]+$/.test(name);
}

/**
 * Literal values. Of two variables of one name the last wins, as in the ECS agent, which reads them into a map;
 * server-side apply would refuse the second.
 */
export const environment: Translator = {
  concept: "environment",
  becomes: {
    "containerDefinitions[].environment[].name": "a variable of the container's env; of two of one name the last",
    "containerDefinitions[].environment[].value": "the variable's literal value; no $(NAME) in it is expanded",
  },
  differs: {
    "containerDefinitions[].environment[].name":
      "a name that is not printable ASCII, or has a =, is not set, and reported",
  },
  translate: (definition) =>
    perContainer(definition, (container, path) => {
      const values = new Map<string, string>();
      const differences: Difference[] = [];
      for (const [index, { name, value }] of container.environment.entries()) {
        if (isVariableName(name)) values.set(name, value);
        else differences.push(notSet(`${path}.environment[${index}].name`));
      }
      if (values.size === 0) return { differences };
      return { container: { env: [...values].map(([name, value]) => ({ name, value: escaped(value) })) }, differences };
    }),
};

/** The report of a variable whose name the API server does not take. */
export function notSet(path: string): Difference {
  return {
    path,
    reason: "Kubernetes does not take this name for a variable, which is not set",
    instead: "use printable ASCII characters other than =",
  };
}
