import type { TaskDefinitionStatus } from "../api/kinds/task-definition.ts";
import type { KubeObject } from "../api/kube-object.ts";
import { conditions, fieldsHonoured, type Progress, progressVerdicts } from "./conditions.ts";

/** The facts of a revision that status tells. */
export interface RevisionFacts {
  family: string;
  revision: number;
  status: "ACTIVE" | "INACTIVE";
  arn: string;
  definition: {
    compatibilities: Readonly<NonNullable<TaskDefinitionStatus["compatibilities"]>>;
    requiresAttributes: Readonly<NonNullable<TaskDefinitionStatus["requiresAttributes"]>>;
  };
}

/**
 * DescribeTaskDefinition's answer for the newest revision, and the conditions. A refused spec leaves the facts of the
 * last revision: it is still there, and what uses it goes on.
 */
export function taskDefinitionStatus(
  object: KubeObject<unknown, TaskDefinitionStatus>,
  revision: RevisionFacts | undefined,
  progress: Progress,
  differences: readonly { path: string; reason: string }[],
  now: Date,
): TaskDefinitionStatus {
  const generation = object.metadata.generation ?? 0;
  return {
    ...object.status,
    ...(revision === undefined
      ? {}
      : {
          family: revision.family,
          revision: revision.revision,
          status: revision.status,
          taskDefinitionArn: revision.arn,
          compatibilities: [...revision.definition.compatibilities],
          requiresAttributes: [...revision.definition.requiresAttributes],
        }),
    observedGeneration: generation,
    conditions: conditions(
      object.status?.conditions,
      [...progressVerdicts(progress), fieldsHonoured(differences)],
      generation,
      now,
    ),
  };
}
