import type { Field } from "../api/fields.ts";
import type { Kind } from "../api/registry.ts";
import { effects } from "../translate/manual.ts";
import { childrenOf, type Member, nameOf } from "./field.ts";

const WIDTH = 100;
const MOST_OTHERS = 6;

/** What is told of a member: what it means on ECS, its type, and what Berth makes of it. */
export function fieldText({ kind, field }: Member, others: readonly Member[]): string[] {
  const { path, meaning } = field;
  return paragraphs([
    [path, ...indented(`of ${kind.kind}, the ECS request ${kind.request}`)],
    indented(meaning),
    indented(`${typeOf(field)}.`),
    effects(kind, path).flatMap(indented),
    membersText(childrenOf(kind, path)),
    othersText(others),
  ]);
}

/** What is told of a kind: what it is, and its members. */
export function kindText(kind: Kind, others: readonly Member[]): string[] {
  return paragraphs([
    [kind.kind, ...indented(`the ECS request ${kind.request}`)],
    indented(kind.description),
    membersText(childrenOf(kind, "")),
    othersText(others),
  ]);
}

function typeOf({ type, required, ecsDefault }: Field): string {
  const parts = [`Type: ${type}`, ...(ecsDefault === "" ? [] : [`Default: ${ecsDefault}`])];
  return [...parts, ...(required ? ["Required"] : [])].join(". ");
}

function membersText(members: readonly Field[]): string[] {
  if (members.length === 0) return [];
  const rows = members.map(({ path, type }) => [path.slice(path.lastIndexOf(".") + 1), type] as const);
  const width = Math.max(...rows.map(([name]) => name.length));
  return [...indented("Members:"), ...rows.map(([name, type]) => `    ${name.padEnd(width)}  ${type}`)];
}

function othersText(others: readonly Member[]): string[] {
  if (others.length === 0) return [];
  const more = others.length - MOST_OTHERS;
  const names = others.slice(0, MOST_OTHERS).map(nameOf).join(", ");
  return indented(`There is also: ${names}${more > 0 ? ` and ${more} more` : ""}.`);
}

function paragraphs(all: readonly (readonly string[])[]): string[] {
  return all.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

/** A text in lines of a width that is good to read. */
function indented(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((one) => one !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(`  ${word}`);
  }
  return lines;
}
