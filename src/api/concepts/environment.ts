import { z } from "zod";
import { arn, name, text } from "../scalars.ts";

/** A name and its value (ECS `KeyValuePair`). */
export const keyValuePair = z.looseObject({
  name: name.optional().describe("Name."),
  value: text.optional().describe("Value, as text."),
});
export type KeyValuePair = z.infer<typeof keyValuePair>;

/** An environment variable of a container (ECS `KeyValuePair`). */
export const environmentVariable = z.looseObject({
  name: name.optional().describe("Name of the environment variable."),
  value: text.optional().describe("Value of the environment variable, in plain text."),
});
export type EnvironmentVariable = z.infer<typeof environmentVariable>;

/** A file with environment variables (ECS `EnvironmentFile`). */
export const environmentFile = z.looseObject({
  value: arn.describe("ARN of the file, an S3 object whose name ends in .env, with one VARIABLE=VALUE per line."),
  type: z.enum(["s3"]).describe("Where the file is: s3."),
});
export type EnvironmentFile = z.infer<typeof environmentFile>;
