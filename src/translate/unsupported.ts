import { type TaskDefinitionSpec, taskDefinitionOutputOnly, taskDefinitionSpec } from "../api/kinds/task-definition.ts";
import { shapeOf } from "../api/shape.ts";
import { at, isEmpty, type Undeclared, undeclared } from "./members.ts";
import { meant, nearest } from "./nearest.ts";
import { notYet } from "./not-yet.ts";
import type { Difference } from "./translator.ts";

const shape = shapeOf(taskDefinitionSpec);

/**
 * What a spec says that does not have its effect on ECS, by the member alone: members that are not translated yet,
 * unknown ones, nulls (their paths, where the caller has removed them already), and answers of DescribeTaskDefinition.
 * What depends on a value as well is in the `differences` of `translateTaskDefinition`; the two never name one thing
 * twice.
 */
export function unsupported(spec: TaskDefinitionSpec, nulls: readonly string[] = []): Difference[] {
  return [...listed(spec), ...undeclared(spec, shape).map(explained), ...nulls.map(asNull)];
}

function listed(spec: TaskDefinitionSpec): Difference[] {
  return notYet.flatMap(({ path: schemaPath, reason, instead, harmless }) =>
    at(schemaPath, spec)
      .filter(
        ({ value }) => !isEmpty(value) && !harmless.some((same) => JSON.stringify(same) === JSON.stringify(value)),
      )
      .map(({ path }) => ({ path, kind: "notYet" as const, reason, ...(instead !== undefined && { instead }) })),
  );
}

// As the AWS CLI says it, with the likeliest members only.
function explained({ path, name, declared }: Undeclared): Difference {
  if (path === name && taskDefinitionOutputOnly.includes(name)) {
    return { path, kind: "output", reason: "output of DescribeTaskDefinition, ignored" };
  }
  const probable = meant(name, declared);
  const reason = `Unknown parameter in input: "${name}", must be one of: ${nearest(name, declared).slice(0, 5).join(", ")}, …`;
  return { path, kind: "unknown", reason, ...(probable !== undefined && { instead: `did you mean "${probable}"?` }) };
}

function asNull(path: string): Difference {
  return { path, kind: "null", reason: "null is no value of ECS, read as absent", instead: "leave it out" };
}
