import type { Kind } from "../api/registry.ts";
import { translators } from "../translate/index.ts";
import { type NotYet, notYet, ofControllers } from "../translate/not-yet.ts";
import { clusterEffects, type Effects, serviceEffects } from "../translate/service/becomes.ts";
import { clusterNotYet, serviceNotYet } from "../translate/service/unsupported.ts";
import { taskEffects } from "../translate/task/becomes.ts";
import { taskNotYet } from "../translate/task/unsupported.ts";
import type { StructuralSchema } from "./structural.ts";

/** What is known of the members of a request: those that have their effect, and those that have none. */
interface Known extends Effects {
  readonly notYet: readonly NotYet[];
}

const ofTaskDefinitions: Known = {
  becomes: Object.assign({ ...ofControllers }, ...translators.map(({ becomes }) => becomes)),
  differs: Object.assign({}, ...translators.map(({ differs }) => differs)),
  notYet,
};

const known: Readonly<Record<string, Known>> = {
  Cluster: { ...clusterEffects, notYet: clusterNotYet },
  TaskDefinition: ofTaskDefinitions,
  Service: { ...serviceEffects, notYet: serviceNotYet },
  Task: { ...taskEffects, notYet: taskNotYet },
};

/**
 * What Berth makes of a member of a kind's spec, and what differs from ECS, as sentences: `Becomes: the container's
 * image.` Empty for members that only hold others.
 */
export function effects({ kind }: Kind, path: string): string[] {
  const request = known[kind];
  if (request === undefined) return [];
  const becomes = request.becomes[path];
  const differs = request.differs[path];
  return [
    ...(becomes === undefined ? [] : [`Becomes: ${becomes}.`]),
    ...(differs === undefined ? [] : [`Differs: ${differs}.`]),
    ...request.notYet.filter((entry) => isAtOrBelow(path, entry.path)).map(withoutEffect),
  ];
}

function withoutEffect({ reason, instead }: NotYet): string {
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  return instead === undefined ? sentence : `${sentence} Instead: ${instead}.`;
}

function isAtOrBelow(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[]`);
}

/** A schema whose descriptions go on, at each member of the kind's spec, with what Berth makes of it. */
export function withEffects(schema: StructuralSchema, kind: Kind, path = ""): StructuralSchema {
  const { items, properties } = schema;
  const lines = path === "" || path.endsWith("[]") ? [] : effects(kind, path);
  const members = Object.entries(properties ?? {}).map(([name, member]) => [
    name,
    withEffects(member, kind, path === "" ? name : `${path}.${name}`),
  ]);
  return {
    ...schema,
    ...(lines.length > 0 && { description: [schema.description, ...lines].join("\n\n") }),
    ...(items && { items: withEffects(items, kind, `${path}[]`) }),
    ...(properties && { properties: Object.fromEntries(members) }),
  };
}
