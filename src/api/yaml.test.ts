import { expect, test } from "vitest";
import { fromYaml, toYaml } from "./yaml.ts";

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
