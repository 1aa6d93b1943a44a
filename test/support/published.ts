import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { repository } from "./shell.ts";

/** Task definitions as people have published them: not part of this repository, and not on every machine. */
const FOLDER = join(repository, "../shared/taskdefs");

const manifest = z.looseObject({
  files: z.array(z.looseObject({ file: z.string(), kind: z.string(), validRegisterInput: z.boolean().optional() })),
});

const definition = z.record(z.string(), z.unknown());

/** Every published task definition that is a request of RegisterTaskDefinition; none where the folder is absent. */
export function publishedTaskDefinitions(): { file: string; spec: Record<string, unknown> }[] {
  if (!existsSync(join(FOLDER, "manifest.json"))) return [];
  const read = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
  return manifest
    .parse(read("manifest.json"))
    .files.filter(({ kind, validRegisterInput }) => kind === "taskdef" && validRegisterInput === true)
    .map(({ file }) => ({ file, spec: definition.parse(read(file)) }));
}
