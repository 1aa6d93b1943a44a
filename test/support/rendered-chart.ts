import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { chartFolder } from "./chart.ts";
import { helm, OPERATOR_NAMESPACE } from "./cluster.ts";

/** An object of the rendered chart, as far as every object is alike. */
const manifest = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
export type Manifest = z.infer<typeof manifest>;

/** The objects that a release of the chart would make, with helm's own options for values. Rejects what Helm refuses. */
export async function render(release: string, ...options: readonly string[]): Promise<Manifest[]> {
  const { stdout } = await helm("template", release, chartFolder, "--namespace", OPERATOR_NAMESPACE, ...options);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null)
    .map((object) => manifest.parse(object));
}
