import type { Member, Shape } from "../api/shape.ts";

/** Leaves, as `containerDefinitions[].cpu`, at which `normalise` does something else. */
export interface Exceptions {
  /** Stay although they equal the default. */
  readonly kept: ReadonlySet<string>;
  /** Stay although they are the empty text. */
  readonly texts: ReadonlySet<string>;
}

/**
 * Removes optional members that say nothing: nulls, empty lists, maps and objects, empty texts, and what equals the
 * default of the schema. Lists keep their empty elements, so that no index moves; maps keep empty texts; required and
 * unknown members stay.
 */
export function normalise<T extends object>(value: T, shape: Shape, exceptions: Exceptions): T;
export function normalise(value: object, shape: Shape, exceptions: Exceptions): unknown {
  return kept(value, shape, "", exceptions);
}

function kept(value: unknown, shape: Shape | undefined, path: string, exceptions: Exceptions): unknown {
  if (Array.isArray(value)) {
    const element = shape?.kind === "list" ? shape.element : undefined;
    return value.map((item: unknown) => kept(item, element, `${path}[]`, exceptions));
  }
  if (value === null || typeof value !== "object") return value;
  const members = shape?.kind === "object" ? shape.members : undefined;
  const entries: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member === null || member === undefined) continue;
    const declared = members?.get(name);
    const memberPath = path === "" ? name : `${path}.${name}`;
    const result = kept(member, declared?.shape, memberPath, exceptions);
    if (declared?.optional === true && saysNothing(result, declared, memberPath, exceptions)) continue;
    entries.push([name, result]);
  }
  return Object.fromEntries(entries);
}

function saysNothing(
  value: unknown,
  { ecsDefault }: Member,
  path: string,
  { kept: stays, texts }: Exceptions,
): boolean {
  if (value === "") return !texts.has(path);
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === ecsDefault && !stays.has(path);
}

/** The same value with the members of each object in the order of the schema; maps and unknown members by name. */
export function inOrder<T>(value: T, shape: Shape | undefined): T;
export function inOrder(value: unknown, shape: Shape | undefined): unknown {
  if (Array.isArray(value)) {
    const element = shape?.kind === "list" ? shape.element : undefined;
    return value.map((item: unknown) => inOrder(item, element));
  }
  if (value === null || typeof value !== "object") return value;
  const members = shape?.kind === "object" ? shape.members : undefined;
  const names = [...(members?.keys() ?? [])];
  const rank = (name: string) => (members?.has(name) === true ? names.indexOf(name) : names.length);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, inOrder(member, members?.get(name)?.shape)]));
}
