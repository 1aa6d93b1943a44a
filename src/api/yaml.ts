import { Document, parse, Scalar, visit } from "yaml";

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

/** Reads YAML 1.1, and so JSON too. */
export function fromYaml(text: string): unknown {
  const value: unknown = parse(text, { version: "1.1" });
  return value;
}
