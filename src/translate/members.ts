import type { Shape } from "../api/shape.ts";

/** A value and its concrete path, `containerDefinitions[0].command`. */
export interface Found {
  readonly path: string;
  readonly value: unknown;
}

/** Everything that stands at a schema path such as `containerDefinitions[].command`, in the order of the value. */
export function at(schemaPath: string, value: unknown): Found[] {
  let found: Found[] = [{ path: "", value }];
  for (const segment of schemaPath.split(".")) {
    const name = segment.replace("[]", "");
    found = found.flatMap(({ path, value: parent }) => {
      const member = memberOf(parent, name);
      if (member === undefined) return [];
      const memberPath = path === "" ? name : `${path}.${name}`;
      if (!segment.endsWith("[]")) return [{ path: memberPath, value: member }];
      const elements: readonly unknown[] = Array.isArray(member) ? member : [];
      return elements.map((element, index) => ({ path: `${memberPath}[${index}]`, value: element }));
    });
  }
  return found;
}

/** A member that a schema does not declare, and those that it declares in its place. */
export interface Undeclared {
  readonly path: string;
  readonly name: string;
  readonly declared: readonly string[];
}

/** Every member of a value, at any depth, that its schema does not declare. */
export function undeclared(value: unknown, shape: Shape, path = ""): Undeclared[] {
  if (shape.kind === "list") {
    const elements: readonly unknown[] = Array.isArray(value) ? value : [];
    return elements.flatMap((element, index) => undeclared(element, shape.element, `${path}[${index}]`));
  }
  if (shape.kind !== "object" || value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const memberPath = path === "" ? name : `${path}.${name}`;
    const known = shape.members.get(name);
    if (known !== undefined) return undeclared(member, known.shape, memberPath);
    return [{ path: memberPath, name, declared: [...shape.members.keys()] }];
  });
}

/** Whether a value says nothing: absent, null, or empty. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function memberOf(value: unknown, name: string): unknown {
  if (value === null || typeof value !== "object") return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
