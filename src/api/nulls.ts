/** A value without its null members, and the paths at which they stood. */
export interface WithoutNulls<T> {
  readonly value: T;
  /** Paths such as `containerDefinitions[0].command`, in the order of the value. */
  readonly paths: readonly string[];
}

/**
 * Removes the null members of objects, at every depth: JSON that tools print for ECS says null where it means absent.
 * Elements of lists stay, so that no index moves. The given value is not changed.
 */
export function withoutNulls<T>(value: T): WithoutNulls<T>;
export function withoutNulls(value: unknown): WithoutNulls<unknown> {
  const paths: string[] = [];
  return { value: strip(value, "", paths), paths };
}

function strip(value: unknown, path: string, paths: string[]): unknown {
  if (Array.isArray(value)) return value.map((element, index) => strip(element, `${path}[${index}]`, paths));
  if (value === null || typeof value !== "object") return value;
  const kept: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value)) {
    const memberPath = path === "" ? key : `${path}.${key}`;
    if (member === null) paths.push(memberPath);
    else kept.push([key, strip(member, memberPath, paths)]);
  }
  return Object.fromEntries(kept);
}
