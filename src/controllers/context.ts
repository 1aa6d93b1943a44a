import type { Identity } from "../api/arn.ts";
import type { EventReason } from "../api/event-reasons.ts";
import type { KubeObject } from "../api/kube-object.ts";
import type { Reply } from "../kube/ask.ts";
import type { KubeClient } from "../kube/client.ts";
import { isConflict, isNotFound } from "../kube/errors.ts";
import type { EventFact } from "../kube/recorder.ts";
import type { Resource } from "../kube/resource.ts";
import type { Action } from "../runtime/action.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import type { Store } from "../runtime/store.ts";
import type { Feature } from "../translate/translator.ts";
import type { Caches } from "./caches.ts";

/** The operator's configuration as the controllers need it. */
export interface OperatorSettings {
  identity: Identity;
  imagePullPolicy: "Always" | "IfNotPresent" | "Never";
  healthyAfterSeconds: number;
  /** PriorityClass of tasks of no service. */
  taskPriorityClass?: string | undefined;
  podLevelResources: boolean;
  restartRules: boolean;
  helperImage: string | undefined;
  /** What a namespace is allowed beyond plain tasks. */
  allowedIn(namespace: string): ReadonlySet<Feature>;
}

/** Tells Events; a reason that is in no list does not compile. */
export interface Recorder {
  record(regarding: KubeObject, fact: EventFact & { readonly reason: EventReason }): void;
}

/** What every controller works with. */
export interface Context {
  client: KubeClient;
  caches: Caches;
  settings: OperatorSettings;
  recorder: Recorder;
  /** Asks a user's address for its HTTP status. */
  ask: (url: string) => Promise<Reply>;
  clock: Clock;
  log: Log;
}

/** A loop over the keys of one kind. */
export interface Controller {
  /** Owner of the fields it writes, and its name in logs and metrics. */
  name: string;
  /** Brings the object with that key one step nearer to what it should be. */
  reconcile(key: string, signal: AbortSignal): Promise<Action>;
  /** Calls `add` with each key that a change of a cache concerns. */
  wake(add: (key: string) => void): void;
}

/** Writes a status, unless it says what the last one said. Says whether it was written. */
export async function writeStatus<T extends KubeObject<unknown, unknown>>(
  { client }: Context,
  fieldManager: string,
  resource: Resource,
  store: Store<T>,
  object: T,
  status: object,
): Promise<boolean> {
  if (saysTheSame(object, status)) return false;
  const { name, namespace, resourceVersion } = object.metadata;
  try {
    const patch = { status: withRemovals(object.status, status) };
    const written = await client.mergePatch(resource, { name, namespace }, patch, {
      fieldManager,
      subresource: "status",
      resourceVersion,
    });
    const { metadata, status: stored } = written;
    store.upsert({ ...object, metadata, status: stored });
    return true;
  } catch (error) {
    // Somebody was faster, or the object is gone: the watch brings the news, and with it another pass.
    if (isConflict(error) || isNotFound(error)) return false;
    throw error;
  }
}

/** Whether a status says what the last one said. */
export function saysTheSame({ status: before }: KubeObject<unknown, unknown>, status: object): boolean {
  return equal(before, status);
}

/** Tells Kubernetes Events of what a status tells, too. */
export function recordAll(
  { recorder }: Context,
  object: KubeObject,
  action: string,
  facts: readonly { type: EventFact["type"]; reason: EventReason; message: string }[],
): void {
  for (const { type, reason, message } of facts) recorder.record(object, { type, reason, action, note: message });
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [new Map(entries(a)), new Map(entries(b))];
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && equal(value, right.get(key)));
}

// A member that is undefined is not in the JSON that was stored.
const entries = (value: object) => Object.entries(value).filter(([, member]) => member !== undefined);

/** A merge patch keeps what it does not name, at any depth: members that are no longer said have to be named null. */
function withRemovals(before: unknown, after: object): object {
  const known = isPlain(before) ? new Map(Object.entries(before)) : new Map<string, unknown>();
  const said = Object.entries(after).filter(([, value]) => value !== undefined);
  const names = new Set(said.map(([name]) => name));
  const gone = [...known.keys()].filter((name) => !names.has(name)).map((name) => [name, null] as const);
  const kept = said.map(
    ([name, value]) => [name, isPlain(value) ? withRemovals(known.get(name), value) : value] as const,
  );
  return Object.fromEntries([...gone, ...kept]);
}

function isPlain(value: unknown): value is object {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
