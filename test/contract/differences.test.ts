import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../support/shell.ts";

const page = readFileSync(join(repository, "docs/differences.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| on ECS"))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));

test("the page has rows of three cells", () => {
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((cells) => cells.length !== 3)).toEqual([]);
});

describe("what shows a row is there", () => {
  test.each(rows.map(([ecs = "", , shown = ""]) => [ecs, shown]))("%s", (_ecs, shown) => {
    const [, file = "", title] = /^([\w./-]+)(?:: (.+))?$/.exec(shown) ?? [];
    expect(existsSync(join(repository, file)), file).toBe(true);
    if (title !== undefined) expect(readFileSync(join(repository, file), "utf8")).toContain(title);
  });
});
