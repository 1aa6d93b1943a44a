import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What goes wrong with a request instead of its answer. */
export type Fault =
  | {
      readonly kind: "status";
      readonly code: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    }
  /** The connection is reset before any answer. */
  | { readonly kind: "reset" }
  /** The request takes effect, then the connection is reset. */
  | { readonly kind: "resetAfterwards" }
  /** No answer, ever; the connection stays open. */
  | { readonly kind: "hang" };

/** A request as the server saw it. */
export interface Seen {
  readonly verb: Verb;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Verb = "get" | "list" | "watch" | "create" | "patch" | "delete";

interface Stored {
  metadata: { name: string; namespace?: string; uid: string; resourceVersion: string; [key: string]: unknown };
  [key: string]: unknown;
}

interface Target {
  /** The collection in all namespaces. */
  readonly collection: string;
  readonly namespace?: string;
  readonly name?: string;
}

interface Logged {
  readonly version: number;
  readonly collection: string;
  readonly namespace: string | undefined;
  readonly line: string;
}

/** A watch that a client has open. */
export class ServedWatch {
  readonly #response: ServerResponse;
  readonly #logged: (event: Logged) => boolean;

  constructor(response: ServerResponse, logged: (event: Logged) => boolean) {
    this.#response = response;
    this.#logged = logged;
  }

