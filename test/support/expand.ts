const REFERENCE = /^\(([^)]*)\)/;

/**
 * What the kubelet makes of a text in `command`, `args` or `env` (third_party/forked/golang/expansion/expand.go in
 * Kubernetes 1.35). It looks at bytes, so that a character outside ASCII after a `$` comes out broken.
 */
export function expanded(text: string, variables: Readonly<Record<string, string>>): string {
  const bytes = Buffer.from(text).toString("latin1");
  let result = "";
  for (let cursor = 0; cursor < bytes.length; cursor++) {
    const [here = "", next = ""] = [bytes[cursor], bytes[cursor + 1]];
    if (here !== "$" || next === "") {
      result += here;
      continue;
    }
    const reference = REFERENCE.exec(bytes.slice(cursor + 1));
    const name = reference?.[1];
    if (next === "$") result += "$";
    else if (name !== undefined) result += variables[name] ?? `$(${name})`;
    // Go's string(input[0]) of a byte is the character of that number, written as UTF-8.
    else result += `$${Buffer.from(next, "utf8").toString("latin1")}`;
    cursor += name !== undefined && next === "(" ? name.length + 2 : 1;
  }
  return Buffer.from(result, "latin1").toString("utf8");
}
