/** What zod says of a value that does not fit: as far as it is told here. */
interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What does not fit a request's shape, as the AWS CLI says it before it asks ECS. */
export function shapeProblems(issues: readonly Issue[]): string[] {
  return issues.map(inWords);
}

function inWords({ code, path, message }: Issue): string {
  const what = message.replace(/^Invalid (input|option): /, "");
  const parameter = pathOf(path);
  if (code === "invalid_type" && message.endsWith("received undefined")) {
    const parent = path.length > 1 ? pathOf(path.slice(0, -1)) : "input";
    return `Missing required parameter in ${parent}: "${String(path.at(-1))}"`;
  }
  return code === "invalid_type"
    ? `Invalid type for parameter ${parameter}: ${what}`
    : `Invalid value for parameter ${parameter}: ${what}`;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`))
    .join("");
}
