import { YamlError, yamlDocuments } from "../api/yaml.ts";
import type { Desk } from "./desk.ts";
import { exitCodes, Failure } from "./failure.ts";

/** A value that was read, and where it stands. */
export interface Document {
  /** As people find it: `web.json`, or `web.yaml, document 2`. */
  readonly source: string;
  readonly value: unknown;
}

/** Reads files of JSON or YAML. Throws one failure that says of each file that cannot be read why. */
export async function documentsIn(files: readonly string[], read: Desk["read"]): Promise<Document[]> {
  const results = await Promise.allSettled(files.map(async (file) => documentsOf(file, await read(file))));
  const faults = results.flatMap((result, index) =>
    result.status === "rejected" ? [`${nameOf(files[index] ?? "")}: ${reasonOf(result.reason)}`] : [],
  );
  if (faults.length > 0) throw unreadable(faults);
  return results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
}

/** What cannot be read, each with its reason, and each told as an error of its own. */
export function unreadable(faults: readonly string[]): Failure {
  return new Failure(faults.join("\nerror: "), exitCodes.usage);
}

/** The documents of a text; the elements of a list, and of Kubernetes' `List`, are documents of their own. */
export function documentsOf(file: string, text: string): Document[] {
  const values = valuesOf(text).filter((value) => value !== null);
  return values
    .map((value, index) => ({
      source: values.length > 1 ? `${nameOf(file)}, document ${index + 1}` : nameOf(file),
      value,
    }))
    .flatMap(({ source, value }) => {
      const elements = elementsOf(value);
      return elements === undefined
        ? [{ source, value }]
        : elements.map((element, index) => ({ source: `${source}, element ${index + 1}`, value: element }));
    });
}

function valuesOf(text: string): unknown[] {
  // Byte order marks come from editors, and JSON has none.
  const clean = text.replace(/^\uFEFF/, "");
  if (/^\s*[{[]/.test(clean)) {
    try {
      return [JSON.parse(clean)];
    } catch {
      // It may be YAML that begins so; if not, the YAML reader says where the mistake is.
    }
  }
  return yamlDocuments(clean);
}

function elementsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value === null || typeof value !== "object") return undefined;
  const { kind, apiVersion, items }: { kind?: unknown; apiVersion?: unknown; items?: unknown } = value;
  return kind === "List" && apiVersion === "v1" && Array.isArray(items) ? items : undefined;
}

function nameOf(file: string): string {
  return file === "-" ? "standard input" : file;
}

function reasonOf(error: unknown): string {
  if (error instanceof YamlError) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a directory";
  if (code === "EACCES") return "you may not read it";
  return error instanceof Error ? error.message : String(error);
}
