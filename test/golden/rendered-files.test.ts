import { describe, expect, test } from "vitest";
import { cliAlone } from "../support/cli-runs.ts";
import { isPublishedHere, publishedFiles } from "../support/real-definitions.ts";

// ECS JSON of public repositories, beside this one where somebody has put it; it is no part of it.
const files = publishedFiles();

const REFUSAL = /^(ClientException|InvalidParameterException): \S/;
const DIFFERENCE = /^not honoured: [^\s:]+: \S/;

describe.runIf(isPublishedHere)("the command line, given files as people have published them", () => {
  test.each(files)("$file is rendered, or refused in ECS's words", async ({ text }) => {
    const { code, stdout, stderr } = await cliAlone({ f: text }, "render", "-f", "f", "--allow", "all");
    const lines = stderr.split("\n").slice(0, -1);
    const expected = code === 0 ? DIFFERENCE : REFUSAL;
    expect([0, 1]).toContain(code);
    expect(lines.filter((line) => !expected.test(line))).toEqual([]);
    expect(new Set(lines).size).toBe(lines.length);
    if (code === 1) expect({ stdout, isSaid: lines.length > 0 }).toEqual({ stdout: "", isSaid: true });
    else expect(stdout).toMatch(/^apiVersion: v1\nkind: ConfigMap\n/);
  });

  test.each(files)("$file is imported, and means the same then", async ({ text }) => {
    const render = (...args: readonly string[]) => ["render", "--allow", "all", "-n", "shop", ...args];
    const direct = await cliAlone({ f: text }, ...render("-f", "f"));
    const { code, stdout: manifests } = await cliAlone({ f: text }, "import", "f");
    if (code === 1) return expect(direct.stderr).toContain("Missing required parameter");
    const { code: after, stdout } = await cliAlone({ "-": manifests }, ...render("-f", "-"));
    expect({ code: after, stdout }).toEqual({ code: direct.code, stdout: direct.stdout });
    return expect((await cliAlone({ "-": manifests }, "import", "-")).stdout).toBe(manifests);
  });

  test("most of them are rendered", async () => {
    const valid = files.filter(({ isValid }) => isValid === true);
    const codes = await Promise.all(
      valid.map(async ({ text }) => (await cliAlone({ f: text }, "render", "-f", "f", "--allow", "all")).code),
    );
    expect(codes.filter((code) => code === 0).length).toBeGreaterThan(valid.length * 0.9);
  });
});

test.skipIf(isPublishedHere)("files of public repositories are not here (../shared/taskdefs): nothing to check", () => {
  expect(files).toEqual([]);
});
