import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fromYaml } from "../../src/api/yaml.ts";
import { repository } from "./shell.ts";

/* Edits of every leaf of a spec, found in the CRD: what the API server lets a user write. */

/** The parts of a CRD's schema that say what may stand at a place. */
interface Schema {
  type?: string | undefined;
  properties?: Record<string, Schema> | undefined;
  items?: Schema | undefined;
  required?: string[] | undefined;
  enum?: unknown[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  pattern?: string | undefined;
  nullable?: boolean | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    properties: z.record(z.string(), schema).optional(),
    items: schema.optional(),
    required: z.array(z.string()).optional(),
    enum: z.array(z.unknown()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().optional(),
    pattern: z.string().optional(),
    nullable: z.boolean().optional(),
  }),
);

const definition = z.looseObject({
  spec: z.looseObject({
    versions: z.array(z.looseObject({ schema: z.looseObject({ openAPIV3Schema: schema }) })),
  }),
});

/** A change of one leaf. */
export interface Edit {
  /** Such as `containerDefinitions[].memory`. */
  readonly path: string;
  readonly value: unknown;
  /** The spec with the leaf changed, and everything else as it was; members that the change needs are added. */
  apply(spec: object): object;
}

/** Every leaf of the spec of the kind with that plural, with a few values each. */
export function editsOf(plural: string): Edit[] {
  const file = join(repository, "crds", `ecs.berth.dev_${plural}.yaml`);
  const crd = definition.parse(fromYaml(readFileSync(file, "utf8")));
  const spec = crd.spec.versions[0]?.schema.openAPIV3Schema.properties?.spec;
  if (spec === undefined) throw new Error(`${plural} have no spec`);
  return leavesOf(spec, []).flatMap(({ steps, leaf }) =>
    valuesOf(leaf).map((value) => ({
      path: steps.map(({ name, list }) => (list ? `${name}[]` : name)).join("."),
      value,
      apply: (base: object) => changed(spec, base, steps, value),
    })),
  );
}

interface Step {
  readonly name: string;
  readonly list: boolean;
}

function leavesOf(at: Schema, steps: readonly Step[]): { steps: readonly Step[]; leaf: Schema }[] {
  return Object.entries(at.properties ?? {}).flatMap(([name, member]) => {
    if (member.properties !== undefined) return leavesOf(member, [...steps, { name, list: false }]);
    if (member.items?.properties !== undefined) return leavesOf(member.items, [...steps, { name, list: true }]);
    return [{ steps: [...steps, { name, list: false }], leaf: member }];
  });
}

/** A few values that the schema allows, null among them where it does. */
function valuesOf(leaf: Schema): unknown[] {
  return leaf.nullable === true ? [...someOf(leaf), null] : someOf(leaf);
}

function someOf({
  type,
  enum: options,
  items,
  minimum = 0,
  maximum = minimum + 1,
  minLength = 0,
  pattern,
}: Schema): unknown[] {
  if (options !== undefined) return options.filter((option) => option !== null).slice(0, 2);
  const alternatives = /^\^\((?<words>[\w|-]+)\)\$$/.exec(pattern ?? "")?.groups?.words?.split("|");
  switch (type) {
    case "boolean":
      return [true, false];
    case "integer":
    case "number":
      return [minimum, Math.min(minimum + 1, maximum)];
    case "array":
      return [[], items === undefined ? [] : someOf(items).slice(0, 2)];
    case "object":
      return [{}, { name: "value" }];
    default:
      // A number as text is a size to some members, and a name to the rest.
      return alternatives?.slice(0, 2) ?? ["512", "b-2".repeat(Math.max(1, minLength))];
  }
}

function changed(at: Schema, base: object, [step, ...rest]: readonly Step[], value: unknown): object {
  if (step === undefined) return base;
  const member = at.properties?.[step.name];
  const there: unknown = Reflect.get(base, step.name);
  if (rest.length === 0 || member === undefined) return { ...base, [step.name]: value };
  const inner = step.list ? member.items : member;
  if (inner === undefined) return base;
  const [first, ...others] = step.list && Array.isArray(there) ? there : [step.list ? undefined : there];
  const object = changed(inner, isObject(first) ? first : needed(inner), rest, value);
  return { ...base, [step.name]: step.list ? [object, ...others] : object };
}

/** The least object that the schema accepts. */
function needed({ properties = {}, required = [] }: Schema): object {
  const members = required.map((name) => [name, leastOf(properties[name] ?? {})] as const);
  return Object.fromEntries(members);
}

function leastOf(at: Schema): unknown {
  return at.properties !== undefined ? needed(at) : (someOf(at).at(-1) ?? null);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
