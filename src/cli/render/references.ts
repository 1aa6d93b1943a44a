import { parseTaskDefinition } from "../../api/arn.ts";

/** What is said where the task definition of a service or a task is not among the files. */
export function notAmong(reference: string | undefined): string {
  return `ClientException: TaskDefinition not found. It is not among the files: ${reference}`;
}

/** A reference to a task definition in a namespace. */
export interface Reference {
  readonly namespace: string;
  readonly family: string;
  readonly revision?: number;
}

/** What the spec of a service or a task names. */
export function referenceOf(namespace: string, taskDefinition: string | undefined): Reference | undefined {
  const reference = parseTaskDefinition(taskDefinition ?? "");
  return reference && { namespace, ...reference };
}
