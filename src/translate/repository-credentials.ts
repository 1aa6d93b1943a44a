import { registrySecret } from "./aws-names.ts";
import type { Translator } from "./translator.ts";

/** Credentials of private registries. Kubernetes tries those of a Pod for all its images, by the registry's address. */
export const repositoryCredentials: Translator = {
  concept: "repository-credentials",
  becomes: {
    "containerDefinitions[].repositoryCredentials.credentialsParameter":
      "one of the Pod's imagePullSecrets: the Secret that the page on names of AWS says",
  },
  differs: {
    "containerDefinitions[].repositoryCredentials.credentialsParameter":
      "the Secret has type kubernetes.io/dockerconfigjson and names the registry; it counts for all containers of the task; where it is missing the image is pulled without credentials",
  },
  translate: ({ containerDefinitions }) => {
    const names = containerDefinitions.flatMap(({ repositoryCredentials: credentials }) =>
      credentials === undefined ? [] : registrySecret(credentials.credentialsParameter),
    );
    return names.length === 0 ? {} : { pod: { imagePullSecrets: [...new Set(names)].map((name) => ({ name })) } };
  },
};
