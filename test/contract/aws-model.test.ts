import * as sdk from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { z } from "zod";
import { kinds } from "../../src/api/registry.ts";

/*
 * The SDK's own model at run time, against what the CRDs are generated from (types: aws-model.ts). Its schemas are tuples: [3 or 4 for
 * a structure or union, namespace, name, traits, member names, member schemas], [1, namespace, name, traits, element];
 * a schema may stand behind a function, and in a list of one.
 */

function* sdkMembers(schema: unknown, path: string): Generator<string> {
  if (typeof schema === "function") yield* sdkMembers(schema(), path);
  if (!Array.isArray(schema)) return;
  if (Array.isArray(schema[0]) || typeof schema[0] === "function") yield* sdkMembers(schema[0], path);
  if (schema[0] === 1) yield* sdkMembers(schema[4], `${path}[]`);
  if (schema[0] !== 3 && schema[0] !== 4) return;
  for (const [index, name] of schema[4].entries()) {
    yield `${path}.${name}`;
    yield* sdkMembers(schema[5][index], `${path}.${name}`);
  }
}

function* ourMembers(schema: z.core.JSONSchema.BaseSchema, path: string): Generator<string> {
  if (schema.items !== undefined) yield* ourMembers(asSchema(schema.items), `${path}[]`);
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    yield `${path}.${name}`;
    yield* ourMembers(asSchema(member), `${path}.${name}`);
  }
}

function asSchema(schema: unknown): z.core.JSONSchema.BaseSchema {
  return schema !== null && typeof schema === "object" ? Object.fromEntries(Object.entries(schema)) : {};
}

const model = {
  RegisterTaskDefinition: { request: sdk.RegisterTaskDefinitionRequest$, answer: sdk.TaskDefinition$ },
  CreateService: { request: sdk.CreateServiceRequest$, answer: sdk.Service$ },
  RunTask: { request: sdk.RunTaskRequest$, answer: sdk.Task$ },
  CreateCluster: { request: sdk.CreateClusterRequest$, answer: sdk.Cluster$ },
};

test.for(Object.entries(model))(
  "%s: the spec has the request's members at every depth, and no others",
  ([request, { request: theirs }]) => {
    const kind = kinds.find((kind) => kind.request === request);
    const ours = [...ourMembers(z.toJSONSchema(kind?.spec ?? z.never(), { io: "input" }), "")];
    const expected = [...sdkMembers(theirs, "")];
    expect(expected.length).toBeGreaterThan(10);
    expect(ours.filter((path) => !path.startsWith(".kubernetes")).sort()).toEqual(expected.sort());
  },
);

test.for(Object.entries(model))(
  "%s: members that only the answer has are known as such",
  ([request, { request: input, answer }]) => {
    const known = new Set([...sdkMembers(input, "")]);
    const onlyAnswer = [...sdkMembers(answer, "")].filter((path) => /^\.\w+$/.test(path) && !known.has(path));
    const kind = kinds.find((kind) => kind.request === request);
    expect(onlyAnswer.length).toBeGreaterThan(3);
    expect(kind?.outputOnly.map((name) => `.${name}`).sort()).toEqual(onlyAnswer.sort());
  },
);
