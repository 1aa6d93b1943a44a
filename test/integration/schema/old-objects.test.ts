import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GROUP, VERSION } from "../../../src/api/group.ts";
import { type Kind, kinds } from "../../../src/api/registry.ts";
import type { StructuralSchema } from "../../../src/api/structural.ts";
import { crd } from "../../../src/generate/crd.ts";
import type { Resource } from "../../../src/kube/resource.ts";
import { kindOf, refusalsOf } from "../../support/admission.ts";
import { admin, aPlace, type Manifest, type Place } from "../../support/place.ts";

/*
 * An upgrade brings tighter CRDs. Objects from before may break the new rules: the operator must still be able to report on
 * them, tools to label and delete them, and users to change everything else (KEP-4008, CRDValidationRatcheting). The
 * kinds are tried under a group of their own, first with CRDs that hardly check anything.
 */

const OLD_GROUP = `old.${GROUP}`;
const definitions: Resource = {
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
};
const AS_USER = { fieldManager: "user" };

const oldResource = ({ plural, kind }: Kind): Resource => ({
  group: OLD_GROUP,
  version: VERSION,
  plural,
  kind,
  namespaced: true,
});

/** The CRD of a kind under the other group. */
function crdOf(kind: Kind, schema: (today: StructuralSchema) => StructuralSchema) {
  const { metadata: _, spec, ...rest } = crd(kind);
  const { categories: _c, shortNames: _s, ...names } = { shortNames: [], ...spec.names };
  const versions = spec.versions.map((version) => ({
    ...version,
    schema: { openAPIV3Schema: schema(version.schema.openAPIV3Schema) },
  }));
  return {
    ...rest,
    metadata: { name: `${kind.plural}.${OLD_GROUP}` },
    spec: { ...spec, group: OLD_GROUP, names, versions },
  };
}

const BOUNDS = ["minimum", "maximum", "pattern", "maxLength", "maxItems", "maxProperties", "x-kubernetes-validations"];

/** A schema with types and names, and nothing else that could refuse an object. */
function loosened(schema: StructuralSchema): StructuralSchema {
  const { items, properties, ...rest } = schema;
  const kept = Object.fromEntries(Object.entries(rest).filter(([keyword]) => !BOUNDS.includes(keyword)));
  return {
    ...kept,
    ...(items && { items: loosened(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, loosened(member)])),
    }),
  };
}

interface Old {
  readonly kind: Kind;
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

const web = { name: "web", image: "nginx", memory: 64 };
const misnamed: Readonly<Record<string, object>> = {
  Cluster: { clusterName: "a b" },
  TaskDefinition: { containerDefinitions: [web], family: "a b" },
  Service: { taskDefinition: "web", desiredCount: 1, serviceName: "a b" },
  Task: { taskDefinition: "a b" },
};
const outOfBounds: readonly Readonly<Record<string, unknown>>[] = [
  { containerDefinitions: Array.from({ length: 11 }, (_, index) => ({ ...web, name: `c${index}` })) },
  { containerDefinitions: [{ ...web, healthCheck: { command: ["NONE"], interval: 1 } }] },
  { containerDefinitions: [web], networkMode: "default" },
  { containerDefinitions: [web], tags: Array.from({ length: 51 }, () => ({})) },
];

/** An object for each example of a refusal, and for some bounds. */
const olds: readonly Old[] = kinds.flatMap((kind) =>
  [
    ...kind.refusals.flatMap(({ refused }) => refused.map(({ after }) => after)),
    ...(kind.kind === "TaskDefinition" ? outOfBounds : []),
  ].map((spec, index) => ({ kind, name: `old-${index}`, spec })),
);

let place: Place;

async function install(schema: (today: StructuralSchema) => StructuralSchema): Promise<void> {
  for (const kind of kinds) await admin().apply(definitions, crdOf(kind, schema), AS_USER);
}

/** An object that today's rules refuse, for each kind. */
const probes: readonly Old[] = kinds.map((kind) => ({ kind, name: "probe", spec: { ...misnamed[kind.kind] } }));

/** Waits until the API server holds new objects to the rules, or until it does not. */
async function until(isRefused: boolean): Promise<void> {
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; ) {
    const said = await Promise.all(probes.map((probe) => create(probe, true).catch(() => undefined)));
    if (said.every((messages) => messages !== undefined && messages.length > 0 === isRefused)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the API server does not ${isRefused ? "refuse" : "take"} what it should`);
}

function create({ kind, name, spec }: Old, dryRun = false): Promise<string[]> {
  const object: Manifest = { kind: kind.kind, metadata: { name, namespace: place.namespace }, spec };
  return refusalsOf(() => admin().create(oldResource(kind), object, { ...AS_USER, dryRun }));
}

function patch({ kind, name }: Old, change: Record<string, unknown>, subresource?: string): Promise<string[]> {
  const ref = { name, namespace: place.namespace };
  const options = { ...AS_USER, ...(subresource !== undefined && { subresource }) };
  return refusalsOf(() => admin().mergePatch(oldResource(kind), ref, change, options));
}

beforeAll(async () => {
  place = await aPlace("old");
  await install(loosened);
  await until(false);
  expect((await Promise.all(olds.map((old) => create(old)))).flat()).toEqual([]);
  await install((today) => today);
  await until(true);
});

afterAll(async () => {
  for (const kind of kinds) await admin().delete(definitions, { name: `${kind.plural}.${OLD_GROUP}` });
  await place?.leave();
});

/** What a change of each old object is refused for. */
async function refused(kind: Kind, change: (old: Old) => Promise<string[]>): Promise<Record<string, string[]>> {
  const ours = olds.filter((old) => old.kind === kind);
  const said = await Promise.all(ours.map(async (old) => [JSON.stringify(old.spec), await change(old)] as const));
  return Object.fromEntries(said.filter(([, messages]) => messages.length > 0));
}

describe.for(kinds.map((kind) => [kind.kind, kind] as const))("a %s that would be refused today", ([, kind]) => {
  test("can be reported on by the operator", async () => {
    expect(await refused(kind, (old) => patch(old, { status: { observedGeneration: 1 } }, "status"))).toEqual({});
  });

  test("can be labelled", async () => {
    expect(await refused(kind, (old) => patch(old, { metadata: { labels: { seen: "yes" } } }))).toEqual({});
  });

  test("can be changed where it is not wrong", async () => {
    expect(await refused(kind, (old) => patch(old, { spec: { kubernetes: { strict: true } } }))).toEqual({});
  });

  test("can be deleted by somebody who puts a finalizer on it and takes it off", async () => {
    const remove = async (old: Old) => {
      const finalized = await patch(old, { metadata: { finalizers: ["example.com/wait"] } });
      await admin().delete(oldResource(kind), { name: old.name, namespace: place.namespace });
      return [...finalized, ...(await patch(old, { metadata: { finalizers: null } }))];
    };
    expect(await refused(kind, remove)).toEqual({});
    expect((await admin().list(oldResource(kind), { namespace: place.namespace })).items).toEqual([]);
  });
});

test("a mistake that was not there before is refused, beside one that was", async () => {
  const old: Old = { kind: kindOf("TaskDefinition"), name: "one", spec: { containerDefinitions: [web], cpu: "256" } };
  expect(await create(old)).toEqual([]);
  expect(await patch(old, { spec: { cpu: "none" } })).toContainEqual(expect.stringContaining("Invalid 'cpu' setting"));
});
