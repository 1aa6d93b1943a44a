import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Clock } from "../runtime/clock.ts";

/** How to reach the API server, and as whom. */
export interface Access {
  readonly server: URL;
  readonly proxyUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
}

/** Certificates and checks of a connection, in the form of `tls.connect`. */
export interface TlsOptions {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** Tokens in files rotate, so they are read again at least this often, in milliseconds (client-go: one minute). */
const maxAgeMs = 60_000;

/** The current access, read anew before it grows old, and at once when the server no longer accepts it. */
export class Credentials {
  readonly #load: () => KubeConfig;
  readonly #clock: Clock;
  #config: KubeConfig | undefined;
  #access: Promise<Access> | undefined;
  #readAt = 0;

  /** `load` reads the configuration from where it is kept; it is called again after a refusal. */
  constructor(load: () => KubeConfig, clock: Clock) {
    this.#load = load;
    this.#clock = clock;
  }

  /** The access to use now. Rejects where the configuration cannot be read; the next call tries again. */
  current(): Promise<Access> {
    const now = this.#clock.monotonic();
    if (this.#access === undefined || now - this.#readAt > maxAgeMs) {
      this.#readAt = now;
      const access = this.#read();
      this.#access = access;
      access.catch(() => {
        if (this.#access === access) this.#access = undefined;
      });
    }
    return this.#access;
  }

  /** The server refused this access: the next call reads everything anew. */
  refused(access: Access): Promise<Access> {
    return this.current().then((current) => {
      if (current !== access) return current;
      this.#config = undefined;
      this.#access = undefined;
      return this.current();
    });
  }

  async #read(): Promise<Access> {
    this.#config ??= this.#load();
    const config = this.#config;
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new Error("the Kubernetes configuration has no current cluster");
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    return {
      server: new URL(cluster.server),
      proxyUrl: cluster.proxyUrl,
      headers: headersOf(options),
      tls: tlsOf(options),
    };
  }
}

function headersOf({ headers, auth }: RequestOptions): Record<string, string> {
  const given: Record<string, string> = {};
  if (headers !== undefined && !Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) given[name.toLowerCase()] = String(value).trim();
  }
  if (typeof auth === "string") given.authorization ??= `Basic ${Buffer.from(auth).toString("base64")}`;
  return given;
}

function tlsOf({ ca, cert, key, servername, rejectUnauthorized }: RequestOptions): TlsOptions {
  return {
    ...(isPem(ca) ? { ca } : {}),
    ...(isPem(cert) ? { cert } : {}),
    ...(isPem(key) ? { key } : {}),
    ...(servername !== undefined ? { servername } : {}),
    ...(rejectUnauthorized !== undefined ? { rejectUnauthorized } : {}),
  };
}

function isPem(value: unknown): value is string | Buffer {
  return typeof value === "string" || Buffer.isBuffer(value);
}
