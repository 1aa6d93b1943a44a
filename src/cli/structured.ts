import type { OutputFormat } from "./flags.ts";

/** A value as JSON or YAML, without a line break at its end. */
export async function structured(value: unknown, format: OutputFormat): Promise<string> {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  if (format === "json") return JSON.stringify(plain, null, 2);
  const { toYaml } = await import("../api/yaml.ts");
  return toYaml(plain).trimEnd();
}
