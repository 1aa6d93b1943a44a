import type { ListWatch } from "../runtime/list-watch.ts";
import type { StoredObject } from "../runtime/stored-object.ts";
import type { KubeClient, Selection } from "./client.ts";
import { ApiError, isExpired, retryAfterMs } from "./errors.ts";
import type { KubeObject } from "./object.ts";
import type { Resource } from "./resource.ts";

/**
 * The server is asked to close each watch after a random time in this range, in seconds. It sends a bookmark two seconds
 * before, so a healthy watch is never silent for as long as a reflector's 58 seconds, its version stays fresh on the
 * quietest resource, and a dead connection is noticed within a minute, at little more than one request per minute.
 */
const watchSeconds = { least: 50, most: 55 };

/** How a resource is listed and watched. */
export interface ListWatchOptions<T, P> extends Selection {
  /** What is kept of each object. */
  readonly project: (object: T) => P;
  /** In [0, 1); default Math.random. */
  readonly random?: () => number;
}

/** Whole objects of a resource, for a reflector. */
export function listWatch<T extends KubeObject>(
  client: KubeClient,
  resource: Resource<T>,
  selection: Selection = {},
): ListWatch<T> {
  return projectedListWatch(client, resource, { ...selection, project: (object) => object });
}

/** Projections of a resource's objects, for a reflector: what is not kept costs no memory. */
export function projectedListWatch<T extends KubeObject, P extends StoredObject>(
  client: KubeClient,
  resource: Resource<T>,
  { project, random = Math.random, ...selection }: ListWatchOptions<T, P>,
): ListWatch<P> {
  return {
    async list(options) {
      const page = await client.list(resource, { ...selection, ...options });
      return { ...page, items: page.items.map(project) };
    },
    async *watch(options) {
      const timeoutSeconds = Math.floor(watchSeconds.least + random() * (watchSeconds.most - watchSeconds.least + 1));
      for await (const event of client.watch(resource, { ...selection, ...options, timeoutSeconds })) {
        yield event.type === "bookmark" ? event : { type: event.type, object: project(event.object) };
      }
    },
    // An error within an open stream tells nothing of what was lost; a broken connection loses nothing.
    needsList: (error) => isExpired(error) || (error instanceof ApiError && error.streamed),
    retryAfterMs,
    reconnect: () => client.reconnect("watch"),
  };
}
