import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { taskDefinitionSpec, withoutNulls } from "../../src/api/index.ts";
import { HELPER_CONTAINER, kubernetesName } from "../../src/api/names.ts";
import { canonicalise } from "../../src/translate/canonical.ts";
import { checkRegistration } from "../../src/translate/registration.ts";
import { translateTaskDefinition } from "../../src/translate/translate.ts";
import { unsupported } from "../../src/translate/unsupported.ts";
import { aContext } from "../support/a-task-definition.ts";

// Task definitions of public repositories, beside this one where somebody has put them; they are not part of it.
const folder = join(import.meta.dirname, "..", "..", "..", "shared", "taskdefs");
const present = existsSync(join(folder, "manifest.json"));

const manifest = z.looseObject({
  files: z.array(z.looseObject({ file: z.string(), kind: z.string(), validRegisterInput: z.boolean().optional() })),
});

function files(): string[] {
  if (!present) return [];
  const { files: listed } = manifest.parse(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
  return listed
    .filter(({ kind, validRegisterInput }) => kind === "taskdef" && validRegisterInput === true)
    .map(({ file }) => file);
}

function read(file: string) {
  const { value } = withoutNulls(JSON.parse(readFileSync(join(folder, file), "utf8")));
  const spec = taskDefinitionSpec.parse(value);
  return { spec, family: spec.family ?? "web" };
}

// Those whose single image is nginx or httpd: they run here as they are.
function plain(): string[] {
  return files().filter((file) => {
    const [first, ...others] = read(file).spec.containerDefinitions;
    return others.length === 0 && /(^|\/)(nginx|httpd)(:|$)/.test(first?.image ?? "");
  });
}

describe.runIf(present)("task definitions as people have published them", () => {
  test.each(files())("%s is translated, or refused with a reason", (file) => {
    const { spec, family } = read(file);
    const problems = checkRegistration(spec, family);
    const { podSpec } = translateTaskDefinition(canonicalise(spec, family), aContext());
    const names = [...(podSpec.initContainers ?? []), ...podSpec.containers].map(({ name }) => name);
    const expected = spec.containerDefinitions.map(({ name = "" }) => kubernetesName(name));
    expect(names.filter((name) => name !== HELPER_CONTAINER).toSorted()).toEqual(expected.toSorted());
    for (const { message } of problems) expect(message).not.toBe("");
  });

  test.each(plain())("%s is registered as it is", (file) => {
    const { spec, family } = read(file);
    expect(checkRegistration(spec, family)).toEqual([]);
  });

  test("no member of them is unknown", () => {
    const unknown = files().flatMap((file) => unsupported(read(file).spec).filter(({ kind }) => kind === "unknown"));
    expect(unknown).toEqual([]);
  });

  test("there are nginx and httpd among them", () => {
    expect(plain().length).toBeGreaterThanOrEqual(4);
  });
});

test.skipIf(present)(
  "task definitions of public repositories are not here (../shared/taskdefs): nothing to check",
  () => {
    expect(present).toBe(false);
  },
);