  get open(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  /** Sends these bytes as they are. */
  raw(text: string | Buffer): void {
    this.#response.write(text);
  }

  /** Sends one event. */
  event(type: string, object: unknown): void {
    this.raw(`${JSON.stringify({ type, object })}\n`);
  }

  tell(event: Logged): void {
    if (this.open && this.#logged(event)) this.raw(event.line);
  }

  /** Closes the stream in good order. */
  end(): void {
    this.#response.end();
  }

  /** Cuts the TCP connection with a reset. */
  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }
}

/**
 * A small API server over HTTP/1.1 that keeps any object, speaks list (paged), watch, get, create, patch and delete, and
 * goes wrong where a test says so.
 */
export class FaultServer {
  readonly seen: Seen[] = [];
  readonly watches: ServedWatch[] = [];
  /** Connections that were ever opened. */
  connections = 0;
  /** While set, changes are stored but no watch hears of them. */
  mute = false;
  /** Answers 401 to other bearer tokens, while set. */
  acceptedToken: string | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #objects = new Map<string, Stored>();
  readonly #log: Logged[] = [];
  readonly #faults: { readonly verbs: readonly Verb[]; readonly fault: Fault }[] = [];
  #version = 1000;

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FaultServer> {
    const server = createServer();
    const faulty = new FaultServer(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return faulty;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** The watch that was opened last. */
  get watch(): ServedWatch {
    const watch = this.watches.at(-1);
    if (watch === undefined) throw new Error("no watch is open");
    return watch;
  }

  /** The next request with one of the verbs meets the fault; faults are used up in their order. */
  next(verbs: Verb | readonly Verb[], ...faults: readonly Fault[]): void {
    for (const fault of faults) this.#faults.push({ verbs: typeof verbs === "string" ? [verbs] : verbs, fault });
  }

  /** Requests with the verb, so far. */
  count(verb: Verb): number {
    return this.seen.filter((request) => request.verb === verb).length;
  }

  /** Stores an object as somebody else would, and tells the watches. */
  put(path: string, object: { metadata: { name: string }; [key: string]: unknown }): Stored {
    return this.#store(targetOf(path), object);
  }

  /** Deletes an object as somebody else would. */
  remove(path: string): void {
    this.#remove(targetOf(path));
  }

  /** The object at the path, as it is stored. */
  at(path: string): Stored | undefined {
    return this.#objects.get(keyOf(targetOf(path)));
  }

  /** Events up to now are forgotten: a watch from before gets 410, as after etcd's compaction. */
  compact(): void {
    this.#log.length = 0;
    this.#compacted = this.#version;
  }
  #compacted = 0;

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const url = new URL(request.url ?? "/", this.url);
    const target = targetOf(url.pathname);
    const verb = verbOf(request.method ?? "GET", target, url.searchParams);
    this.seen.push({
      verb,
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    });
    if (this.acceptedToken !== undefined && request.headers.authorization !== `Bearer ${this.acceptedToken}`) {
      refuse(response, 401, "Unauthorized", "Unauthorized");
      return;
    }
    const index = this.#faults.findIndex(({ verbs }) => verbs.includes(verb));
    const fault = index < 0 ? undefined : this.#faults.splice(index, 1)[0]?.fault;
    if (fault?.kind === "hang") return;
    if (fault?.kind === "reset") request.socket.resetAndDestroy();
    else if (fault?.kind === "status")
      answer(response, fault.code, fault.body ?? { kind: "Status", code: fault.code }, fault.headers);
    else if (fault?.kind === "resetAfterwards") {
      this.#effect(verb, target, url.searchParams, body);
      request.socket.resetAndDestroy();
    } else if (verb === "watch") this.#watch(response, target, url.searchParams);
    else {
      const { code, json } = this.#effect(verb, target, url.searchParams, body);
      answer(response, code, json);
    }
  }

  #effect(verb: Verb, target: Target, query: URLSearchParams, body: string): { code: number; json: unknown } {
    const live = this.#objects.get(keyOf(target));
    if (verb === "list") return { code: 200, json: this.#list(target, query) };
    const sent = body === "" ? {} : JSON.parse(body);
    if (verb === "create") {
      const created = { ...target, name: sent.metadata.name };
      if (this.#objects.has(keyOf(created)))
        return failure(409, "AlreadyExists", `"${sent.metadata.name}" already exists`);
      return { code: 201, json: query.has("dryRun") ? sent : this.#store(created, sent) };
    }
    if (verb === "patch") {
      const uid = sent.metadata?.uid;
      if (uid !== undefined && uid !== live?.metadata.uid) return failure(409, "Conflict", "uid mismatch");
      return {
        code: 200,
        json: this.#store(target, { ...live, ...sent, metadata: { ...live?.metadata, ...sent.metadata } }),
      };
    }
    if (live === undefined) return failure(404, "NotFound", `"${target.name}" not found`);
    if (verb === "delete") {
      const wanted = sent.preconditions?.uid;
      if (wanted !== undefined && wanted !== live.metadata.uid) return failure(409, "Conflict", "uid mismatch");
      this.#remove(target);
    }
    return { code: 200, json: live };
  }

  #list(target: Target, query: URLSearchParams): unknown {
    const all = [...this.#objects].filter(([key, object]) => isIn(key, object, target)).map(([, object]) => object);
    const start = Number(query.get("continue") ?? 0);
    const end = start + Number(query.get("limit") ?? all.length);
    const metadata = { resourceVersion: String(this.#version), ...(end < all.length ? { continue: String(end) } : {}) };
    // Items of a real list have neither apiVersion nor kind.
    const items = all.slice(start, end).map(({ apiVersion: _a, kind: _k, ...item }) => item);
    return { kind: "List", apiVersion: "v1", metadata, items };
  }

  #watch(response: ServerResponse, target: Target, query: URLSearchParams): void {
    const from = Number(query.get("resourceVersion") ?? 0);
    if (from < this.#compacted) {
      refuse(response, 410, "Expired", "too old resource version");
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    const concerns = (event: Logged) =>
      event.collection === target.collection &&
      (target.namespace === undefined || target.namespace === event.namespace);
    const watch = new ServedWatch(response, concerns);
    this.watches.push(watch);
    for (const event of this.#log) if (event.version > from) watch.tell(event);
  }

  #store(
    target: Target,
    object: { metadata: { name: string; [key: string]: unknown }; [key: string]: unknown },
  ): Stored {
    const place = { ...target, name: object.metadata.name };
    const live = this.#objects.get(keyOf(place));
    this.#version += 1;
    const given = object.metadata.uid;
    const uid = live?.metadata.uid ?? (typeof given === "string" ? given : `uid-${this.#version}`);
    const namespace = place.namespace === undefined ? {} : { namespace: place.namespace };
    const metadata = {
      ...object.metadata,
      ...namespace,
      uid,
      resourceVersion: String(this.#version),
      managedFields: [{}],
    };
    const stored = { ...object, metadata };
    this.#objects.set(keyOf(place), stored);
    this.#tell(live === undefined ? "ADDED" : "MODIFIED", place, stored);
    return stored;
  }

  #remove(target: Target): void {
    const live = this.#objects.get(keyOf(target));
    if (live === undefined) return;
    this.#version += 1;
    this.#objects.delete(keyOf(target));
    this.#tell("DELETED", target, { ...live, metadata: { ...live.metadata, resourceVersion: String(this.#version) } });
  }

  #tell(type: string, target: Target, object: Stored): void {
    const line = `${JSON.stringify({ type, object })}\n`;
    const event = { version: this.#version, collection: target.collection, namespace: target.namespace, line };
    this.#log.push(event);
    if (this.mute) return;
    for (const watch of this.watches) watch.tell(event);
  }
}

/** `/api/v1/namespaces/NS/PLURAL/NAME/SUBRESOURCE`, with or without namespace, name and subresource. */
function targetOf(path: string): Target {
  const parts = path.split("/").filter((part) => part !== "");
  const root = parts.splice(0, parts[0] === "api" ? 2 : 3).join("/");
  const namespace = parts[0] === "namespaces" && parts.length > 2 ? parts.splice(0, 2)[1] : undefined;
  const [plural = "", name] = parts;
  return {
    collection: `${root}/${plural}`,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function keyOf({ collection, namespace = "", name = "" }: Target): string {
  return `${collection} ${namespace}/${name}`;
}

function isIn(key: string, object: Stored, { collection, namespace }: Target): boolean {
  return key.startsWith(`${collection} `) && (namespace === undefined || object.metadata.namespace === namespace);
}

function verbOf(method: string, { name }: Target, query: URLSearchParams): Verb {
  if (method === "POST") return "create";
  if (method === "PATCH") return "patch";
  if (method === "DELETE") return "delete";
  if (name !== undefined) return "get";
  return query.get("watch") === "true" ? "watch" : "list";
}

function failure(code: number, reason: string, message: string) {
  return { code, json: { kind: "Status", code, reason, message } };
}

function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  answer(response, code, failure(code, reason, message).json);
}

function answer(response: ServerResponse, code: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(code, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
