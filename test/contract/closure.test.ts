import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { taskDefinitionSpec } from "../../src/api/index.ts";
import { leaves } from "../../src/api/shape.ts";
import { translators } from "../../src/translate/index.ts";
import { ofControllers, unsupportedMembers } from "../../src/translate/unsupported.ts";
import { goldenCases, inputOf } from "../support/golden.ts";

const all = leaves(taskDefinitionSpec);

/** Who answers for a leaf: concepts that give it its effect, entries that say that nobody does. */
function answersFor(leaf: string): string[] {
  return [
    ...translators.filter(({ becomes }) => leaf in becomes).map(({ concept }) => `${concept}.ts`),
    ...unsupportedMembers.filter(({ path }) => isAtOrBelow(leaf, path)).map(({ path }) => `unsupported.ts: ${path}`),
    ...Object.keys(ofControllers)
      .filter((path) => path === leaf)
      .map(() => "controllers"),
  ];
}

function isAtOrBelow(leaf: string, path: string): boolean {
  return leaf === path || leaf.startsWith(`${path}.`) || leaf.startsWith(`${path}[].`);
}

function pages(): string[] {
  const folder = join(import.meta.dirname, "..", "..", "docs", "concepts");
  return readdirSync(folder).filter((name) => name !== "README.md");
}

describe("no member of a task definition is ignored in silence", () => {
  test.each(all)("%s", (leaf) => {
    expect(answersFor(leaf)).toHaveLength(1);
  });
});

/** The members that a document has, as the schema names them. */
function membersOf(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((one) => membersOf(one, `${path}[]`))];
  if (value === null || typeof value !== "object") return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, one]) => membersOf(one, path === "" ? name : `${path}.${name}`)),
  ];
}

describe("what becomes of a member is shown by a golden case", () => {
  const shown = new Set(goldenCases().flatMap((golden) => membersOf(inputOf(golden))));
  test.each(all.filter((leaf) => !(leaf in ofControllers)))("%s", (leaf) => {
    expect([...shown].some((path) => path === leaf || path === `${leaf}[]`)).toBe(true);
  });
});

describe("nothing is claimed that the schema does not have", () => {
  test("every covered path is a leaf", () => {
    const covered = translators.flatMap(({ becomes }) => Object.keys(becomes));
    expect([...covered, ...Object.keys(ofControllers)].filter((path) => !all.includes(path))).toEqual([]);
  });

  test("only a covered leaf differs", () => {
    for (const { differs = {}, becomes } of translators) {
      expect(Object.keys(differs).filter((path) => !(path in becomes))).toEqual([]);
    }
  });

  test("every path that is not translated yet has leaves", () => {
    expect(
      unsupportedMembers.filter(({ path }) => !all.some((leaf) => isAtOrBelow(leaf, path))).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe("every concept has one address", () => {
  test.each(translators.map(({ concept }) => concept))("%s has golden cases and a page", (concept) => {
    expect(goldenCases().filter((golden) => golden.concept === concept)).not.toEqual([]);
    expect(pages()).toContain(`${concept}.md`);
  });

  test("there is no page and no golden folder of a concept that does not exist", () => {
    const concepts = new Set(translators.map(({ concept }) => concept));
    // What is no member of a task definition has a page where the reference does not explain it.
    expect(pages().filter((page) => !concepts.has(page.replace(/\.md$/, "")))).toEqual([
      "aws-names.md",
      "revisions.md",
      "run-task.md",
    ]);
    const folders = new Set(goldenCases().map(({ concept }) => concept));
    expect([...folders].filter((folder) => !concepts.has(folder))).toEqual(["unsupported", "whole-task"]);
  });
});
