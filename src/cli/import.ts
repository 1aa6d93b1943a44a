import { parseTaskDefinition } from "../api/arn.ts";
import { API_VERSION } from "../api/group.ts";
import { withoutNulls } from "../api/nulls.ts";
import { type Kind, kinds } from "../api/registry.ts";
import { shapeOf } from "../api/shape.ts";
import { inOrder } from "../translate/normalise.ts";
import type { Manifest } from "./manifest.ts";

/** Manifests to be written, and what is told about the way there. */
export interface Imported {
  readonly objects: readonly object[];
  readonly notes: readonly string[];
}

/**
 * Makes manifests that Berth takes of what was read: without nulls and without members of ECS's answers, in the order of
 * the schema, and with names that no other one of them has. What Berth would refuse stays as it is.
 */
export function imported(manifests: readonly Manifest[], namespace: string | undefined): Imported {
  const notes: string[] = [];
  const newest = withoutOlder(manifests, notes);
  const families = new Set(newest.filter(({ kind }) => kind === "TaskDefinition").map(familyOf));
  const taken = new Set<string>();
  const objects = newest.map((manifest) => {
    const spec = withoutAnswer(manifest, notes);
    const { name, namespace: own = namespace, ...metadata } = manifest.metadata;
    return {
      apiVersion: API_VERSION,
      kind: manifest.kind,
      metadata: {
        name: freeName(manifest, name, own, taken),
        ...(own !== undefined && { namespace: own }),
        ...metadata,
      },
      spec: inOrder(following(spec, manifest, families, notes), shapeOf(kindOf(manifest).spec)),
    };
  });
  return { objects, notes };
}

/** Of several revisions of one family the newest: a TaskDefinition says what the newest one is. */
function withoutOlder(manifests: readonly Manifest[], notes: string[]): Manifest[] {
  const newest = new Map<string, Manifest>();
  for (const manifest of manifests.filter(({ kind }) => kind === "TaskDefinition")) {
    const key = `${manifest.metadata.namespace ?? ""}/${familyOf(manifest)}`;
    const before = newest.get(key);
    if (before === undefined || revisionOf(before) <= revisionOf(manifest)) newest.set(key, manifest);
  }
  const kept = new Set(newest.values());
  return manifests.filter((manifest) => {
    if (manifest.kind !== "TaskDefinition" || kept.has(manifest)) return true;
    notes.push(`dropped: ${manifest.source}: it is an older revision of ${familyOf(manifest)}`);
    return false;
  });
}

function withoutAnswer({ kind, spec, source }: Manifest, notes: string[]): Record<string, unknown> {
  const { outputOnly } = kindOf({ kind });
  const { value } = withoutNulls({ ...spec });
  const answered = Object.keys(value).filter((member) => outputOnly.includes(member));
  notes.push(...answered.map((member) => `dropped: ${source}: ${member}: it is an answer of ECS, and no input`));
  return Object.fromEntries(Object.entries(value).filter(([member]) => !answered.includes(member)));
}

/**
 * A service or task whose task definition is among the files follows its family: Berth counts revisions from 1, so that
 * the number that ECS had would be waited for.
 */
function following(
  spec: Record<string, unknown>,
  { kind, source }: Manifest,
  families: ReadonlySet<string>,
  notes: string[],
): Record<string, unknown> {
  const { taskDefinition } = spec;
  if (kind === "TaskDefinition" || kind === "Cluster" || typeof taskDefinition !== "string") return spec;
  const reference = parseTaskDefinition(taskDefinition);
  if (reference?.revision === undefined) return spec;
  const { family, revision } = reference;
  const why = "Berth counts the revisions of a family from 1";
  if (!families.has(family)) {
    notes.push(`note: ${source}: taskDefinition: revision ${revision} of ${family} is waited for; ${why}`);
    return spec;
  }
  notes.push(`changed: ${source}: taskDefinition: ${family} instead of ${taskDefinition}; ${why}`);
  return { ...spec, taskDefinition: family };
}

/** The name, with a number behind it where another object has it. ECS's own name is in the spec. */
function freeName({ kind }: Manifest, name: string, namespace: string | undefined, taken: Set<string>): string {
  const keyOf = (one: string) => `${kind}/${namespace ?? ""}/${one}`;
  let free = name;
  for (let number = 2; taken.has(keyOf(free)); number += 1) free = `${name}-${number}`;
  taken.add(keyOf(free));
  return free;
}

function familyOf({ metadata, spec }: Manifest): string {
  return typeof spec.family === "string" ? spec.family : metadata.name;
}

function revisionOf({ spec }: Manifest): number {
  return typeof spec.revision === "number" ? spec.revision : 0;
}

function kindOf({ kind }: Pick<Manifest, "kind">): Kind {
  const known = kinds.find((one) => one.kind === kind);
  if (known === undefined) throw new Error(`there is no kind ${kind}`);
  return known;
}
