/** A source file: its path from the repository's root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

interface Layer {
  /** Folders of src/ that the layer may import at run time, besides itself. */
  readonly imports: readonly string[];
  /** Folders of which it may import types only. */
  readonly types?: readonly string[];
  /** Packages that it may import at run time. */
  readonly packages: readonly string[];
  /** Packages of which it may import types only. */
  readonly packageTypes?: readonly string[];
}

const CLIENT = "@kubernetes/client-node";
const everything = ["api", "translate", "plan", "status", "kube", "runtime", "controllers"];

/** The import table: what a folder of src/ may import. `*` after a package's name stands for the rest. */
export const layers: Readonly<Record<string, Layer>> = {
  api: { imports: [], packages: ["zod", "yaml", "node:crypto"], packageTypes: [CLIENT] },
  translate: { imports: ["api"], packages: [], packageTypes: [CLIENT] },
  plan: { imports: ["api", "translate", "status"], packages: [], packageTypes: [CLIENT] },
  status: { imports: ["api"], packages: [], packageTypes: [CLIENT] },
  kube: { imports: ["api"], types: ["runtime"], packages: [CLIENT, `${CLIENT}/*`, "undici", "node:*"] },
  runtime: { imports: [], packages: ["pino", "node:*"] },
  controllers: { imports: everything, packages: [], packageTypes: [CLIENT] },
  cli: {
    imports: ["api", "translate", "plan", "status", "kube", "runtime"],
    packages: ["commander", "node:*"],
    packageTypes: [CLIENT],
  },
  generate: {
    imports: ["api", "translate", "cli"],
    packages: ["zod", "yaml", "node:*"],
    packageTypes: ["commander"],
  },
  "main.ts": { imports: [...everything, "config.ts"], packages: ["pino", "node:*"] },
  "config.ts": { imports: ["api", "runtime"], packages: ["zod", "node:*"] },
};

/** What is wrong with the files, one line each: nothing if they keep to the import table and the house rules. */
export function problems(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    [...imports(file), ...words(file), ...shape(file)].map((what) => `${file.path}: ${what}`),
  );
}

const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

function* imports(file: SourceFile): Generator<string> {
  const folder = folderOf(file.path);
  if (folder === undefined || isTest(file.path)) return;
  const layer = layers[folder];
  if (layer === undefined) {
    yield `src/${folder} is not in the import table`;
    return;
  }
  for (const [, typeOnly, statement, dynamic] of withoutComments(file.text).matchAll(IMPORT)) {
    const specifier = statement ?? dynamic ?? "";
    const allowed = typeOnly ? [layer.imports, layer.types ?? []].flat() : layer.imports;
    const packages = typeOnly ? [layer.packages, layer.packageTypes ?? []].flat() : layer.packages;
    const how = typeOnly ? "the types of " : "";
    const target = specifier.startsWith(".") ? folderOf(resolve(file.path, specifier)) : undefined;
    if (target === undefined ? !matches(packages, specifier) : target !== folder && !allowed.includes(target)) {
      yield `src/${folder} may not import ${how}${specifier}`;
    }
  }
}

function matches(packages: readonly string[], specifier: string): boolean {
  return packages.some((name) => (name.endsWith("*") ? specifier.startsWith(name.slice(0, -1)) : specifier === name));
}

const CLOCK = /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\.now\b|\bhrtime\b|\brandomUUID\b/;
const ECS = /\becs\b|\baws\b|\bamazon|fargate|task.?def|\bberth\b|desiredCount|ecsservice|ecscluster/i;

function* words({ path, text }: SourceFile): Generator<string> {
  if (isTest(path)) return;
  const folder = folderOf(path) ?? "";
  const code = withoutComments(text);
  if (["translate", "plan", "status"].includes(folder) && CLOCK.test(code)) {
    yield `a pure function takes the time as an argument: ${CLOCK.exec(code)?.[0]}`;
  }
  if (folder !== "config.ts" && path.startsWith("src/") && /\bprocess\.env\b/.test(code)) {
    yield "only src/config.ts reads process.env";
  }
  if (folder === "runtime" && ECS.test(text)) yield `src/runtime has never heard of ECS: ${ECS.exec(text)?.[0]}`;
}

function* shape({ path, text }: SourceFile): Generator<string> {
  const lines = text.trimEnd().split("\n").length;
  if (lines > 400) yield `${lines} lines are more than 400`;
  if (/(?:^|\/)(?:utils?|helpers?|common|misc)(?:\.test)?(?:\.ts|\/)/.test(path)) yield "a file is named by its topic";
}

/** `translate` of `src/translate/secret.ts`, `main.ts` of `src/main.ts`, nothing outside src/. */
function folderOf(path: string): string | undefined {
  const [root, folder] = path.split("/");
  return root === "src" ? folder : undefined;
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
