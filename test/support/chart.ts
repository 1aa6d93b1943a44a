import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fromYaml } from "../../src/api/yaml.ts";

/** Folder of the Helm chart. */
export const chartFolder = join(import.meta.dirname, "../../charts/berth");

/** A rule of a role, as far as the chart uses it; any other member is an error. */
export const policyRule = z.strictObject({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
});
export type PolicyRule = z.infer<typeof policyRule>;

/** The text of one file of the chart. */
export function chartFile(path: string): string {
  return readFileSync(join(chartFolder, path), "utf8");
}

/** The text of all templates. */
export function templates(): string {
  return globSync("templates/*", { cwd: chartFolder }).toSorted().map(chartFile).join("\n");
}

/** The rules of a role: the operator's, or those for people who view or edit. */
export function rulesOf(role: "operator" | "view" | "edit"): PolicyRule[] {
  return z.array(policyRule).parse(fromYaml(chartFile(`files/rbac/${role}.yaml`)));
}

/** Each right of the rules as one text, such as `get apps/deployments`, or `list pods` of the core group. */
export function rightsOf(rules: readonly PolicyRule[]): string[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group === "" ? "" : `${group}/`}${resource}`)),
    ),
  );
}
