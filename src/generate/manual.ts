import type { Kind } from "../api/registry.ts";
import type { StructuralSchema } from "../api/structural.ts";
import { effects } from "../translate/manual.ts";

/** A schema whose descriptions go on, at each member of the kind's spec, with what Berth makes of it. */
export function withEffects(schema: StructuralSchema, kind: Kind, path = ""): StructuralSchema {
  const { items, properties } = schema;
  const lines = path === "" || path.endsWith("[]") ? [] : effects(kind, path);
  const members = Object.entries(properties ?? {}).map(([name, member]) => [
    name,
    withEffects(member, kind, path === "" ? name : `${path}.${name}`),
  ]);
  return {
    ...schema,
    ...(lines.length > 0 && { description: [schema.description, ...lines].join("\n\n") }),
    ...(items && { items: withEffects(items, kind, `${path}[]`) }),
    ...(properties && { properties: Object.fromEntries(members) }),
  };
}
