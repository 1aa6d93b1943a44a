import { describe, expect, test } from "vitest";
import { z } from "zod";
import { keyedList } from "./scalars.ts";
import { structural } from "./structural.ts";

function rewritten(schema: z.ZodType, nullable = false) {
  return structural(z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" }), { nullable });
}

describe("objects", () => {
  test("that are loose keep members nobody declared, and check those that are", () => {
    expect(rewritten(z.looseObject({ a: z.string() }))).toEqual({
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
      required: ["a"],
      properties: { a: { type: "string" } },
    });
  });

  test("that are strict forbid nothing, since a forbidden member could not be reported", () => {
    expect(rewritten(z.strictObject({ a: z.string().optional() }))).toEqual({
      type: "object",
      properties: { a: { type: "string" } },
    });
  });

  test("used twice are written twice, since structural schemas have no references", () => {
    const tag = z.object({ key: z.string() });
    expect(JSON.stringify(rewritten(z.object({ a: tag, b: tag })))).not.toContain("$ref");
  });

  test("with free keys keep the type of their values", () => {
    expect(rewritten(z.record(z.string(), z.string().max(9)))).toEqual({
      type: "object",
      additionalProperties: { type: "string", maxLength: 9 },
    });
  });
});

describe("optional members", () => {
  test("may be null where that is asked, required ones may not", () => {
    expect(rewritten(z.object({ a: z.string(), b: z.boolean().optional() }), true).properties).toEqual({
      a: { type: "string" },
      b: { type: "boolean", nullable: true },
    });
  });

  test("with fixed values take them by a pattern, since the API server checks an enum against null", () => {
    const { properties } = rewritten(z.object({ a: z.enum(["x", "y.z"]).optional() }), true);
    expect(properties?.a).toEqual({ type: "string", pattern: "^(x|y\\.z)$", nullable: true });
  });
});

describe("numbers", () => {
  test("say nothing of the range in which a double is exact", () => {
    expect(rewritten(z.int())).toEqual({ type: "integer" });
  });

  test("of 32 bits have bounds, since the API server does not check the format", () => {
    expect(rewritten(z.int32().min(0))).toEqual({ type: "integer", format: "int32", minimum: 0, maximum: 2147483647 });
  });

  test("above a bound: of integers the next one, of doubles by a flag", () => {
    expect(rewritten(z.int().positive())).toEqual({ type: "integer", minimum: 1 });
    expect(rewritten(z.number().positive())).toEqual({ type: "number", minimum: 0, exclusiveMinimum: true });
  });
});

describe("lists", () => {
  test("are one value for server-side apply, unless their elements have a key", () => {
    const element = z.object({ name: z.string() });
    expect(rewritten(z.array(element))).toMatchObject({ "x-kubernetes-list-type": "atomic" });
    expect(rewritten(keyedList(element, "name"))).toMatchObject({
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
    });
  });
});

test("a map has as many elements as is said", () => {
  const map = z.record(z.string(), z.string()).meta({ maxProperties: 5 });
  expect(rewritten(map)).toEqual({ type: "object", maxProperties: 5, additionalProperties: { type: "string" } });
});

describe("unions", () => {
  test("become one object that takes what any of them takes", () => {
    const union = z.discriminatedUnion("type", [
      z.object({ type: z.literal("a"), x: z.string() }),
      z.object({ type: z.literal("b"), y: z.boolean() }),
    ]);
    expect(rewritten(union)).toEqual({
      type: "object",
      required: ["type"],
      properties: { type: { type: "string", enum: ["a", "b"] }, x: { type: "string" }, y: { type: "boolean" } },
    });
  });

  test("with null become nullable", () => {
    expect(rewritten(z.string().max(5).nullable())).toEqual({ type: "string", nullable: true, maxLength: 5 });
  });

  test("of different types are an error, not a schema that takes everything", () => {
    expect(() => rewritten(z.union([z.string(), z.number()]))).toThrow("no structural equivalent");
  });
});

test("any JSON stays any JSON", () => {
  expect(rewritten(z.unknown())).toEqual({ "x-kubernetes-preserve-unknown-fields": true });
});

test("a description says what ECS does without the member", () => {
  expect(rewritten(z.int32().min(1).max(2).meta({ description: "Tries.", ecsDefault: 2 })).description).toBe(
    "Tries. Default: 2.",
  );
});

test("a keyword without an equivalent is an error", () => {
  expect(() => structural({ type: "string", contentEncoding: "base64" }, { nullable: false })).toThrow(
    "contentEncoding",
  );
});
