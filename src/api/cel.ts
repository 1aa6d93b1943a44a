import type { z } from "zod";
import { type Member, shapeOf } from "./shape.ts";

/** CEL about the members of one object, made from its schema. A null member counts as absent, as for the API server. */
export interface Members<Name extends string> {
  /** Whether the member is there. */
  has(name: Name): string;
  /** The member, or what stands for it where it is absent: what ECS assumes, unless another expression is given. */
  value(name: Name, absent?: string): string;
  /** Whether the member says something: it is there, not empty, and not what ECS assumes without it. */
  says(name: Name): string;
  /** Whether all elements of a list hold; an absent list has none. */
  all(name: Name, variable: string, holds: string): string;
  /** Whether an element of a list holds. */
  exists(name: Name, variable: string, holds: string): string;
}

/** CEL about the object for which `expression` stands. */
export function members<S extends z.ZodObject>(schema: S, expression: string): Members<keyof S["shape"] & string>;
export function members(schema: z.ZodObject, expression: string): Members<string> {
  const shape = shapeOf(schema);
  const memberOf = (name: string): Member => {
    const member = shape.kind === "object" ? shape.members.get(name) : undefined;
    if (member === undefined) throw new Error(`there is no member ${name}`);
    return member;
  };
  const ifThere = (name: string, there: string, absent: string) =>
    memberOf(name).optional ? `(has(${expression}.${name}) ? ${there} : ${absent})` : there;
  return {
    has: (name) => (memberOf(name).optional ? `has(${expression}.${name})` : "true"),
    value: (name, absent) => ifThere(name, `${expression}.${name}`, absent ?? assumed(memberOf(name))),
    says: (name) => said(memberOf(name), `${expression}.${name}`),
    all: (name, variable, holds) => ifThere(name, `${expression}.${name}.all(${variable}, ${holds})`, "true"),
    exists: (name, variable, holds) => ifThere(name, `${expression}.${name}.exists(${variable}, ${holds})`, "false"),
  };
}

/** A text, a number, a truth value or a list of them as CEL writes it. */
export function literal(value: string | number | boolean | readonly string[]): string {
  return JSON.stringify(value);
}

function assumed({ shape, ecsDefault }: Member): string {
  if (ecsDefault !== undefined) return JSON.stringify(ecsDefault);
  if (shape.kind === "list") return "[]";
  if (shape.kind === "scalar") return literal("");
  throw new Error("there is no CEL for an absent object");
}

/** What the canonical form of a task definition keeps: the two agree on what an object says. */
function said({ shape, optional, ecsDefault }: Member, path: string): string {
  if (!optional) return "true";
  const more: string[] = [];
  if (shape.kind === "list" || shape.kind === "map") more.push(`size(${path}) > 0`);
  if (shape.kind === "scalar" && shape.type === "string") more.push(`${path} != ""`);
  if (shape.kind === "scalar" && ecsDefault !== undefined) more.push(`${path} != ${JSON.stringify(ecsDefault)}`);
  if (shape.kind === "object") {
    const parts = [...shape.members].map(([name, member]) => said(member, `${path}.${name}`));
    if (!parts.includes("true")) more.push(`(${parts.join(" || ")})`);
  }
  return `(${[`has(${path})`, ...more].join(" && ")})`;
}
