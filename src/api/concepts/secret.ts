import { z } from "zod";
import { arn, name } from "../scalars.ts";

/** A secret value that is handed to a container or a log driver by name (ECS `Secret`). */
export const secret = z.looseObject({
  name: name.describe("Name of the environment variable, or of the log driver's option, that gets the value."),
  valueFrom: arn.describe(
    "Where the value is: ARN of a Secrets Manager secret (with :json-key:version-stage:version-id if wanted), or ARN or name of a Systems Manager parameter.",
  ),
});
export type Secret = z.infer<typeof secret>;

/** Credentials for a private registry (ECS `RepositoryCredentials`). */
export const repositoryCredentials = z.looseObject({
  credentialsParameter: arn.describe(
    "ARN or name of the secret that holds the user name and password of the private registry.",
  ),
});
export type RepositoryCredentials = z.infer<typeof repositoryCredentials>;
