import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { z } from "zod";

const line = z.object({
  stage: z.string(),
  verb: z.string(),
  user: z.object({ username: z.string() }),
  objectRef: z
    .object({
      resource: z.string().default(""),
      namespace: z.string().default(""),
      name: z.string().default(""),
      apiGroup: z.string().default(""),
      subresource: z.string().default(""),
    })
    .optional(),
  requestURI: z.string(),
  annotations: z.record(z.string(), z.string()).default({}),
  responseStatus: z.object({ code: z.number().default(0) }).optional(),
});

/** A request as the API server logged it. */
export interface AuditEntry {
  /** Such as `patch`. */
  readonly verb: string;
  readonly user: string;
  /** As in a rule: `apps/deployments`, `ecs.berth.dev/ecsservices/status`, `pods`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly code: number;
  /** The user had no right to it. */
  readonly forbidden: boolean;
  /** The server checked it and stored nothing. */
  readonly dryRun: boolean;
}

/** The operator's name at the API server. */
export const OPERATOR_USER = "system:serviceaccount:berth-system:berth";

const WRITES: readonly string[] = ["create", "update", "patch", "delete", "deletecollection"];

/** The API server's audit log from some point on. */
export class AuditLog {
  readonly #path: string;
  #offset: number;
  #rest = "";
  readonly #entries: AuditEntry[] = [];

  /** Begins with what is logged from now on, or with the first request of all. */
  constructor(path: string, from: "now" | "start" = "now") {
    this.#path = path;
    this.#offset = from === "start" ? 0 : sizeOf(path);
  }

  /** All requests so far that were answered; a watch counts when it begins. */
  entries(): readonly AuditEntry[] {
    const file = openSync(this.#path, "r");
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - this.#offset);
      this.#offset += readSync(file, bytes, 0, bytes.length, this.#offset);
      const lines = (this.#rest + bytes.toString("utf8")).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const text of lines) this.#entries.push(...entryOf(text));
    } finally {
      closeSync(file);
    }
    return this.#entries;
  }

  /** What the operator wrote so far in a namespace, or anywhere; refused writes and dry runs are none. */
  operatorWrites(namespace?: string): AuditEntry[] {
    return this.entries().filter(
      (entry) =>
        entry.user === OPERATOR_USER && isWrite(entry) && (namespace === undefined || entry.namespace === namespace),
    );
  }
}

/** Whether something was stored. */
export function isWrite({ verb, code, dryRun }: AuditEntry): boolean {
  return WRITES.includes(verb) && code < 400 && !dryRun;
}

/** Number of entries for each `verb resource`, in alphabetical order. */
export function tally(entries: readonly AuditEntry[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { verb, resource } of entries) {
    const what = `${verb} ${resource}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function entryOf(text: string): AuditEntry[] {
  const { stage, verb, user, objectRef, requestURI, responseStatus, annotations } = line.parse(JSON.parse(text));
  if (objectRef === undefined) return [];
  if (stage !== (verb === "watch" ? "ResponseStarted" : "ResponseComplete")) return [];
  const { apiGroup, resource, subresource, namespace, name } = objectRef;
  return [
    {
      verb,
      user: user.username,
      resource: [apiGroup, resource, subresource].filter((part) => part !== "").join("/"),
      namespace,
      name,
      code: responseStatus?.code ?? 0,
      forbidden: annotations["authorization.k8s.io/decision"] === "forbid",
      dryRun: requestURI.includes("dryRun="),
    },
  ];
}

function sizeOf(path: string): number {
  const file = openSync(path, "r");
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}
