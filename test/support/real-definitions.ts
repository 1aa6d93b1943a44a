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
