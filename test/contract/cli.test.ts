import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { attempt, repository } from "../support/shell.ts";

const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));

describe("the command line of the package", () => {
  test.each(["berth", "kubectl-ecs"])("%s starts, and is of the package's version", async (name) => {
    const file = join(repository, manifest.bin[name]);
    expect(statSync(file).mode & 0o111).not.toBe(0);
    expect(readFileSync(file, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    const { code, stdout } = await attempt(process.execPath, [file, "--version"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${manifest.version}\n` });
  });

  test("is told where no cluster can be found, in one line", async () => {
    const env = { KUBECONFIG: "/nowhere/config" };
    const output = await attempt(process.execPath, [join(repository, "bin/berth.js"), "tasks"], { env });
    expect(output).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: the kubeconfig cannot be read: ENOENT: no such file or directory, open '/nowhere/config'\n",
    });
  });
});
