import type { Clock } from "../runtime/clock.ts";
import type { Page, WatchEvent } from "../runtime/list-watch.ts";
import type { Connection, Method, Role } from "./connection.ts";
import { isNotFound, MalformedResponse } from "./errors.ts";
import { linesOf, textLinesOf } from "./lines.ts";
import { type Intent, isRecord, type KubeObject, type ObjectRef } from "./object.ts";
import { collectionPath, objectPath, pods, type Resource } from "./resource.ts";
import { withRetry } from "./retry.ts";
import { apiErrorOf } from "./status-answer.ts";
import { parsed, received, sent, watchEvent } from "./wire.ts";

/** Given with every request. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Given with every write. */
export interface WriteOptions extends RequestOptions {
  /** Who owns the written fields. */
  readonly fieldManager: string;
  /** The server checks and answers, but stores nothing. */
  readonly dryRun?: boolean;
  /** Such as `status`. */
  readonly subresource?: string;
}

/** Which objects of a collection. */
export interface Selection {
  /** Of all namespaces where it is absent. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** Guards of a delete: it fails with a conflict where the live object is another one. */
export interface DeleteOptions extends RequestOptions {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly gracePeriodSeconds?: number;
}

/** Which part of a container's log. */
export interface LogOptions extends RequestOptions {
  readonly container: string;
  /** Whether to stay until the container has ended. */
  readonly follow?: boolean | undefined;
  /** So many lines from its end only. */
  readonly tailLines?: number | undefined;
  /** Lines of the last seconds only. */
  readonly sinceSeconds?: number | undefined;
}

/**
 * Reads and writes raw JSON of the API server. Refusals are `ApiError`s. Requests that bear it are sent again after
 * network errors, 429 and 503 (see `withRetry`); a `create` among them, so `AlreadyExists` may mean that its own first
 * attempt succeeded.
 */
export class KubeClient {
  readonly #connection: Connection;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** The object; `NotFound` is an `ApiError`. */
  get<T extends KubeObject>(resource: Resource<T>, ref: ObjectRef, options: RequestOptions = {}): Promise<T> {
    return this.#object(resource, { role: "read", method: "GET", path: objectPath(resource, ref), ...options });
  }

