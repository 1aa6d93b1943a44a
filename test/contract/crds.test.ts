import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Kind, kinds } from "../../src/api/registry.ts";
import type { StructuralSchema } from "../../src/api/structural.ts";
import { crd, crdYaml, schemaOf } from "../../src/generate/crd.ts";
import { outdated } from "../../src/generate/outputs.ts";

interface Node {
  readonly path: string;
  readonly schema: StructuralSchema;
  readonly required: boolean;
}

function* nodes(schema: StructuralSchema, path: string, required: boolean): Generator<Node> {
  yield { path, schema, required };
  if (schema.items !== undefined) yield* nodes(schema.items, `${path}[]`, true);
  if (schema.additionalProperties !== undefined) yield* nodes(schema.additionalProperties, `${path}{}`, true);
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    yield* nodes(member, `${path}.${name}`, schema.required?.includes(name) ?? false);
  }
}

/** The schema that a path such as `.status.deployments[0].rolloutState` leads to. */
function at(kind: Kind, jsonPath: string): StructuralSchema | undefined {
  const steps = jsonPath
    .replace(/\[[^\]]*\]/g, ".[]")
    .split(".")
    .filter((step) => step !== "");
  return steps.reduce<StructuralSchema | undefined>(
    (schema, step) => (step === "[]" ? schema?.items : schema?.properties?.[step]),
    schemaOf(kind),
  );
}

function named(found: Iterable<Node>, wrong: (node: Node) => boolean): string[] {
  return [...found].filter(wrong).map(({ path }) => path);
}

test("a release of the chart, which holds the CRDs twice, fits into the Secret that Helm keeps it in", () => {
  const folder = join(import.meta.dirname, "../../charts/berth");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.\w+$/.test(file));
  const chart = files.map((file) => readFileSync(join(folder, file)).toString("base64"));
  const manifest = kinds.map(crdYaml).join("---\n");
  const release = gzipSync(JSON.stringify({ chart, manifest })).toString("base64");
  expect(release.length).toBeLessThan(500_000);
});

test("the generated files are what src/ says (npm run generate)", () => {
  expect(outdated().map(({ path }) => path)).toEqual([]);
});

describe.for(kinds.map((kind) => [kind.kind, kind] as const))("%s", ([, kind]) => {
  const all = [...nodes(schemaOf(kind), "", true)];
  const spec = all.filter(({ path }) => path.startsWith(".spec"));
  const status = all.filter(({ path }) => path.startsWith(".status"));

  test("is written as YAML that reads back as the same object", () => {
    expect(parse(crdYaml(kind), { version: "1.1" })).toEqual(JSON.parse(JSON.stringify(crd(kind))));
  });

  test("has a type at every node, as structural schemas must, or takes any JSON", () => {
    expect(named(all, ({ schema }) => !schema.type && !schema["x-kubernetes-preserve-unknown-fields"])).toEqual([]);
    expect(named(all, ({ schema }) => schema.type === "array" && !schema.items)).toEqual([]);
    expect(named(all, ({ schema }) => schema.properties !== undefined && !!schema.additionalProperties)).toEqual([]);
  });

  test("keeps unknown members of every object of its spec, so that they can be reported", () => {
    const objects = spec.filter(({ schema }) => schema.type === "object" && !schema.additionalProperties);
    expect(named(objects, ({ schema }) => !schema["x-kubernetes-preserve-unknown-fields"])).toEqual([]);
  });

  test("takes null for every optional member of its spec, and for no required one", () => {
    const members = spec.filter(({ path }) => path !== ".spec");
    expect(named(members, ({ schema, required }) => (schema.nullable ?? false) === required)).toEqual([]);
    expect(named(members, ({ schema }) => !!schema.nullable && schema.enum !== undefined)).toEqual([]);
  });

  test("merges lists only by keys that every element must have", () => {
    for (const { schema, path } of all) {
      for (const key of schema["x-kubernetes-list-map-keys"] ?? []) expect(schema.items?.required, path).toContain(key);
    }
  });

  test("explains every member in sentences", () => {
    const silent = (node: Node) => /\w$/.test(node.path) && !/^.+\.$/s.test(node.schema.description ?? "");
    expect(named([...spec, ...status], silent)).toEqual([]);
  });

  test("says in its status that nothing was seen yet, before the operator has written it", () => {
    expect(at(kind, ".status")?.default).toEqual({ observedGeneration: -1 });
    expect(at(kind, ".status.observedGeneration")?.default).toBe(-1);
    expect(at(kind, ".status.conditions")?.["x-kubernetes-list-map-keys"]).toEqual(["type"]);
  });

  test("bounds every list, map and text of its spec, and every number of it", () => {
    const isOpen = ({ schema }: Node) =>
      (schema.type === "array" && schema.maxItems === undefined) ||
      (schema.additionalProperties !== undefined && schema.maxProperties === undefined) ||
      (schema.type === "string" && schema.maxLength === undefined && !schema.enum && !schema.pattern) ||
      (schema.type === "integer" && (schema.minimum === undefined || schema.maximum === undefined));
    expect(named(spec, isOpen)).toEqual([]);
  });

  test("is small enough for kubectl apply, which keeps a copy in an annotation", () => {
    expect(crdYaml(kind).length).toBeLessThan(400_000);
    expect(JSON.stringify(crd(kind)).length).toBeLessThan(262_144);
  });

  test("points its rules to members that exist", () => {
    for (const { at: node, field } of [...kind.fixed, ...kind.refusals]) {
      const path = ["", node, field].filter((part, index) => index === 0 || (part ?? "") !== "").join(".");
      expect(at(kind, path.replaceAll("[]", "[0]")), path).toBeDefined();
    }
  });

  test("prints, scales and selects by members that exist", () => {
    const paths = [...kind.columns.map(({ jsonPath }) => jsonPath), ...kind.selectableFields];
    if (kind.scale !== undefined) paths.push(kind.scale.spec, kind.scale.status, kind.scale.selector);
    for (const path of paths.filter((path) => !path.startsWith(".metadata")))
      expect(at(kind, path), path).toBeDefined();
  });

  test("has no name of Kubernetes' own, and each of its names once", () => {
    const names = [kind.plural, kind.singular, ...kind.shortNames];
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain("service");
    expect(names).not.toContain("services");
    expect(names).not.toContain("svc");
  });

  test("knows no member both as input and as output only", () => {
    expect(kind.outputOnly.filter((name) => name in kind.spec.shape)).toEqual([]);
  });
});
