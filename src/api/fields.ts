import { z } from "zod";
import { LONGEST_TEXT, MOST_ELEMENTS } from "./scalars.ts";
import { type JsonSchema, type StructuralSchema, structural, valueText } from "./structural.ts";

/** A field of an object, as the reference has it. */
export interface Field {
  /** As `containerDefinitions[].name`. */
  readonly path: string;
  /** Type and bounds, in words. */
  readonly type: string;
  readonly required: boolean;
  /** What ECS assumes; empty where it assumes nothing. */
  readonly ecsDefault: string;
  readonly meaning: string;
}

/** How a value to choose from is written. */
type Quote = (value: string) => string;

/** The fields of a schema, depth first, in the order they are declared. */
export function fieldsOf(schema: z.ZodObject, quote: Quote = (value) => value): Field[] {
  return [...walk(z.toJSONSchema(schema, { io: "input", reused: "inline" }), "", quote)];
}

function* walk(schema: JsonSchema, path: string, quote: Quote): Generator<Field> {
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (const [name, member] of Object.entries(asObject(schema.properties))) {
    const json = asObject(member);
    const memberPath = path === "" ? name : `${path}.${name}`;
    yield {
      path: memberPath,
      type: typeText(structural(json, { nullable: false }), quote),
      required: required.includes(name),
      ecsDefault: valueText(json.ecsDefault ?? json.default ?? ""),
      meaning: typeof json.description === "string" ? json.description : "",
    };
    yield* walk(json, memberPath, quote);
    yield* walk(asObject(json.items), `${memberPath}[]`, quote);
  }
}

function typeText(schema: StructuralSchema, quote: Quote): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => quote(String(value))).join(", ");
  if (schema.items !== undefined) return `${bounded("list", schema)} of ${typeText(schema.items, quote)}`;
  if (schema.additionalProperties !== undefined) {
    return `${bounded("map", schema)} of ${typeText(schema.additionalProperties, quote)}`;
  }
  return schema.format === "date-time" ? "time" : bounded(schema.type ?? "any JSON", schema);
}

function bounded(type: string, schema: StructuralSchema): string {
  const bounds = boundsText(schema);
  return bounds === "" ? type : `${type} (${bounds})`;
}

/** Bounds other than those that are said for the whole page. */
function boundsText({ minimum, maximum, format, ...sizes }: StructuralSchema): string {
  const least = format === "int32" && minimum === -(2 ** 31) ? undefined : minimum;
  const number = format === "int32" && maximum === 2 ** 31 - 1 ? undefined : maximum;
  const size = sizes.maxLength ?? sizes.maxItems ?? sizes.maxProperties;
  const most = number ?? (size === LONGEST_TEXT || size === MOST_ELEMENTS ? undefined : size);
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  if (least !== undefined) return `at least ${least}`;
  return most === undefined ? "" : `at most ${most}`;
}

function asObject(value: unknown): JsonSchema {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
