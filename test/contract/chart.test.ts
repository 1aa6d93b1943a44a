import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { GROUP } from "../../src/api/group.ts";
import { kinds } from "../../src/api/registry.ts";
import { fromYaml } from "../../src/api/yaml.ts";
import { configSchema } from "../../src/config.ts";
import { chartFile, chartFolder, rightsOf, rulesOf, templates } from "../support/chart.ts";

/* What can be said of the chart without Helm; test/e2e/chart.test.ts renders it. */

const repository = join(import.meta.dirname, "../..");
const record = z.record(z.string(), z.unknown());
const values = record.parse(fromYaml(chartFile("values.yaml")));
const schema = record.parse(JSON.parse(chartFile("values.schema.json")));
const parser = z.fromJSONSchema(schema);

/** Paths of the members that a schema knows, at every depth; maps with free keys are leaves. */
function schemaPaths(node: unknown, path = ""): string[] {
  const properties = record.safeParse(record.safeParse(node).data?.properties).data;
  if (properties === undefined) return [path];
  return Object.entries(properties).flatMap(([name, child]) =>
    schemaPaths(child, path === "" ? name : `${path}.${name}`),
  );
}

/** What is at the path, or undefined. */
function at(tree: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((node, name) => record.safeParse(node).data?.[name], tree);
}

/** Values that have only the one at the path. */
function nested(path: string, value: unknown): unknown {
  return path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
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
    expect(described.filter((path) => at(values, path) === undefined)).toEqual([]);
  });

  test("are all used by a template", () => {
    const text = templates();
    const used = (path: string): boolean =>
      text.includes(`.Values.${path}`) || text.includes(`.Values.${path.split(".")[0]} `);
    expect(described.filter((path) => !used(path))).toEqual([]);
  });

  test("have nothing that the schema does not describe, and the schema refuses it at every level", () => {
    expect(parser.safeParse(values).error).toBeUndefined();
    expect(laxObjects(schema)).toEqual([]);
    expect(parser.safeParse({ ...values, allowedFeature: {} }).success).toBe(false);
  });

  test.each([
    ["image.tag", "1.0", 1.0],
    ["image.digest", `sha256:${"0".repeat(64)}`, "sha256:1"],
    ["image.pullPolicy", "Never", "never"],
    ["identity.account", "123456789012", 123456789012],
    ["allowedFeatures", { edge: [] }, { Edge: [] }],
    ["resources", { limits: { cpu: 2 } }, { limit: { cpu: 2 } }],
    ["imagePullSecrets", [{ name: "pull" }], ["pull"]],
  ])("%s may be %j but not %j", (path, good, bad) => {
    expect(parser.safeParse(nested(path, good)).success).toBe(true);
    expect(parser.safeParse(nested(path, bad)).success).toBe(false);
  });
});

describe("configuration", () => {
  const set = [...chartFile("templates/deployment.yaml").matchAll(/name: (BERTH_[A-Z_]+)/g)].map(([, name]) => name);

  test("that the program reads is what the chart sets, no more and no less", () => {
    expect(set.toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
  });

  /** Of the schema's enum: what the program does not know would stop it at its start. */
  const chartFeatures = z
    .object({ items: z.object({ enum: z.array(z.string()).min(1) }) })
    .parse(Object.values(record.parse(at(schema, "properties.allowedFeatures.patternProperties")))[0]).items.enum;
  const features = configSchema.shape.BERTH_ALLOWED_FEATURES.unwrap().out.valueType.element.options;

  test.each<[string, string, unknown[]]>([
    ["identity.region", "BERTH_REGION", ["eu-central-1", ""]],
    ["identity.account", "BERTH_ACCOUNT", ["123456789012", "1234"]],
    ["taskDefaults.imagePullPolicy", "BERTH_IMAGE_PULL_POLICY", ["Always", "IfNotPresent", "Never", "always"]],
    ["taskDefaults.healthyAfterSeconds", "BERTH_HEALTHY_AFTER_SECONDS", [0, 3600, -1, 3601, 0.5]],
    [
      "allowedFeatures",
      "BERTH_ALLOWED_FEATURES",
      [{}, { "*": features, a: [] }, { a: chartFeatures }, { a: ["hostPort"] }],
    ],
    ["log.level", "BERTH_LOG_LEVEL", ["debug", "info", "warn", "error", "trace", "loud"]],
    ["workers", "BERTH_WORKERS", [1, 64, 0, 65]],
    ["relistSeconds", "BERTH_RELIST_SECONDS", [1, 86_400, 0, 86_401]],
  ])("%s is accepted, refused and defaulted as %s", (path, name, samples) => {
    const variable = (value: unknown): Record<string, string> => ({
      [name]: typeof value === "object" ? JSON.stringify(value) : String(value),
    });
    const inChart = samples.filter((sample) => parser.safeParse(nested(path, sample)).success);
    const inProgram = samples.filter((sample) => configSchema.safeParse(variable(sample)).success);
    expect(inChart).toEqual(inProgram);
    expect(configSchema.parse(variable(at(values, path)))).toEqual(configSchema.parse({}));
  });
});

describe("the liveness probe", () => {
  /** A member of the probe in the template. */
  const probe = (member: string): number => {
    const text = chartFile("templates/deployment.yaml").split("livenessProbe:")[1]?.split("readinessProbe:")[0] ?? "";
    return Number(new RegExp(`${member}: (\\d+)`).exec(text)?.[1]);
  };

  test("ends no operator that is merely short of CPU: it has minutes, and long ones to answer in", () => {
    expect(probe("periodSeconds") * probe("failureThreshold")).toBeGreaterThanOrEqual(180);
    expect(probe("timeoutSeconds")).toBeGreaterThanOrEqual(20);
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

  test("of the operator do not reach Secrets, roles, tokens or what runs inside Pods, and write no Node", () => {
    const never = /secrets|roles|rolebindings|serviceaccounts|pods\/|escalate|bind|impersonate/;
    expect(operator.filter((right) => never.test(right))).toEqual([]);
    expect(operator.filter((right) => /^(?!get|list|watch).* nodes$/.test(right))).toEqual([]);
    expect(operator.filter((right) => / pods$/.test(right)).toSorted()).toEqual(
      ["create", "delete", "get", "list", "patch", "watch"].map((verb) => `${verb} pods`),
    );
  });

  test("of the operator are to read each kind and write its status, never its spec", () => {
    const own = operator.filter((right) => right.includes(GROUP)).toSorted();
    const needed = plurals.flatMap((plural) => [
      `list ${plural}`,
      `watch ${plural}`,
      `patch ${plural}/status`,
      `update ${plural}/finalizers`,
    ]);
    // The finalizer of a Cluster, and the end of a Task's time to live, are all that is ever written outside of a status.
    expect(own).toEqual([...needed, "patch ecs.berth.dev/ecsclusters", "delete ecs.berth.dev/ecstasks"].toSorted());
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
