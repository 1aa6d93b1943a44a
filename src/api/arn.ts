/** Region and account that appear in the ARNs that Berth makes; operator configuration. */
export interface Identity {
  region: string;
  account: string;
}

function arn({ region, account }: Identity, tail: string): string {
  return `arn:aws:ecs:${region}:${account}:${tail}`;
}

/** ARNs as ECS writes them (ECS developer guide, "Amazon Resource Names"). */
export const arns = {
  cluster: (id: Identity, cluster: string) => arn(id, `cluster/${cluster}`),
  service: (id: Identity, cluster: string, service: string) => arn(id, `service/${cluster}/${service}`),
  task: (id: Identity, cluster: string, task: string) => arn(id, `task/${cluster}/${task}`),
  containerInstance: (id: Identity, cluster: string, instance: string) =>
    arn(id, `container-instance/${cluster}/${instance}`),
  taskDefinition: (id: Identity, family: string, revision: number) => arn(id, `task-definition/${family}:${revision}`),
};

/** A parsed reference to a task definition; without `revision` it means the newest ACTIVE one. */
export interface TaskDefinitionReference {
  family: string;
  revision?: number;
}

/** What a reference to a task definition looks like: `family`, `family:revision` or an ARN. */
export const TASK_DEFINITION_REFERENCE =
  /^(?:arn:[^:]+:ecs:[^:]*:[^:]*:task-definition\/)?([A-Za-z0-9_-]{1,255})(?::([1-9][0-9]{0,9}))?$/;

/** What a reference to a cluster looks like: its name or its ARN. */
export const CLUSTER_REFERENCE = /^(?:arn:[^:]+:ecs:[^:]*:[^:]*:cluster\/)?([A-Za-z0-9_-]{1,255})$/;

/**
 * Reads `family`, `family:revision` or an ARN of a task definition; `undefined` for anything else. Region and account
 * of an ARN are not compared with the operator's.
 */
export function parseTaskDefinition(reference: string): TaskDefinitionReference | undefined {
  const match = TASK_DEFINITION_REFERENCE.exec(reference);
  if (match?.[1] === undefined) return undefined;
  return match[2] === undefined ? { family: match[1] } : { family: match[1], revision: Number(match[2]) };
}

/** The cluster's name from a name or an ARN; `undefined` for anything else. An absent reference means `default`. */
export function parseCluster(reference: string | undefined): string | undefined {
  if (reference === undefined || reference === "") return "default";
  return CLUSTER_REFERENCE.exec(reference)?.[1];
}
