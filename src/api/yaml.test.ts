import { expect, test } from "vitest";
import { fromYaml, toYaml, YamlError, yamlDocuments } from "./yaml.ts";

const treacherous = ["y", "n", "yes", "no", "on", "off", "true", "~", "null", "1_000", "0b11", "0x1f", "017", "1e3"];
const more = ["12:30:45", "2026-11-22", "=", "<<", "", " ", "a: b", "- a", "#", "*a", "&a", "%a", "@a", "`", "a\nb\n"];

test("every text comes back as the same text, as value and as key", () => {
  for (const text of [...treacherous, ...more]) {
    expect(fromYaml(toYaml({ [text]: [text] }))).toEqual({ [text]: [text] });
  }
});

test("texts that a YAML 1.1 reader would take for something else are quoted", () => {
  for (const text of treacherous) expect(toYaml({ value: text })).toMatch(/^value: ["']/);
});

test("a value that occurs twice is written twice", () => {
  const twice = { a: 1 };
  expect(toYaml([twice, twice])).toBe("- a: 1\n- a: 1\n");
});

test("times and numbers to the base of 60 are texts, as to kubectl", () => {
  expect(fromYaml("{ a: 2026-11-22, b: 1000:50, c: 1:30.5, d: 2026-11-22T10:00:00Z }")).toEqual({
    a: "2026-11-22",
    b: "1000:50",
    c: "1:30.5",
    d: "2026-11-22T10:00:00Z",
  });
});

test("a number has a digit before its exponent, as to kubectl", () => {
  expect(fromYaml("[., -., e1, .e1, 1., .5, -1e3, 1.5e3]")).toEqual([".", "-.", "e1", ".e1", 1, 0.5, -1000, 1500]);
});

test("a text has several documents, some of them empty", () => {
  expect(yamlDocuments("---\na: 1\n---\n---\n[b]\n")).toEqual([{ a: 1 }, null, ["b"]]);
});

test.each([
  ["a: [1", /^line \d+, column \d+: /],
  ["a: 1\na: 2\n", /^line 2, column 1: Map keys must be unique$/],
  ['{ "a": 1,\n  "b": }, }', /^line 2, column \d+: /],
  ["a: *b\n", /^Unresolved alias .*: b$/],
])("%j is no YAML, which is told with the place where that is known", (text, message) => {
  expect(() => yamlDocuments(text)).toThrow(YamlError);
  expect(() => yamlDocuments(text)).toThrow(message);
});
