import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import type { Clock } from "../runtime/clock.ts";
import { type Access, Credentials, type TlsOptions } from "./credentials.ts";
import { ConnectionClosed } from "./errors.ts";

/** Requests of one role share connections, and never wait behind those of another. */
export type Role = "watch" | "write" | "read";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface Request {
  readonly role: Role;
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly contentType?: string;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Status and headers have arrived; the body may still be coming. It must be read or dumped. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Dispatcher.ResponseData["body"];
}

export interface ConnectionOptions {
  /** Reads the configuration; default `loadKubeConfig`. */
  readonly load?: () => KubeConfig;
  readonly clock: Clock;
  /** Sent as User-Agent: `name/version`. */
  readonly userAgent: string;
  /** How long the server may take to begin its answer, and between two pieces of it (watches excepted), in milliseconds; default 15,000. */
  readonly timeoutMs?: number;
}

/** From the environment: the file of KUBECONFIG, ~/.kube/config, or the Pod's service account. Throws without any. */
export function loadKubeConfig(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromDefault();
  // The library's last resort, which would only be refused later, in words that do not help.
  if (config.getCurrentCluster()?.server === "http://localhost:8080") {
    throw new Error("no Kubernetes configuration was found: set KUBECONFIG, or run in a Pod with a service account");
  }
  return config;
}

/** Idle connections stay this long, in milliseconds; the API server closes them after 90 seconds. */
const idleMs = 60_000;

/**
 * Connections to one API server: one shared agent per role, credentials that follow their rotation, time limits. It
 * speaks HTTP/1.1 alone: with HTTP/2, a server that is merely slow can end the process (docs/adr/0001).
 */
export class Connection {
  readonly #credentials: Credentials;
  readonly #userAgent: string;
  readonly #timeoutMs: number;
  readonly #agents = new Map<Role, { readonly agent: Dispatcher; readonly access: Access }>();
  readonly #retired = new Set<Dispatcher>();
  #closed = false;

  constructor({ load = loadKubeConfig, clock, userAgent, timeoutMs = 15_000 }: ConnectionOptions) {
    this.#credentials = new Credentials(load, clock);
    this.#userAgent = userAgent;
    this.#timeoutMs = timeoutMs;
  }

  /** Sends a request. An answer of 401 makes it read the credentials anew and send the request once more. */
  async request(request: Request): Promise<Answer> {
    const access = await this.#credentials.current();
    const answer = await this.#send(request, access);
    if (answer.status !== 401) return answer;
    await answer.body.dump();
    return this.#send(request, await this.#credentials.refused(access));
  }

  /** Throws the connections of a role away: they are known to be dead. Requests on them fail. */
  reconnect(role: Role): void {
    const known = this.#agents.get(role);
    this.#agents.delete(role);
    if (known !== undefined) void known.agent.destroy(new Error("the connection was given up")).catch(() => undefined);
  }

  /** Closes everything for good; requests under way fail. */
  async close(): Promise<void> {
    this.#closed = true;
    const agents = [...this.#retired, ...[...this.#agents.values()].map(({ agent }) => agent)];
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }

  async #send(request: Request, access: Access): Promise<Answer> {
    const { role, method, path, contentType, body, signal } = request;
    const headers: Record<string, string> = {
      ...access.headers,
      accept: "application/json",
      "user-agent": this.#userAgent,
    };
    if (contentType !== undefined) headers["content-type"] = contentType;
    const agent = this.#agent(role, access);
    try {
      const answer = await agent.request({
        origin: access.server.origin,
        path: fullPath(access.server, path, request.query),
        method,
        headers,
        body: body ?? null,
        signal: signal ?? null,
        bodyTimeout: role === "watch" ? 0 : this.#timeoutMs,
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    } catch (error) {
      if (isTimeout(error)) this.#retire(role, agent);
      throw error;
    }
  }

  /** The server may be slow or the connection dead: what is under way may end in its time, what comes next goes anew. */
  #retire(role: Role, agent: Dispatcher): void {
    if (this.#agents.get(role)?.agent === agent) this.#agents.delete(role);
    this.#retired.add(agent);
    const gone = () => this.#retired.delete(agent);
    void agent.close().then(gone, gone);
  }

  #agent(role: Role, access: Access): Dispatcher {
    if (this.#closed) throw new ConnectionClosed("the connection is closed");
    const known = this.#agents.get(role);
    if (known?.access === access) return known.agent;
    if (known !== undefined && sameConnection(known.access, access)) {
      this.#agents.set(role, { agent: known.agent, access });
      return known.agent;
    }
    if (known !== undefined) this.#retire(role, known.agent);
    const agent = newAgent(role, access, this.#timeoutMs);
    this.#agents.set(role, { agent, access });
    return agent;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "UND_ERR_HEADERS_TIMEOUT";
}

function newAgent(role: Role, { proxyUrl, tls }: Access, timeoutMs: number): Dispatcher {
  const options = {
    allowH2: false,
    headersTimeout: timeoutMs,
    keepAliveTimeout: idleMs,
    // Every watch needs a connection of its own; requests can wait for each other.
    ...(role === "watch" ? {} : { connections: 16 }),
  };
  if (proxyUrl === undefined) return new Agent({ ...options, connect: { ...tls, timeout: timeoutMs } });
  if (!/^https?:/.test(proxyUrl)) throw new Error(`proxy ${proxyUrl}: only HTTP proxies are supported`);
  return new ProxyAgent({ ...options, uri: proxyUrl, requestTls: tls });
}

function sameConnection(a: Access, b: Access): boolean {
  return a.proxyUrl === b.proxyUrl && sameTls(a.tls, b.tls);
}

function sameTls(a: TlsOptions, b: TlsOptions): boolean {
  return (
    same(a.ca, b.ca) &&
    same(a.cert, b.cert) &&
    same(a.key, b.key) &&
    a.servername === b.servername &&
    a.rejectUnauthorized === b.rejectUnauthorized
  );
}

function same(a: string | Buffer | undefined, b: string | Buffer | undefined): boolean {
  return a?.toString() === b?.toString();
}

function fullPath(server: URL, path: string, query: Request["query"] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  const base = server.pathname.replace(/\/$/, "");
  const search = parameters.toString();
  return `${base}${path}${search === "" ? "" : `?${search}`}`;
}
