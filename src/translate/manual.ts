import type { Kind } from "../api/registry.ts";
import { translators } from "./index.ts";
import { clusterEffects, type Effects, serviceEffects } from "./service/becomes.ts";
import { clusterNotYet, serviceNotYet } from "./service/unsupported.ts";
import { taskEffects } from "./task/becomes.ts";
import { taskNotYet } from "./task/unsupported.ts";
import { ofControllers, type Unsupported, unsupportedMembers } from "./unsupported.ts";

/** What is known of the members of a request: those that have their effect, and those that have none. */
interface Known extends Effects {
  readonly unsupported: readonly Unsupported[];
}

const ofTaskDefinitions: Known = {
  becomes: Object.assign({ ...ofControllers }, ...translators.map(({ becomes }) => becomes)),
  differs: Object.assign({}, ...translators.map(({ differs }) => differs)),
  unsupported: unsupportedMembers,
};

const known: Readonly<Record<string, Known>> = {
  Cluster: { ...clusterEffects, unsupported: clusterNotYet },
  TaskDefinition: ofTaskDefinitions,
  Service: { ...serviceEffects, unsupported: serviceNotYet },
  Task: { ...taskEffects, unsupported: taskNotYet },
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
    ...request.unsupported.filter((entry) => isAtOrBelow(path, entry.path)).map(withoutEffect),
  ];
}

function withoutEffect({ reason, instead }: Unsupported): string {
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  return instead === undefined ? sentence : `${sentence} Instead: ${instead}.`;
}

function isAtOrBelow(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[]`);
}
