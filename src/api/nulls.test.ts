import { describe, expect, test } from "vitest";
import { withoutNulls } from "./nulls.ts";

describe("null members", () => {
  const given = { a: null, b: { c: null, d: 0 }, e: [{ f: null, g: "" }, null] };

  test("are removed at every depth, and named by their paths", () => {
    expect(withoutNulls(given)).toEqual({
      value: { b: { d: 0 }, e: [{ g: "" }, null] },
      paths: ["a", "b.c", "e[0].f"],
    });
  });

  test("are removed from a copy: what was given is untouched", () => {
    const before = structuredClone(given);
    withoutNulls(given);
    expect(given).toEqual(before);
  });

  test("are all that is removed: false, 0, empty text and empty lists stay", () => {
    const value = { a: false, b: 0, c: "", d: [], e: {} };
    expect(withoutNulls(value)).toEqual({ value, paths: [] });
  });
});
