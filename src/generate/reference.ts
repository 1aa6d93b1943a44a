import { z } from "zod";
import { conditionTypes, reasons } from "../api/conditions.ts";
import { API_VERSION } from "../api/group.ts";
import type { Kind } from "../api/registry.ts";
import { LONGEST_TEXT, MOST_ELEMENTS } from "../api/scalars.ts";
import { type JsonSchema, type StructuralSchema, structural, valueText } from "./structural.ts";

interface Row {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly ecsDefault: string;
  readonly meaning: string;
}

/** The reference page of a kind: each field with its type, bounds, default and meaning. */
export function reference(kind: Kind): string {
  const lines = [
    "<!-- Generated from src/api by `npm run generate`. Do not edit. -->",
    `# ${kind.kind}`,
    "",
    kind.description,
    "",
    `\`apiVersion: ${API_VERSION}\`, \`kind: ${kind.kind}\`; for kubectl \`${[kind.plural, kind.singular, ...kind.shortNames].join("`, `")}\`.`,
    "",
    `## spec: the ECS request ${kind.request}`,
    "",
    "Fields that are not listed are kept and reported. Optional fields may be null, which means absent.",
    `A list has at most ${MOST_ELEMENTS} elements and a text at most ${LONGEST_TEXT} characters, unless another number is said. Integers have 32 bits.`,
    "",
    ...table(kind.spec),
    "",
    `Also known, and skipped with a line, since they are ECS's answer: ${kind.outputOnly.map(code).join(", ")}.`,
    "",
    ...rules(kind),
    "## status: ECS's answer",
    "",
    ...table(kind.status),
  ];
  return `${lines.join("\n")}\n`;
}

/** The page of all conditions and their reasons. */
export function conditionsReference(): string {
  const lines = [
    "<!-- Generated from src/api by `npm run generate`. Do not edit. -->",
    "# Conditions",
    "",
    "Every object has these in `status.conditions`; they belong to the generation in `status.observedGeneration`.",
    "",
    "| type | True means |",
    "|---|---|",
    ...Object.entries(conditionTypes).map(([type, meaning]) => `| ${code(type)} | ${cell(meaning)} |`),
    "",
    "## Reasons",
    "",
    "The names are stable; messages are for people.",
    "",
    "| reason | meaning |",
    "|---|---|",
    ...Object.entries(reasons).map(([reason, meaning]) => `| ${code(reason)} | ${cell(meaning)} |`),
  ];
  return `${lines.join("\n")}\n`;
}

function rules(kind: Kind): string[] {
  if (kind.fixed.length === 0) return [];
  return [
    "### What cannot change",
    "",
    ...kind.fixed.map(({ field = "", message }) => `- ${code(field)}: ${message}`),
    "",
  ];
}

function table(schema: z.ZodObject): string[] {
  const rows = [...walk(z.toJSONSchema(schema, { io: "input", reused: "inline" }), "")];
  return [
    "| field | type | default | meaning |",
    "|---|---|---|---|",
    ...rows.map(
      ({ path, type, required, ecsDefault, meaning }) =>
        `| ${code(path)}${required ? " (required)" : ""} | ${cell(type)} | ${cell(ecsDefault)} | ${cell(meaning)} |`,
    ),
  ];
}

/** The fields of a schema, depth first, in the order they are declared. */
function* walk(schema: JsonSchema, path: string): Generator<Row> {
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (const [name, member] of Object.entries(asObject(schema.properties))) {
    const json = asObject(member);
    const memberPath = path === "" ? name : `${path}.${name}`;
    yield {
      path: memberPath,
      type: typeText(structural(json, { nullable: false })),
      required: required.includes(name),
      ecsDefault: valueText(json.ecsDefault ?? json.default ?? ""),
      meaning: typeof json.description === "string" ? json.description : "",
    };
    yield* walk(json, memberPath);
    yield* walk(asObject(json.items), `${memberPath}[]`);
  }
}

function typeText(schema: StructuralSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(", ");
  if (schema.type === "array" && schema.items !== undefined) return listText(schema.items, schema.maxItems);
  if (schema.additionalProperties !== undefined) return `map of ${typeText(schema.additionalProperties)}`;
  if (schema.format === "date-time") return "time";
  const type = schema.type ?? "any JSON";
  const range = rangeText(schema);
  return range === "" ? type : `${type}, ${range}`;
}

function listText(items: StructuralSchema, maxItems: number | undefined): string {
  const most = maxItems === undefined || maxItems === MOST_ELEMENTS ? "" : `, at most ${maxItems}`;
  return `list of ${typeText(items)}${most}`;
}

/** Bounds other than those of a 32-bit integer. */
function rangeText({ minimum, maximum, format }: StructuralSchema): string {
  const least = format === "int32" && minimum === -(2 ** 31) ? undefined : minimum;
  const most = format === "int32" && maximum === 2 ** 31 - 1 ? undefined : maximum;
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  if (least !== undefined) return `at least ${least}`;
  return most === undefined ? "" : `at most ${most}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function asObject(value: unknown): JsonSchema {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
