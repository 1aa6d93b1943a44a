import { describe, expect, test } from "vitest";
import { z } from "zod";
import { shapeOf } from "../api/shape.ts";
import { at, isEmpty, undeclared } from "./members.ts";

const value = { list: [{ a: 1 }, {}, { a: null, b: { c: 2 } }], x: [] };

describe("at", () => {
  test("finds every place of a schema path, with its index", () => {
    expect(at("list[].a", value)).toEqual([
      { path: "list[0].a", value: 1 },
      { path: "list[2].a", value: null },
    ]);
    expect(at("list[].b.c", value)).toEqual([{ path: "list[2].b.c", value: 2 }]);
  });

  test("finds nothing where there is nothing", () => {
    expect(at("absent[].a", value)).toEqual([]);
    expect(at("x[].a", value)).toEqual([]);
    expect(at("list[].a.deeper", value)).toEqual([]);
  });
});

test("undeclared members are found at every depth", () => {
  const shape = shapeOf(
    z.looseObject({ list: z.array(z.looseObject({ a: z.int() })), map: z.record(z.string(), z.string()) }),
  );
  expect(undeclared({ list: [{ a: 1, b: 2 }], map: { anything: "goes" }, other: 1 }, shape)).toEqual([
    { path: "list[0].b", name: "b", declared: ["a"] },
    { path: "other", name: "other", declared: ["list", "map"] },
  ]);
});

test("absent, null and empty values say nothing; zero and false do", () => {
  expect([undefined, null, "", [], {}].map(isEmpty)).toEqual([true, true, true, true, true]);
  expect([0, false, [0], { a: undefined }, "x"].map(isEmpty)).toEqual([false, false, false, false, false]);
});
