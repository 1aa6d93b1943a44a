import { z } from "zod";

/** A schema as plain data: what its members are called, which are lists, and what ECS assumes where one is absent. */
export type Shape =
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, Member> }
  | { readonly kind: "list"; readonly element: Shape }
  | { readonly kind: "map" }
  | { readonly kind: "scalar"; readonly type?: "boolean" | "number" | "string" };

/** A member of an object, with the default that ECS documents for it, if any. */
export interface Member {
  readonly shape: Shape;
  readonly optional: boolean;
  readonly ecsDefault: unknown;
}

/** Reads a zod schema as a `Shape`. Members come in the order in which the schema declares them. */
export function shapeOf(schema: z.core.$ZodType): Shape {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return shapeOf(schema.unwrap());
  if (schema instanceof z.ZodArray) return { kind: "list", element: shapeOf(schema.element) };
  if (schema instanceof z.ZodRecord) return { kind: "map" };
  if (!(schema instanceof z.ZodObject)) return scalar(schema);
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const members = Object.entries(shape).map(([name, member]): [string, Member] => [
    name,
    {
      shape: shapeOf(member),
      optional: member instanceof z.ZodOptional,
      ecsDefault: z.globalRegistry.get(member)?.ecsDefault,
    },
  ]);
  return { kind: "object", members: new Map(members) };
}

function scalar(schema: z.core.$ZodType): Shape {
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return { kind: "scalar", type: "string" };
  if (schema instanceof z.ZodNumber) return { kind: "scalar", type: "number" };
  return schema instanceof z.ZodBoolean ? { kind: "scalar", type: "boolean" } : { kind: "scalar" };
}

/**
 * Every leaf of a schema, as `containerDefinitions[].environment[].name`. A list of scalars and a map of texts are one
 * leaf, named without brackets: `containerDefinitions[].command`, `containerDefinitions[].dockerLabels`.
 */
export function leaves(schema: z.core.$ZodType): string[] {
  return leavesOf(shapeOf(schema), "");
}

function leavesOf(shape: Shape, path: string): string[] {
  if (shape.kind === "object") {
    return [...shape.members].flatMap(([name, member]) =>
      leavesOf(member.shape, path === "" ? name : `${path}.${name}`),
    );
  }
  if (shape.kind === "list" && shape.element.kind === "object") return leavesOf(shape.element, `${path}[]`);
  return [path];
}
