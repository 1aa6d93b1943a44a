import { dataKey, kubernetesName, pathName } from "../api/names.ts";

/*
 * Names of AWS to names of objects in the task's own namespace: the one place. docs/concepts/aws-names.md shows it. As
 * everywhere in Berth, region and account of an ARN say nothing. What is no ARN or name of its kind gets a hashed name, as
 * the whole text: such a task waits for an object that has it.
 */

/** A value in a Secret, and the version of it that ECS would take. */
export interface SecretValue {
  readonly secret: string;
  readonly key: string;
  /** Stage or id, where it is not the current version. */
  readonly version?: string;
}

/** Key of the value of a secret of Secrets Manager as a whole, as GetSecretValue calls it. */
export const WHOLE_SECRET = "SecretString";

const SECRET = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:([^:]+)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/;
const PARAMETER = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter\/(.+)$/;
const ROLE = /^arn:[^:]*:iam::[^:]*:role\/(?:.*\/)?([^/]+)$/;
const OBJECT = /^arn:[^:]*:s3:::([^/]+)\/(.+)\.env$/;

// What Secrets Manager adds to a secret's name in its ARN. Six small letters are more likely a word, as in my-secret.
const RANDOM = /-(?![a-z]{6}$)[A-Za-z0-9]{6}$/;

// First segment of the names of what comes from Systems Manager, S3 and Docker.
const SSM = "ssm";
const S3 = "s3";
const DOCKER = "docker";

/**
 * The value that `secrets[].valueFrom` means: of a secret of Secrets Manager its JSON key, or the whole of it; of a
 * parameter of Systems Manager the last segment of its name, in the Secret of the path before.
 */
export function secretValue(valueFrom: string): SecretValue {
  const [, name, jsonKey, stage, id] = SECRET.exec(valueFrom) ?? [];
  if (name === undefined) return parameterValue(valueFrom);
  const version = id || (stage === "AWSCURRENT" ? undefined : stage);
  return {
    secret: secretName(name),
    key: jsonKey ? dataKey(jsonKey, WHOLE_SECRET) : WHOLE_SECRET,
    ...(version && { version }),
  };
}

/** The Secret with the credentials of a registry that `repositoryCredentials.credentialsParameter` means. */
export function registrySecret(credentialsParameter: string): string {
  return secretName(SECRET.exec(credentialsParameter)?.[1] ?? credentialsParameter);
}

/** The ConfigMap that holds the variables of an environment file, an object in S3. */
export function environmentConfigMap(value: string): string {
  const [, bucket, path] = OBJECT.exec(value) ?? [];
  return bucket === undefined || path === undefined ? pathName([value]) : pathName([S3, bucket, ...path.split("/")]);
}

/** The ServiceAccount of a role, by the role's name alone, which is unique in its account. */
export function serviceAccount(role: string): string {
  return kubernetesName(ROLE.exec(role)?.[1] ?? role);
}

/** The PersistentVolumeClaim of an EFS file system, or of an access point of it. */
export function efsClaim(fileSystemId: string, accessPointId?: string): string {
  return pathName(accessPointId === undefined ? [fileSystemId] : [fileSystemId, accessPointId], DOCKER);
}

/** The PersistentVolumeClaim of a Docker volume that tasks share. */
export function dockerClaim(volume: string): string {
  return pathName([DOCKER, volume]);
}

function secretName(name: string): string {
  return pathName(name.replace(RANDOM, "").split("/"), SSM);
}

// A parameter of the root has no slash in its ARN, and may have one in its name.
function parameterValue(valueFrom: string): SecretValue {
  const name = PARAMETER.exec(valueFrom)?.[1] ?? valueFrom;
  const path = name.replace(/^\//, "").split("/");
  return { secret: pathName([SSM, ...path.slice(0, -1)]), key: dataKey(path.at(-1) ?? "") };
}
