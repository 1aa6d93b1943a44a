import { describe, expect, test } from "vitest";
import { z } from "zod";
import { literal, members } from "./cel.ts";

const schema = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  size: z.int32().optional(),
  mode: z.enum(["a", "b"]).optional().meta({ description: "Mode.", ecsDefault: "a" }),
  on: z.boolean().optional().meta({ description: "On.", ecsDefault: false }),
  list: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  inner: z.looseObject({ path: z.string().optional(), on: z.boolean().optional() }).optional(),
  typed: z.looseObject({ type: z.string() }).optional(),
});
const o = members(schema, "o");

test("an optional member may be absent, a required one not", () => {
  expect(o.has("name")).toBe("has(o.name)");
  expect(o.has("id")).toBe("true");
  expect(o.value("id")).toBe("o.id");
});

test("for an absent member stands what ECS assumes, or what is said", () => {
  expect(o.value("mode")).toBe('(has(o.mode) ? o.mode : "a")');
  expect(o.value("name")).toBe('(has(o.name) ? o.name : "")');
  expect(o.value("list")).toBe("(has(o.list) ? o.list : [])");
  expect(o.value("size", "0")).toBe("(has(o.size) ? o.size : 0)");
  expect(() => o.value("inner")).toThrow("no CEL");
});

describe("a member says something", () => {
  test.each([
    ["id", "true"],
    ["name", '(has(o.name) && o.name != "")'],
    ["size", "(has(o.size))"],
    ["mode", '(has(o.mode) && o.mode != "" && o.mode != "a")'],
    ["on", "(has(o.on) && o.on != false)"],
    ["list", "(has(o.list) && size(o.list) > 0)"],
    ["labels", "(has(o.labels) && size(o.labels) > 0)"],
    ["inner", '(has(o.inner) && ((has(o.inner.path) && o.inner.path != "") || (has(o.inner.on))))'],
    ["typed", "(has(o.typed))"],
  ] as const)("%s", (name, cel) => {
    expect(o.says(name)).toBe(cel);
  });
});

test("an absent list has no element", () => {
  expect(o.all("list", "e", "e > 0")).toBe("(has(o.list) ? o.list.all(e, e > 0) : true)");
  expect(o.exists("list", "e", "e > 0")).toBe("(has(o.list) ? o.list.exists(e, e > 0) : false)");
});

test("values are written as CEL reads them", () => {
  expect(literal('a "b" \\ → c')).toBe('"a \\"b\\" \\\\ → c"');
  expect(literal(["a", "b"])).toBe('["a","b"]');
});
