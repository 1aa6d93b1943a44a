import { environmentConfigMap } from "./aws-names.ts";
import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/**
 * Variables of files, each of which is a ConfigMap. A variable of `environment` or `secrets` wins over one of a file, and
 * of two files the first one, as in the ECS agent, which sets only what is not set yet. In Kubernetes the last one wins.
 */
export const environmentFiles: Translator = {
  concept: "environment-files",
  becomes: {
    "containerDefinitions[].environmentFiles[].value":
      "a configMapRef in the container's envFrom: the ConfigMap that the page on names of AWS says; of two files with one variable the first wins",
    "containerDefinitions[].environmentFiles[].type": "s3, which is the only type",
  },
  differs: {
    "containerDefinitions[].environmentFiles[].value":
      "nothing is read from S3: the ConfigMap is made from the file by kubectl create configmap --from-env-file, and a key of it that is no name of a variable is not set",
  },
  translate: (definition) =>
    perContainer(definition, ({ environmentFiles: files = [] }) => {
      const names = [...new Set(files.map(({ value }) => environmentConfigMap(value)))];
      if (names.length === 0) return {};
      return { container: { envFrom: names.toReversed().map((name) => ({ configMapRef: { name } })) } };
    }),
};
