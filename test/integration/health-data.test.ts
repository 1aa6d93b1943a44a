import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { condition, reasons } from "../../src/api/conditions.ts";
import { fromYaml } from "../../src/api/yaml.ts";
import { argoHealthOf, kstatusOf } from "../support/health.ts";

/* Objects that were taken down once, in every state, and what tools make of them: a change of the script cannot hide. */

const folder = join(import.meta.dirname, "health");
const read = (path: string) => fromYaml(readFileSync(join(folder, path), "utf8"));

const { tests } = z
  .object({
    tests: z.array(
      z.object({
        inputPath: z.string(),
        healthStatus: z.object({ status: z.enum(["Progressing", "Healthy", "Degraded"]), message: z.string() }),
        kstatus: z.enum(["InProgress", "Current", "Failed", "Terminating"]),
      }),
    ),
  })
  .parse(read("health_test.yaml"));

const object = z.looseObject({ status: z.looseObject({ conditions: z.array(condition).optional() }).optional() });
const objects = tests.map(({ inputPath }) => object.parse(read(inputPath)));

/** By file. */
const named = <T>(values: readonly T[]) =>
  Object.fromEntries(tests.map(({ inputPath }, index) => [inputPath, values[index]]));

test("every stored object has an expectation, and every reason in them is one that Berth gives", () => {
  const files = readdirSync(join(folder, "testdata")).map((name) => `testdata/${name}`);
  expect(tests.map(({ inputPath }) => inputPath).toSorted()).toEqual(files.toSorted());
  const used = objects.flatMap(({ status }) => status?.conditions?.map(({ reason }) => reason) ?? []);
  expect(used.filter((reason) => !(reason in reasons))).toEqual([]);
});

test("Argo CD's health script", async () => {
  expect(named(await argoHealthOf(objects))).toEqual(named(tests.map(({ healthStatus }) => healthStatus)));
});

test("kstatus", async () => {
  expect(named(await kstatusOf(objects))).toEqual(named(tests.map(({ kstatus }) => kstatus)));
});
