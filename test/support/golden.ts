import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type TaskDefinitionSpec, taskDefinitionSpec } from "../../src/api/index.ts";
import { fromYaml, toYaml } from "../../src/api/yaml.ts";
import { canonicalise } from "../../src/translate/canonical.ts";
import { checkRegistration } from "../../src/translate/registration.ts";
import { translateTaskDefinition } from "../../src/translate/translate.ts";
import type { Difference, Feature, Problem, TranslateContext } from "../../src/translate/translator.ts";
import { unsupported } from "../../src/translate/unsupported.ts";
import { aContext } from "./a-task-definition.ts";

/** Where the golden cases are: `<concept>/<case>/{input.yaml, context.yaml, pod.yaml, annotations.yaml, differences.txt}`. */
export const goldenFolder = join(import.meta.dirname, "..", "golden");

/** A golden case: a task definition and what it becomes. */
export interface GoldenCase {
  readonly concept: string;
  readonly name: string;
  readonly folder: string;
}

/** All golden cases, by concept and name. */
export function goldenCases(): GoldenCase[] {
  return folders(goldenFolder).flatMap((concept) =>
    folders(join(goldenFolder, concept)).map((name) => ({ concept, name, folder: join(goldenFolder, concept, name) })),
  );
}

function folders(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** The task definition of a case. */
export function inputOf({ folder }: GoldenCase): TaskDefinitionSpec {
  return taskDefinitionSpec.parse(fromYaml(readFileSync(join(folder, "input.yaml"), "utf8")));
}

const features = [
  "capabilities",
  "hostIpc",
  "hostNetwork",
  "hostPaths",
  "hostPid",
  "hostPorts",
  "privileged",
  "sysctls",
  "taskRole",
] as const satisfies readonly Feature[];

// What a case may say about its surroundings; the rest is as in `aContext`.
const surroundings = z.strictObject({
  imagePullPolicy: z.enum(["Always", "IfNotPresent", "Never"]).optional(),
  launchType: z.enum(["EC2", "EXTERNAL", "FARGATE"]).optional(),
  allowed: z.array(z.enum(features)).optional(),
  podLevelResources: z.boolean().optional(),
  restartRules: z.boolean().optional(),
  /** `null` is no helper at all. */
  helperImage: z.string().nullable().optional(),
  runsAs: z.enum(["service", "task"]).optional(),
  behindLoadBalancer: z.array(z.strictObject({ containerName: z.string(), containerPort: z.int() })).optional(),
});

function contextOf({ folder }: GoldenCase): TranslateContext {
  const file = join(folder, "context.yaml");
  const { allowed = [], ...rest } = surroundings.parse(existsSync(file) ? fromYaml(readFileSync(file, "utf8")) : {});
  const stated = Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, value ?? undefined]])),
  );
  return aContext({ ...stated, allowed: new Set(allowed) });
}

/** What a case becomes now, as the texts of its files; an empty text is no file. */
export function rendered(golden: GoldenCase): Readonly<Record<string, string>> {
  const spec = inputOf(golden);
  const family = spec.family ?? golden.name;
  const { podSpec, annotations, differences, refusals } = translateTaskDefinition(
    canonicalise(spec, family),
    contextOf(golden),
  );
  const lines = [
    ...checkRegistration(spec, family).map((problem) => refused("not registered", problem)),
    ...refusals.map((problem) => refused("refused", problem)),
    ...[...unsupported(spec), ...differences].map(line),
  ];
  const notes = Object.keys(annotations).length === 0 ? "" : toYaml(annotations);
  return {
    "pod.yaml": toYaml(podSpec),
    "annotations.yaml": notes,
    "differences.txt": lines.map((text) => `${text}\n`).join(""),
  };
}

function line({ path, reason, instead }: Difference): string {
  return `${path}: ${reason}${instead === undefined ? "" : ` (${instead})`}`;
}

function refused(how: string, { path, message }: Problem): string {
  return `${how}: ${path}: ${message}`;
}

/** The texts of a case's files as they are stored; a missing file is an empty text. */
export function stored({ folder }: GoldenCase, names: readonly string[]): Readonly<Record<string, string>> {
  const textOf = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "");
  return Object.fromEntries(names.map((name) => [name, textOf(name)]));
}

/** Writes the files of a case; for `GOLDEN_UPDATE=1`, whose diff is to be read before it is committed. */
export function store({ folder }: GoldenCase, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    if (text === "") rmSync(join(folder, name), { force: true });
    else writeFileSync(join(folder, name), text);
  }
}
