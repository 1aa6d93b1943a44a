import { expect, test } from "vitest";
import { expanded } from "../../test/support/expand.ts";
import { escaped } from "./escape.ts";

test("a reference to a variable stays text", () => {
  expect(escaped("$(HOME)")).toBe("$$(HOME)");
});

test("a dollar that Kubernetes leaves alone is not touched", () => {
  expect(["$HOME", "5$", "a $ b", "$1"].map(escaped)).toEqual(["$HOME", "5$", "a $ b", "$1"]);
});

test("Kubernetes reads back exactly what was written", () => {
  for (const text of ["$(A)", "$$", "$$$", "$$(A)", "$(A", "$($(A))", "pa$$word", "$é", "$", "$€$(x)", "$\u{1f600}"]) {
    expect(expanded(escaped(text), { A: "no", x: "no" })).toBe(text);
  }
});
