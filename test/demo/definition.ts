import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { z } from "zod";
import { kubernetesName } from "../../src/api/names.ts";
import { repository } from "../support/shell.ts";

/** The task definition of the story, and what the story has to know about it. */
export interface Definition {
  /** Whether the user gave it, so that nothing is known about what it serves. */
  own: boolean;
  /** Path as it stands in commands, quoted for the shell. */
  file: string;
  /** Shell words that print the definition itself. */
  print: string;
  family: string;
  /** Name of the TaskDefinition object. */
  name: string;
  images: string[];
  launchType: "EC2" | "EXTERNAL" | "FARGATE";
  /** What an administrator must allow before it can run: values of the chart's `allowedFeatures`. */
  features: string[];
  /** Port of the container instance that a task takes for itself, if any. */
  hostPort: number | undefined;
  /** The first TCP port of its containers. */
  web: { container: string; port: number } | undefined;
  /** JSON patch that adds an environment variable to the first container: a harmless new revision. */
  harmlessPatch: object[];
}

/** A file that cannot be the task definition of the story. */
export class Unusable extends Error {
  override readonly name = "Unusable";
}

// Only what the story looks at, and as loosely as possible: the API server and the operator judge the rest.
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
const container = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  portMappings: list(
    z.looseObject({
      containerPort: z.number().nullish(),
      hostPort: z.number().nullish(),
      protocol: z.string().nullish(),
    }),
  ),
  environment: z.array(z.unknown()).nullish(),
});
const taskDefinition = z.looseObject({
  family: z.string().nullish(),
  networkMode: z.string().nullish(),
  requiresCompatibilities: list(z.string()),
  containerDefinitions: z.array(container).min(1),
});
type Shape = z.infer<typeof taskDefinition>;

const BUILT_IN = "test/demo/nginx.json";

/** Reads the definition of the story: the given file (as seen from `folder`), or the demo's own. Throws `Unusable`. */
export async function readDefinition(file: string | undefined, folder: string): Promise<Definition> {
  const path = resolve(file === undefined ? repository : folder, file ?? BUILT_IN);
  const document = await readJson(path);
  const wrapped = z.looseObject({ taskDefinition: z.looseObject({}) }).safeParse(document);
  const parsed = taskDefinition.safeParse(wrapped.success ? wrapped.data.taskDefinition : document);
  if (!parsed.success) throw new Unusable(`${path} is no task definition: ${z.prettifyError(parsed.error)}`);

  const shown = relative(repository, path);
  const quoted = quote(shown.startsWith("../../") ? path : shown);
  const family = parsed.data.family ?? "app";
  return {
    own: file !== undefined,
    file: quoted,
    print: wrapped.success
      ? `node -p 'JSON.stringify(JSON.parse(fs.readFileSync(process.argv[1])).taskDefinition, null, 2)' ${quoted}`
      : `cat ${quoted}`,
    family,
    name: kubernetesName(family),
    images: [...new Set(parsed.data.containerDefinitions.flatMap(({ image }) => image ?? []))],
    launchType: launchTypeOf(parsed.data),
    ...hostAccess(parsed.data),
    web: webOf(parsed.data),
    harmlessPatch: harmlessPatch(parsed.data),
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new Unusable(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function quote(word: string): string {
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function launchTypeOf({ requiresCompatibilities }: Shape): Definition["launchType"] {
  if (requiresCompatibilities.length === 0 || requiresCompatibilities.includes("EC2")) return "EC2";
  return requiresCompatibilities.includes("FARGATE") ? "FARGATE" : "EXTERNAL";
}

function hostAccess({ networkMode, containerDefinitions }: Shape): Pick<Definition, "features" | "hostPort"> {
  const mappings = containerDefinitions.flatMap(({ portMappings }) => portMappings);
  if (networkMode === "host") {
    return { features: ["hostNetwork", "hostPorts"], hostPort: mappings[0]?.containerPort ?? undefined };
  }
  const [hostPort] = mappings.flatMap((mapping) => mapping.hostPort || []);
  if (networkMode === "awsvpc" || hostPort === undefined) return { features: [], hostPort: undefined };
  return { features: ["hostPorts"], hostPort };
}

function webOf({ containerDefinitions }: Shape): Definition["web"] {
  for (const { name, portMappings } of containerDefinitions) {
    const port = portMappings.find(({ protocol }) => (protocol ?? "tcp") === "tcp")?.containerPort;
    if (typeof port === "number") return { container: name, port };
  }
  return undefined;
}

function harmlessPatch({ containerDefinitions: [first] }: Shape): object[] {
  const variable = { name: "BERTH_DEMO", value: "second revision" };
  const path = "/spec/containerDefinitions/0/environment";
  return Array.isArray(first?.environment)
    ? [{ op: "add", path: `${path}/-`, value: variable }]
    : [{ op: "add", path, value: [variable] }];
}
