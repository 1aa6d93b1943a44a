/** What ARNs end with: the part that people say. */

/** `family:revision` of a task definition's ARN. */
export function shortDefinition(arn: string | undefined): string | undefined {
  return arn?.slice(arn.lastIndexOf("/") + 1);
}

/** The id in a task's ARN, or in anything else that ends with one. */
export function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
