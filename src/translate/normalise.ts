import type { Shape } from "../api/shape.ts";

/** Leaves, as `containerDefinitions[].cpu`, at which `normalise` does something else. */
export interface Exceptions {
  /** Stay although they equal the default. */
  readonly kept: ReadonlySet<string>;
  /** Stay although they are the empty text. */
  readonly texts: ReadonlySet<string>;
}

/**
 * Removes what says nothing: nulls, empty lists, maps and objects, empty texts, and members that equal the default of
 * their schema. Lists keep their empty elements, so that no index moves; maps keep empty texts. Unknown members stay.
 */
export function normalise<T extends object>(value: T, shape: Shape, exceptions: Exceptions): T;
export function normalise(value: object, shape: Shape, exceptions: Exceptions): unknown {
  return kept(value, shape, "", exceptions) ?? {};
}

function kept(value: unknown, shape: Shape | undefined, path: string, exceptions: Exceptions): unknown {
  if (value === null || value === undefined) return undefined;
  if (value === "") return exceptions.texts.has(path) ? value : undefined;
  if (Array.isArray(value)) {
    const element = shape?.kind === "list" ? shape.element : undefined;
    if (element?.kind !== "object") return value.length === 0 ? undefined : value;
    const elements = value.map((item: unknown) => kept(item, element, `${path}[]`, exceptions) ?? {});
    return elements.length === 0 ? undefined : elements;
  }
  if (typeof value !== "object") return value;
  const members = shape?.kind === "object" ? shape.members : undefined;
  const entries: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const declared = members?.get(name);
    const memberPath = path === "" ? name : `${path}.${name}`;
    const result =
      shape?.kind === "map" ? (member ?? undefined) : kept(member, declared?.shape, memberPath, exceptions);
    if (result === undefined) continue;
    if (declared?.ecsDefault === result && !exceptions.kept.has(memberPath)) continue;
    entries.push([name, result]);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
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
