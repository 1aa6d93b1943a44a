import type { z } from "zod";
import { fieldsOf } from "../api/fields.ts";
import { API_VERSION } from "../api/group.ts";
import type { Kind } from "../api/registry.ts";
import type { OperatorOnly } from "../api/rule.ts";
import { LONGEST_TEXT, MOST_ELEMENTS } from "../api/scalars.ts";
import { effects } from "../translate/manual.ts";
import { code, GENERATED_PAGE, table } from "./markdown.ts";

/** The reference page of a kind: its fields, what becomes of them, and what is refused. */
export function reference(kind: Kind): string {
  const lines = [
    GENERATED_PAGE,
    `# ${kind.kind}`,
    "",
    kind.description,
    "",
    `\`apiVersion: ${API_VERSION}\`, \`kind: ${kind.kind}\`; for kubectl \`${[kind.plural, kind.singular, ...kind.shortNames].join("`, `")}\`.`,
    "",
    `## spec: the ECS request ${kind.request}`,
    "",
    "Fields that are not listed are kept and reported. Optional fields may be null, which means absent.",
    `A list or map has at most ${MOST_ELEMENTS} elements and a text at most ${LONGEST_TEXT} characters, unless another number is said. Integers have 32 bits.`,
    "",
    ...fields(kind.spec, (path) => effects(kind, path)),
    "",
    `Also known, and skipped with a line, since they are ECS's answer: ${kind.outputOnly.map(code).join(", ")}.`,
    "",
    ...refusals(kind),
    "## status: ECS's answer",
    "",
    ...fields(kind.status),
  ];
  return `${lines.join("\n")}\n`;
}

function fields(schema: z.ZodObject, here?: (path: string) => readonly string[]): string[] {
  const rows = fieldsOf(schema, code).map(({ path, type, required, ecsDefault, meaning }) => [
    `${code(path)}${required ? " (required)" : ""}`,
    type,
    ecsDefault,
    meaning,
    ...(here === undefined ? [] : [here(path).join(" ")]),
  ]);
  return here === undefined
    ? table(["field", "type", "default", "meaning"], rows)
    : table(["field", "type", "default", "meaning on ECS", "here"], rows);
}

function refusals({ fixed, refusals: refused, operatorOnly }: Kind): string[] {
  const later = operatorOnly.map((one) => [inGeneral(one), one.why]);
  return [
    "### What cannot change",
    "",
    ...fixed.map(({ field = "", message }) => `- ${code(field)}: ${message}`),
    "",
    "### What is refused when it is applied",
    "",
    "Whatever one object is enough for the API server refuses, by the rules of the CRD and in ECS's words. Who changes an",
    "object that was there before such a rule is not held to it where it stays as it was.",
    "",
    ...table(
      ["message", "about"],
      unique(refused.map(({ message, at, field }) => [message, code(placeOf(at, field))])),
    ),
    "",
    ...(later.length === 0
      ? []
      : ["### What is refused by the operator", "", ...OPERATOR, "", ...table(LATER, later), ""]),
  ];
}

const OPERATOR = [
  "The object is stored, and its condition `Stalled` says why nothing is made of it. So is refused whatever depends on other",
  "objects or on what the administrator allows, and also:",
];
const LATER = ["message", "why not when it is applied"];

function placeOf(at: string, field: string | undefined): string {
  return [at, field].filter((part) => part !== undefined && part !== "").join(".");
}

function inGeneral({ phrase, values = {} }: OperatorOnly): string {
  const all = Object.fromEntries(phrase.places.map((place) => [place, values[place] ?? "…"]));
  return phrase(all);
}

function unique(rows: readonly string[][]): string[][] {
  return [...new Map(rows.map((row) => [row.join("\n"), row])).values()];
}
