import type { Pod } from "../api/kube-object.ts";
import { labels } from "../api/labels.ts";
import type { ServiceObject } from "../api/service-identity.ts";
import type { TaskObject } from "../api/task-identity.ts";
import type { Selection } from "../kube/client.ts";
import { isNotFound } from "../kube/errors.ts";
import { listWatch } from "../kube/list-watch.ts";
import type { KubeObject } from "../kube/object.ts";
import * as resources from "../kube/resource.ts";
import { silentLog } from "../runtime/log.ts";
import { Reflector } from "../runtime/reflector.ts";
import { aborted } from "../runtime/runner.ts";
import { Store } from "../runtime/store.ts";
import type { Session } from "./session.ts";

/** What there is of a namespace, as of one moment. */
export interface Sight {
  readonly services: readonly ServiceObject[];
  /** Pods that are ECS tasks. */
  readonly pods: readonly Pod[];
  readonly tasks: readonly TaskObject[];
}

export type Part = keyof Sight;
const ALL: readonly Part[] = ["services", "pods", "tasks"];

interface Source<T extends KubeObject> {
  readonly resource: resources.Resource<T>;
  readonly selection: Omit<Selection, "namespace">;
}

const { objectType: _untyped, ...serviceKind } = resources.services;
/** Service objects of ours, with their type. */
export const serviceObjects: resources.Resource<ServiceObject> = serviceKind;

const { objectType: _untypedToo, ...taskKind } = resources.tasks;
/** Task objects of ours, with their type. */
export const taskObjects: resources.Resource<TaskObject> = taskKind;

const sources: { readonly [P in Part]: Source<Sight[P][number]> } = {
  services: { resource: serviceObjects, selection: {} },
  pods: { resource: resources.pods, selection: { labelSelector: labels.cluster } },
  tasks: { resource: taskObjects, selection: {} },
};

/** Looks once. What was not asked for is empty. */
export async function look(session: Session, parts: readonly Part[] = ALL): Promise<Sight> {
  const has = (part: Part) => parts.includes(part);
  const [services, pods, tasks] = await Promise.all([
    has("services") ? listed(session, sources.services) : [],
    has("pods") ? listed(session, sources.pods) : [],
    has("tasks") ? listed(session, sources.tasks).catch(withoutKind) : [],
  ]);
  return { services, pods, tasks };
}

async function listed<T extends KubeObject>({ client, namespace }: Session, source: Source<T>): Promise<readonly T[]> {
  return (await client.list(source.resource, { ...source.selection, namespace })).items;
}

/** A cluster whose CRDs are older than the kind Task has no such objects. */
function withoutKind(error: unknown): [] {
  if (isNotFound(error)) return [];
  throw error;
}

/** Changes that come within this time, in milliseconds, are one. */
const TOGETHER_MS = 50;

/**
 * Looks, and looks again whenever something has changed, until the signal. The first look fails as `look` does; later the
 * connection may break, and is found again.
 */
export async function* sights(
  session: Session,
  signal: AbortSignal,
  parts: readonly Part[] = ALL,
): AsyncGenerator<Sight> {
  const stop = new AbortController();
  const end = () => stop.abort();
  signal.addEventListener("abort", end, { once: true });
  let news = Promise.withResolvers<void>();
  const changed = () => news.resolve();
  const mirrored = <P extends Part>(part: P, source: Source<Sight[P][number]>) =>
    parts.includes(part) ? mirror(session, source, stop.signal, changed) : nothing;
  try {
    const [services, pods, tasks] = await Promise.all([
      mirrored("services", sources.services),
      mirrored("pods", sources.pods),
      (await hasTasks(session, parts)) ? mirrored("tasks", sources.tasks) : nothing,
    ]);
    while (!signal.aborted) {
      news = Promise.withResolvers();
      yield { services: services(), pods: pods(), tasks: tasks() };
      await Promise.race([news.promise, aborted(stop.signal)]);
      await session.clock.sleep(TOGETHER_MS, stop.signal);
    }
  } finally {
    signal.removeEventListener("abort", end);
    stop.abort();
  }
}

async function hasTasks({ client, namespace }: Session, parts: readonly Part[]): Promise<boolean> {
  if (!parts.includes("tasks")) return false;
  try {
    await client.list(taskObjects, { namespace, limit: 1 });
    return true;
  } catch (error) {
    withoutKind(error);
    return false;
  }
}

/** Fills a cache and keeps it current; resolves to the way to read it when it is full. */
async function mirror<T extends KubeObject>(
  { client, clock, namespace }: Session,
  { resource, selection }: Source<T>,
  signal: AbortSignal,
  changed: () => void,
): Promise<() => readonly T[]> {
  const store = new Store<T>();
  store.onChange(changed);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const reflector = new Reflector({
    name: resource.plural,
    store,
    listWatch: listWatch(client, resource, { ...selection, namespace }),
    clock,
    log: silentLog,
    // Once the cache is full, nobody listens: the reflector comes back by itself.
    onError: failed.reject,
  });
  void reflector.run(signal);
  await Promise.race([reflector.synced, failed.promise, aborted(signal)]);
  return () => store.list();
}

const nothing = (): [] => [];
