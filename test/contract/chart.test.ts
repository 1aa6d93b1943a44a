import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { GROUP } from "../../src/api/group.ts";
import { kinds } from "../../src/api/registry.ts";
import { fromYaml } from "../../src/api/yaml.ts";
import { chartFile, chartFolder, rightsOf, rulesOf, templates } from "../support/chart.ts";

/* What can be said of the chart without Helm; test/e2e/chart.test.ts renders it. */

const repository = join(import.meta.dirname, "../..");
const record = z.record(z.string(), z.unknown());
const values = record.parse(fromYaml(chartFile("values.yaml")));
const schema = record.parse(JSON.parse(chartFile("values.schema.json")));

/** Paths of the members that a schema knows, at every depth; maps with free keys are leaves. */
function schemaPaths(node: unknown, path = ""): string[] {
  const properties = record.safeParse(record.safeParse(node).data?.properties).data;
  if (properties === undefined) return [path];
  return Object.entries(properties).flatMap(([name, child]) =>
    schemaPaths(child, path === "" ? name : `${path}.${name}`),
  );
}

/** Whether values.yaml has the path. */
function hasValue(path: string): boolean {
  return path.split(".").reduce<unknown>((at, name) => record.safeParse(at).data?.[name], values) !== undefined;
}

/** Objects of a schema that name their members and yet let others pass. */
function laxObjects(node: unknown, path = "values"): string[] {
  const object = record.safeParse(node).data;
  if (object === undefined) return [];
  const lax = object.properties !== undefined && object.additionalProperties !== false ? [path] : [];
  const children = record.safeParse(object.properties).data ?? {};
  return [...lax, ...Object.entries(children).flatMap(([name, child]) => laxObjects(child, `${path}.${name}`))];
}

describe("version", () => {
  test("of chart and image is that of the package", () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(repository, "package.json"), "utf8")));
    expect(fromYaml(chartFile("Chart.yaml"))).toMatchObject({ version, appVersion: version });
  });
});

describe("values", () => {
  /** Filled by whoever wants it, so values.yaml has no default for what is in it. */
  const freeForm = ["global", "affinity"];
  const described = schemaPaths(schema).filter((path) => !freeForm.includes(path.split(".")[0] ?? ""));

  test("have a default for everything that the schema describes", () => {
    expect(described.filter((path) => !hasValue(path))).toEqual([]);
  });

  test("are all used by a template", () => {
    const text = templates();
    const used = (path: string): boolean =>
      text.includes(`.Values.${path}`) || text.includes(`.Values.${path.split(".")[0]} `);
    expect(described.filter((path) => !used(path))).toEqual([]);
  });

  test("have nothing that the schema does not describe, and the schema refuses it at every level", () => {
    const parser = z.fromJSONSchema(schema);
    expect(parser.safeParse(values).error).toBeUndefined();
    expect(laxObjects(schema)).toEqual([]);
    expect(parser.safeParse({ ...values, allowedFeature: {} }).success).toBe(false);
  });

  test.each([
    [{ allowedFeatures: { edge: ["hostPorts"], "*": ["sysctls"] } }, true],
    [{ allowedFeatures: { edge: ["hostPort"] } }, false],
    [{ allowedFeatures: { Edge: ["hostPorts"] } }, false],
    [{ identity: { account: "123456789012" } }, true],
    [{ identity: { account: 123456789012 } }, false],
    [{ image: { digest: "sha256:1" } }, false],
    [{ taskDefaults: { healthyAfterSeconds: 0 } }, true],
    [{ taskDefaults: { healthyAfterSeconds: -1 } }, false],
    [{ taskDefaults: { imagePullPolicy: "always" } }, false],
  ])("%j: accepted %s", (value, accepted) => {
    expect(z.fromJSONSchema(schema).safeParse(value).success).toBe(accepted);
  });
});

describe("configuration", () => {
  const config = join(repository, "src/config.ts");
  const names = (text: string): string[] => [...new Set(text.match(/BERTH_[A-Z_]+/g))].toSorted();

  test.skipIf(!existsSync(config))("that the program reads is what the chart sets, no more and no less", () => {
    expect(names(chartFile("templates/deployment.yaml"))).toEqual(names(readFileSync(config, "utf8")));
  });
});

describe("custom resource definitions", () => {
  test("are the generated ones", () => {
    const read = (folder: string): Record<string, string> =>
      Object.fromEntries(
        globSync("*.yaml", { cwd: folder }).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
      );
    expect(Object.keys(read(join(chartFolder, "files/crds")))).toHaveLength(kinds.length);
    expect(read(join(chartFolder, "files/crds"))).toEqual(read(join(repository, "crds")));
  });
});

describe("rights", () => {
  const plurals = kinds.map(({ plural }) => `${GROUP}/${plural}`);
  const operator = rightsOf(rulesOf("operator"));
  const all = [...operator, ...rightsOf(rulesOf("view")), ...rightsOf(rulesOf("edit"))];

  test("have no wildcard and stand there once", () => {
    expect(all.filter((right) => right.includes("*"))).toEqual([]);
    expect(operator).toHaveLength(new Set(operator).size);
  });

  test("of the operator do not reach Secrets, roles, tokens or what runs inside Pods, and write no Node and no Pod", () => {
    const never = /secrets|roles|rolebindings|serviceaccounts|pods\/|escalate|bind|impersonate/;
    expect(operator.filter((right) => never.test(right))).toEqual([]);
    expect(operator.filter((right) => /^(?!get|list|watch).* (nodes|pods)$/.test(right))).toEqual([]);
  });

  test("of the operator are to read each kind and write its status, never its spec", () => {
    const own = operator.filter((right) => right.includes(GROUP)).toSorted();
    const needed = plurals.flatMap((plural) => [
      `get ${plural}`,
      `list ${plural}`,
      `watch ${plural}`,
      `patch ${plural}/status`,
      `update ${plural}/finalizers`,
    ]);
    expect(own).toEqual(needed.toSorted());
  });

  test("of people are on each of Berth's kinds and on nothing else; viewers only read; the status is the operator's", () => {
    const view = rightsOf(rulesOf("view"));
    const edit = rightsOf(rulesOf("edit"));
    expect([...view, ...edit].filter((right) => !right.includes(` ${GROUP}/`))).toEqual([]);
    for (const plural of plurals) {
      expect(view).toEqual(
        expect.arrayContaining([`get ${plural}`, `list ${plural}`, `watch ${plural}`, `get ${plural}/status`]),
      );
      expect(edit).toEqual(
        expect.arrayContaining([`create ${plural}`, `update ${plural}`, `patch ${plural}`, `delete ${plural}`]),
      );
    }
    expect(view.filter((right) => !/^(get|list|watch) /.test(right))).toEqual([]);
    expect(edit.filter((right) => /\/(status|finalizers)$/.test(right))).toEqual([]);
  });
});
