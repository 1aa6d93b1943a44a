import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { problems, type SourceFile } from "./layers.ts";

const root = join(import.meta.dirname, "../..");
const files: SourceFile[] = globSync("{src,test,scripts}/**/*.ts", { cwd: root }).map((path) => ({
  path,
  text: readFileSync(join(root, path), "utf8"),
}));

test("the sources keep to the import table and the house rules", () => {
  expect(files.length).toBeGreaterThan(50);
  expect(problems(files)).toEqual([]);
});

describe("what is refused", () => {
  const refused = (path: string, text: string, what: string) =>
    expect(problems([{ path, text }])).toEqual([expect.stringContaining(what)]);
  const accepted = (path: string, text: string) => expect(problems([{ path, text }])).toEqual([]);

  test("an import against the order of the folders", () => {
    refused("src/api/x.ts", 'import { a } from "../translate/a.ts";', "src/api may not import ../translate/a.ts");
    refused("src/plan/x.ts", 'import {\n  a,\n} from "../kube/a.ts";', "../kube/a.ts");
    refused("src/status/x.ts", 'export * from "../plan/a.ts";', "../plan/a.ts");
    refused("src/generate/x.ts", 'const a = await import("../kube/a.ts");', "../kube/a.ts");
    refused("src/runtime/deep/x.ts", 'import { a } from "../../api/a.ts";', "../../api/a.ts");
    accepted("src/plan/deep/x.ts", 'import { a } from "../../translate/a.ts";');
  });

  test("an import of more than types where only types are allowed", () => {
    refused("src/kube/x.ts", 'import { a } from "../runtime/a.ts";', "../runtime/a.ts");
    accepted("src/kube/x.ts", 'import type { a } from "../runtime/a.ts";');
    refused("src/translate/x.ts", 'import { V1Pod } from "@kubernetes/client-node";', "@kubernetes/client-node");
    accepted("src/translate/x.ts", 'import type { V1Pod } from "@kubernetes/client-node";');
    refused("src/runtime/x.ts", 'import type { V1Pod } from "@kubernetes/client-node";', "@kubernetes/client-node");
    refused("src/controllers/x.ts", 'import { Agent } from "undici";', "undici");
  });

  test("a folder that is not in the table", () => {
    refused("src/extra/x.ts", "export const a = 1;", "not in the import table");
  });

  test("a clock or chance in a pure folder, but not the word in a comment", () => {
    refused("src/plan/x.ts", "const a = Date.now();", "Date.now");
    refused("src/status/x.ts", "const a = new Date();", "new Date()");
    refused("src/translate/x.ts", "const a = Math.random();", "Math.random");
    accepted("src/plan/x.ts", "// never Date.now()\nconst a = new Date(now);");
    accepted("src/kube/x.ts", "const a = Date.now();");
  });

  test("the environment, except in src/config.ts", () => {
    refused("src/main.ts", "const a = process.env.A;", "process.env");
    accepted("src/config.ts", "const a = process.env.A;");
  });

  test("a word of ECS in src/runtime, in comments too", () => {
    refused("src/runtime/x.ts", "// counts Fargate tasks", "Fargate");
  });

  test("a file of more than 400 lines, or with a name that says nothing", () => {
    refused("src/plan/x.ts", "a;\n".repeat(401), "401 lines");
    refused("src/plan/utils.ts", "export const a = 1;", "named by its topic");
    accepted("src/plan/x.ts", "a;\n".repeat(400));
  });
});
