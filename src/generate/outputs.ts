import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kinds } from "../api/registry.ts";
import { cliPage } from "./cli-page.ts";
import { conditionsPage } from "./conditions-page.ts";
import { withCoverage } from "./coverage.ts";
import { crdFile, crdYaml } from "./crd.ts";
import { reference } from "./reference.ts";

/** The repository. */
export const root = join(import.meta.dirname, "../..");

/** A generated file: where it is, from the repository's root, and what is in it. */
export interface Output {
  readonly path: string;
  render(): string;
}

/** Everything that is generated. The chart has the CRDs a second time, as templates, so that Helm upgrades them. */
export const outputs: readonly Output[] = [
  ...kinds.flatMap((kind) =>
    ["crds", "charts/berth/files/crds"].map((folder) => ({
      path: `${folder}/${crdFile(kind)}`,
      render: () => crdYaml(kind),
    })),
  ),
  ...kinds.map((kind) => ({ path: `docs/reference/${kind.singular}.md`, render: () => reference(kind) })),
  { path: "docs/reference/conditions.md", render: conditionsPage },
  { path: "docs/cli.md", render: cliPage },
  { path: "README.md", render: () => withCoverage(root, "README.md") },
];

/** The outputs whose file is missing or differs. */
export function outdated(): Output[] {
  return outputs.filter(({ path, render }) => {
    try {
      return readFileSync(join(root, path), "utf8") !== render();
    } catch {
      return true;
    }
  });
}
