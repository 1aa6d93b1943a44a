import { type Field, fieldsOf } from "../api/fields.ts";
import { type Kind, kinds } from "../api/registry.ts";
import { nearest } from "../translate/nearest.ts";

/** A member of one of the requests. */
export interface Member {
  readonly kind: Kind;
  readonly field: Field;
}

/** What a path means. Paths are written as people write them: with a kind or not, with brackets or not. */
export type Found =
  /** A member; `others` could have been meant, too. */
  | { readonly what: "field"; readonly member: Member; readonly others: readonly Member[] }
  | { readonly what: "kind"; readonly kind: Kind; readonly others: readonly Member[] }
  /** The end of the paths of several members, of which none is the likeliest. */
  | { readonly what: "several"; readonly members: readonly Member[] }
  | { readonly what: "unknown"; readonly nearest: readonly Member[] };

// Most questions are about task definitions, and few about clusters.
const ORDER = ["TaskDefinition", "Service", "Task", "Cluster"];

const MOST_SUGGESTIONS = 3;

/** Looks a path up: whole paths before ends of paths, and task definitions before the other requests. */
export function lookUp(text: string): Found {
  const words = bare(text).split(".");
  const [first = "", ...rest] = words;
  const kind = kinds.find((one) => namesOf(one).includes(first));
  const below = withoutSpec(rest);
  if (kind !== undefined && below.length === 0) return { what: "kind", kind, others: membersAt(first, all()) };
  const path = below.join(".");
  const found = kind === undefined ? undefined : among(membersOf(kind), path);
  return found ?? among(all(), withoutSpec(words).join(".")) ?? { what: "unknown", nearest: like(words, kind, path) };
}

function among(members: readonly Member[], path: string): Found | undefined {
  const exact = membersAt(path, members);
  const ending = members.filter(({ field }) => bare(field.path).endsWith(`.${path}`));
  const [member, ...others] = exact;
  if (member !== undefined) return { what: "field", member, others: [...others, ...ending] };
  const ofFirst = ending.filter(({ kind }) => kind === ending[0]?.kind);
  const [only, ...more] = ofFirst;
  if (only === undefined) return undefined;
  if (more.length > 0) return { what: "several", members: ending };
  return { what: "field", member: only, others: ending.slice(1) };
}

/** The members that look most like a path that nobody has; as many segments of theirs are compared as it has. */
function like(words: readonly string[], kind: Kind | undefined, path: string): Member[] {
  const [members, wanted] = kind === undefined ? [all(), withoutSpec(words).join(".")] : [membersOf(kind), path];
  const ends = new Map<string, Member[]>();
  for (const member of members) {
    const end = bare(member.field.path).split(".").slice(-wanted.split(".").length).join(".");
    ends.set(end, [...(ends.get(end) ?? []), member]);
  }
  return nearest(wanted, [...ends.keys()])
    .flatMap((end) => ends.get(end) ?? [])
    .slice(0, MOST_SUGGESTIONS);
}

/** How a member is named so that no other one is meant: `service.loadBalancers[].containerPort`. */
export function nameOf({ kind, field }: Member): string {
  return `${kind.kind.charAt(0).toLowerCase()}${kind.kind.slice(1)}.${field.path}`;
}

/** The members right below a path of a kind; below the spec itself for the empty path. */
export function childrenOf(kind: Kind, path: string): Field[] {
  const prefix = path === "" ? "" : `${bare(path)}.`;
  return membersOf(kind)
    .map(({ field }) => field)
    .filter(({ path: other }) => {
      const own = bare(other);
      return own.startsWith(prefix) && !own.slice(prefix.length).includes(".");
    });
}

function all(): Member[] {
  return ORDER.flatMap((name) => kinds.filter(({ kind }) => kind === name)).flatMap(membersOf);
}

const known = new Map<Kind, readonly Member[]>();

function membersOf(kind: Kind): readonly Member[] {
  const members: readonly Member[] = known.get(kind) ?? fieldsOf(kind.spec).map((field) => ({ kind, field }));
  known.set(kind, members);
  return members;
}

function membersAt(path: string, members: readonly Member[]): Member[] {
  return members.filter(({ field }) => bare(field.path) === path);
}

function namesOf({ kind, singular, plural, shortNames }: Kind): string[] {
  return [kind, singular, plural, ...shortNames].map((name) => name.toLowerCase());
}

function withoutSpec(words: readonly string[]): readonly string[] {
  return words[0] === "spec" ? words.slice(1) : words;
}

/** A path without brackets, in small letters: how it is compared. */
function bare(path: string): string {
  return path
    .replaceAll(/\[[^\]]*\]/g, "")
    .replace(/^\./, "")
    .toLowerCase();
}
