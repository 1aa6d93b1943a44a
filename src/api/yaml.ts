import { Document, parseAllDocuments, Scalar, type Tags, visit } from "yaml";

const MERGE = "tag:yaml.org,2002:merge";

/**
 * YAML as kubectl reads it, which is version 1.1: there `y`, `on`, `1_000` and `0b11` are no texts, so a text that
 * looks like one of them is quoted. Values that occur twice are written twice.
 */
export function toYaml(value: unknown): string {
  const document = new Document(value, {
    version: "1.1",
    aliasDuplicateObjects: false,
    customTags: (tags) => tags.filter((tag) => typeof tag === "string" || tag.tag !== MERGE),
  });
  visit(document, {
    Scalar(_key, node) {
      // A plain one would be the merge key of YAML 1.1.
      if (node.value === "<<") node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, directives: false });
}

/** A text that is no YAML: why, and where as far as that is known. */
export class YamlError extends Error {
  override readonly name = "YamlError";
}

// kubectl's reader leaves times and base 60 alone: `2026-11-22` and `1000:50` are texts.
const LEFT_ALONE: readonly unknown[] = ["floatTime", "intTime", "timestamp"];

function asKubectl(tags: Tags): Tags {
  const kept = tags.filter((tag) =>
    typeof tag === "string"
      ? !LEFT_ALONE.includes(tag)
      : tag.tag !== "tag:yaml.org,2002:timestamp" && !("format" in tag && tag.format === "TIME"),
  );
  return kept.map(withDigits);
}

// To the library `.` and `e1` are numbers, which are none.
function withDigits(tag: Tags[number]): Tags[number] {
  if (typeof tag === "string" || !("test" in tag)) return tag;
  const { test } = tag;
  if (test === undefined || !(test.test(".") || test.test("e1"))) return tag;
  return { ...tag, test: new RegExp(test.source.replace("^", "^(?=[-+]?\\.?[0-9])")) };
}

/** Reads YAML 1.1, and so JSON too. Throws a `YamlError` that says line and column. */
export function fromYaml(text: string): unknown {
  return yamlDocuments(text)[0] ?? null;
}

/** Reads all documents of a text; empty ones are null. Throws a `YamlError` that says line and column. */
export function yamlDocuments(text: string): unknown[] {
  return [...parseAllDocuments(text, { version: "1.1", customTags: asKubectl, prettyErrors: true })].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new YamlError(placed(error));
    try {
      const value: unknown = document.toJS();
      return value;
    } catch (cause) {
      // Aliases that lead nowhere, or make too much of too little.
      throw new YamlError(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  });
}

function placed({ message, linePos }: { message: string; linePos?: readonly { line: number; col: number }[] }): string {
  // The library goes on with the text around the mistake.
  const what = (message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
  const [start] = linePos ?? [];
  return start === undefined ? what : `line ${start.line}, column ${start.col}: ${what}`;
}