  /** The object, or undefined where there is none. */
  async find<T extends KubeObject>(
    resource: Resource<T>,
    ref: ObjectRef,
    options: RequestOptions = {},
  ): Promise<T | undefined> {
    try {
      return await this.get(resource, ref, options);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** One page of a list as of now; its items have `apiVersion` and `kind`, and no `managedFields`. */
  async list<T extends KubeObject>(
    resource: Resource<T>,
    options: Selection & RequestOptions & { readonly limit?: number; readonly continue?: string | undefined } = {},
  ): Promise<Page<T>> {
    const { namespace, signal, limit, labelSelector, fieldSelector } = options;
    const query = { limit, labelSelector, fieldSelector, continue: options.continue };
    const path = collectionPath(resource, namespace);
    const answer = await this.#json({ role: "read", method: "GET", path, query, signal });
    if (!isRecord(answer) || !Array.isArray(answer.items) || !isRecord(answer.metadata)) {
      throw new MalformedResponse(`the list of ${resource.plural} is no list`);
    }
    const { resourceVersion } = answer.metadata;
    const items = answer.items.map((item: unknown) => received(resource, item));
    const page = { items, resourceVersion: typeof resourceVersion === "string" ? resourceVersion : "" };
    const next = answer.metadata.continue;
    return typeof next === "string" && next !== "" ? { ...page, continue: next } : page;
  }

  /** Stores a new object; `isAlreadyExists` where the name is taken. */
  create<T extends KubeObject>(resource: Resource<T>, object: Intent, options: WriteOptions): Promise<T> {
    const { namespace } = object.metadata;
    const path =
      options.subresource === undefined
        ? collectionPath(resource, namespace)
        : objectPath(resource, object.metadata, options.subresource);
    return this.#write(resource, "POST", path, "application/json", sent(resource, object), {}, options);
  }

  /**
   * Server-side apply: afterwards the object has the fields of the intent, and the manager owns exactly these; fields of
   * others stay. `force` (default) takes fields from other managers. With `metadata.uid` or `metadata.resourceVersion` in
   * the intent, a different live object is a conflict.
   */
  apply<T extends KubeObject>(
    resource: Resource<T>,
    intent: Intent,
    options: WriteOptions & { readonly force?: boolean },
  ): Promise<T> {
    const path = objectPath(resource, intent.metadata, options.subresource);
    const query = { force: options.force ?? true };
    return this.#write(resource, "PATCH", path, "application/apply-patch+yaml", sent(resource, intent), query, options);
  }

  /** JSON merge patch; with `resourceVersion` it is a conflict where the live object has another one. */
  mergePatch<T extends KubeObject>(
    resource: Resource<T>,
    ref: ObjectRef,
    patch: Readonly<Record<string, unknown>>,
    options: WriteOptions & { readonly resourceVersion?: string | undefined },
  ): Promise<T> {
    const { resourceVersion, subresource } = options;
    const metadata = isRecord(patch.metadata) ? patch.metadata : {};
    const body = resourceVersion === undefined ? patch : { ...patch, metadata: { ...metadata, resourceVersion } };
    const path = objectPath(resource, ref, subresource);
    return this.#write(resource, "PATCH", path, "application/merge-patch+json", body, {}, options);
  }

  /** Deletes the object; false where there was none. Another incarnation than the guards name is a conflict. */
  async delete(resource: Resource, ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
    const { uid, resourceVersion, propagationPolicy, gracePeriodSeconds, signal } = options;
    const body = {
      kind: "DeleteOptions",
      apiVersion: "v1",
      preconditions: { uid, resourceVersion },
      propagationPolicy,
      gracePeriodSeconds,
    };
    try {
      await this.#json({
        role: "write",
        method: "DELETE",
        path: objectPath(resource, ref),
        contentType: "application/json",
        body: JSON.stringify(body),
        signal,
      });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /**
   * The events of a collection since `resourceVersion`, with bookmarks, until the server closes (after `timeoutSeconds`)
   * or the signal is aborted. Throws on every failure, also one within the stream. Never retried: the reflector does that.
   */
  async *watch<T extends KubeObject>(
    resource: Resource<T>,
    options: Selection & {
      readonly resourceVersion: string;
      readonly timeoutSeconds: number;
      readonly signal: AbortSignal;
    },
  ): AsyncGenerator<WatchEvent<T>> {
    const { namespace, labelSelector, fieldSelector, resourceVersion, timeoutSeconds, signal } = options;
    const query = {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion,
      timeoutSeconds,
      labelSelector,
      fieldSelector,
    };
    const path = collectionPath(resource, namespace);
    const answer = await this.#connection.request({ role: "watch", method: "GET", path, query, signal });
    if (answer.status >= 400) throw await apiErrorOf(answer);
    for await (const line of linesOf(answer.body)) yield watchEvent(resource, line);
  }

  /** The lines that a container of a Pod has written, as they come. Never retried: lines would come twice. */
  async *logs(
    pod: ObjectRef,
    { container, follow, tailLines, sinceSeconds, signal }: LogOptions,
  ): AsyncGenerator<string> {
    const path = objectPath(pods, pod, "log");
    const query = { container, follow, tailLines, sinceSeconds };
    // A container may be silent for as long as it likes.
    const role = follow === true ? "watch" : "read";
    const answer = await this.#connection.request({ role, method: "GET", path, query, signal });
    if (answer.status >= 400) throw await apiErrorOf(answer);
    yield* textLinesOf(answer.body);
  }

  /** Throws the connections of one role away, because they are known to be dead. */
  reconnect(role: Role): void {
    this.#connection.reconnect(role);
  }

  #write<T extends KubeObject>(
    resource: Resource<T>,
    method: Method,
    path: string,
    contentType: string,
    body: object,
    query: Query,
    { fieldManager, dryRun, signal }: WriteOptions,
  ): Promise<T> {
    const all = { fieldManager, dryRun: dryRun === true ? "All" : undefined, ...query };
    return this.#object(resource, {
      role: "write",
      method,
      path,
      contentType,
      body: JSON.stringify(body),
      query: all,
      signal,
    });
  }

  async #object<T extends KubeObject>(resource: Resource<T>, request: RetriedRequest): Promise<T> {
    return received(resource, await this.#json(request));
  }

  #json(request: RetriedRequest): Promise<unknown> {
    const send = async (): Promise<unknown> => {
      const answer = await this.#connection.request(request);
      if (answer.status >= 400) throw await apiErrorOf(answer);
      const text = await answer.body.text();
      return parsed(text);
    };
    return withRetry(send, { clock: this.#clock, signal: request.signal });
  }
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface RetriedRequest extends RequestOptions {
  readonly role: Role;
  readonly method: Method;
  readonly path: string;
  readonly query?: Query;
  readonly contentType?: string;
  readonly body?: string;
}
