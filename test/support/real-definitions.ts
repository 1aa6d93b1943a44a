import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { repository } from "./shell.ts";

/** Task definitions as their authors published them: not part of this repository, and not on every machine. */
const FOLDER = join(repository, "../shared/taskdefs");

const FILES = [
  "aws-samples__aws-containers-task-definitions/nginx_nginx_ec2.json",
  "aws-samples__aws-containers-task-definitions/nginx_nginx_fargate.json",
  "awsdocs__amazon-ecs-developer-guide/doc_source_ECS_AWSCLI_Fargate.md#2.json",
  "awsdocs__amazon-ecs-developer-guide/doc_source_create-blue-green.md#8.json",
  "awsdocs__amazon-ecs-developer-guide/doc_source_ecs_cwet.md#1.json",
];

const definition = z.looseObject({
  family: z.string(),
  requiresCompatibilities: z.array(z.enum(["EC2", "FARGATE"])).default(["EC2"]),
  containerDefinitions: z.tuple([z.looseObject({ name: z.string(), image: z.string() })]),
});

/** A published definition of a web server in one container on port 80. */
export interface RealDefinition {
  file: string;
  launchType: "EC2" | "FARGATE";
  family: string;
  container: string;
  image: string;
  /** As it was published. */
  spec: Record<string, unknown>;
}

/** Published nginx and httpd definitions; none where the folder is absent. */
export function realDefinitions(): RealDefinition[] {
  if (!existsSync(FOLDER)) return [];
  return FILES.map((file) => {
    const spec = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(join(FOLDER, file), "utf8")));
    const { family, requiresCompatibilities, containerDefinitions } = definition.parse(spec);
    const [{ name, image }] = containerDefinitions;
    return { file, launchType: requiresCompatibilities[0] ?? "EC2", family, container: name, image, spec };
  });
}

const manifest = z.looseObject({
  files: z.array(z.looseObject({ file: z.string(), kind: z.string(), validRegisterInput: z.boolean().optional() })),
});

/** Whether there are published files on this machine. */
export const isPublishedHere = existsSync(join(FOLDER, "manifest.json"));

/** A published file of ECS JSON: a task definition, a service, or the answer of a Describe call. */
export interface PublishedFile {
  readonly file: string;
  readonly path: string;
  readonly text: string;
  /** Whether the AWS CLI takes it for a request; of services nobody has asked. */
  readonly isValid: boolean | undefined;
}

/** All published files; none where the folder is absent. */
export function publishedFiles(): PublishedFile[] {
  if (!isPublishedHere) return [];
  const { files } = manifest.parse(JSON.parse(readFileSync(join(FOLDER, "manifest.json"), "utf8")));
  return files.map(({ file, validRegisterInput: isValid }) => {
    const path = join(FOLDER, file);
    return { file, path, text: readFileSync(path, "utf8"), isValid };
  });
}
