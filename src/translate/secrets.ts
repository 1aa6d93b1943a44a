import { secretValue } from "./aws-names.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import { isVariableName, notSet } from "./environment.ts";
import type { Difference, Translator } from "./translator.ts";

/**
 * Variables whose values are in Secrets of the namespace; no value passes through Berth. The registration has refused a
 * name that is in `environment`, too.
 */
export const secrets: Translator = {
  concept: "secrets",
  becomes: {
    "containerDefinitions[].secrets[].name": "a variable of the container's env",
    "containerDefinitions[].secrets[].valueFrom":
      "a secretKeyRef of the variable: the Secret and the key that the page on names of AWS says",
  },
  differs: {
    "containerDefinitions[].secrets[].name": "a name that is not printable ASCII, or has a =, is not set, and reported",
    "containerDefinitions[].secrets[].valueFrom":
      "the value is what the Secret has when the container starts; another version than AWSCURRENT is not told apart, which is reported; the execution role is not asked",
  },
  translate: (definition) =>
    perContainer(definition, ({ secrets: given = [] }, path): ContainerShare => {
      const differences: Difference[] = [];
      const env = given.flatMap(({ name, valueFrom }, index) => {
        const place = `${path}.secrets[${index}]`;
        const { secret, key, version } = secretValue(valueFrom);
        if (!isVariableName(name)) {
          differences.push(notSet(`${place}.name`));
          return [];
        }
        if (version !== undefined) differences.push(oneVersion(`${place}.valueFrom`, version, secret, key));
        return [{ name, valueFrom: { secretKeyRef: { name: secret, key } } }];
      });
      return { ...(env.length > 0 && { container: { env } }), differences };
    }),
};

function oneVersion(path: string, version: string, secret: string, key: string): Difference {
  return {
    path,
    reason: `a Secret has one version of a value: what key ${key} of Secret ${secret} has is used, whether it is ${version} or not`,
    instead: "keep an earlier version under a JSON key of its own",
  };
}
