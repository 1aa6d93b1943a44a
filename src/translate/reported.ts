import type { Shape } from "../api/shape.ts";
import { at, isEmpty, type Undeclared, undeclared } from "./members.ts";
import { meant, nearest } from "./nearest.ts";
import type { Difference } from "./translator.ts";
import type { Unsupported } from "./unsupported.ts";

/** What is known of the members of one ECS request. */
export interface Request {
  readonly shape: Shape;
  /** Members that are not translated. */
  readonly unsupported: readonly Unsupported[];
  /** Members of the answer of a Describe call, which people paste along. */
  readonly outputOnly: readonly string[];
  /** The call that they are the answer of. */
  readonly describedBy: string;
}

/**
 * What a request says that does not have its effect on ECS, by the member alone: members that are not translated yet,
 * unknown ones, nulls (`nulls` are their paths: the caller has removed them), and answers of the Describe call.
 */
export function reported(value: object, nulls: readonly string[], request: Request): Difference[] {
  return [
    ...unsupportedIn(value, request.unsupported),
    ...undeclared(value, request.shape).map((member) => explained(member, request)),
    ...nulls.map(asNull),
  ];
}

function unsupportedIn(value: object, unsupported: readonly Unsupported[]): Difference[] {
  return unsupported.flatMap(({ path: schemaPath, reason, instead, harmless }) =>
    at(schemaPath, value)
      .filter(
        (found) =>
          !isEmpty(found.value) && !harmless.some((same) => JSON.stringify(same) === JSON.stringify(found.value)),
      )
      .map(({ path }) => ({ path, kind: "notYet" as const, reason, ...(instead !== undefined && { instead }) })),
  );
}

// As the AWS CLI says it, with the likeliest members only.
function explained({ path, name, declared }: Undeclared, { outputOnly, describedBy }: Request): Difference {
  if (path === name && outputOnly.includes(name)) {
    return { path, kind: "output", reason: `output of ${describedBy}, ignored` };
  }
  const probable = meant(name, declared);
  const reason = `Unknown parameter in input: "${name}", must be one of: ${nearest(name, declared).slice(0, 5).join(", ")}, …`;
  return { path, kind: "unknown", reason, ...(probable !== undefined && { instead: `did you mean "${probable}"?` }) };
}

function asNull(path: string): Difference {
  return { path, kind: "null", reason: "null is no value of ECS, read as absent", instead: "leave it out" };
}
