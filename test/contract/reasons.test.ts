import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reasons } from "../../src/api/conditions.ts";
import { eventReasons } from "../../src/api/event-reasons.ts";

// That no other reason is given, the compiler proves.
test("every reason that the reference lists is given by some code", () => {
  const source = join(import.meta.dirname, "../../src");
  const tables = ["conditions.ts", "event-reasons.ts"].map((file) => join("api", file));
  const code = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !tables.includes(file))
    .map((file) => readFileSync(join(source, file), "utf8"))
    .join("\n");
  const listed = [...Object.keys(reasons), ...Object.keys(eventReasons)];
  expect(listed.filter((reason) => !code.includes(`"${reason}"`))).toEqual([]);
});
