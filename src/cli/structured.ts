import type { OutputFormat } from "./flags.ts";

/** A value as JSON or YAML, without a line break at its end. */
export async function structured(value: unknown, format: OutputFormat): Promise<string> {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  if (format === "json") return JSON.stringify(plain, null, 2);
  const { toYaml } = await import("../api/yaml.ts");
  return toYaml(plain).trimEnd();
}

/** Objects as kubectl takes them: documents of YAML, or in JSON one object, and a `List` of several. */
export async function manifestText(objects: readonly object[], format: OutputFormat): Promise<string[]> {
  if (objects.length === 0) return [];
  if (format === "json") {
    const list = { apiVersion: "v1", kind: "List", items: objects };
    return [await structured(objects.length === 1 ? objects[0] : list, format)];
  }
  const documents = await Promise.all(objects.map((one) => structured(one, format)));
  return [documents.join("\n---\n")];
}
