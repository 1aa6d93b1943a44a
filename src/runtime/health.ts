import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface HealthOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Default: all addresses. */
  readonly host?: string;
  /** Why the process is not ready; empty when it is. */
  readonly unready: () => readonly string[];
  /** The page of metrics. */
  readonly metrics: () => string;
}

/** A server that is listening. */
export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (the event loop turns: that an answer comes at all is the proof, so nothing else can make it fail),
 * `/readyz` (200, or 503 with the reasons, one a line) and `/metrics`. Rejects where the port cannot be had.
 */
export async function serveHealth({ port, host, unready, metrics }: HealthOptions): Promise<HealthServer> {
  const pages: Readonly<Record<string, () => Page>> = {
    "/healthz": () => ({ status: 200, text: "ok\n" }),
    "/readyz": () => {
      const reasons = unready();
      return reasons.length === 0 ? { status: 200, text: "ok\n" } : { status: 503, text: `${reasons.join("\n")}\n` };
    },
    "/metrics": () => ({ status: 200, text: metrics(), type: "text/plain; version=0.0.4; charset=utf-8" }),
  };
  const server = createServer((request, response) => {
    const {
      status,
      text,
      type = "text/plain; charset=utf-8",
    } = pages[pathOf(request.url)]?.() ?? { status: 404, text: "not found\n" };
    response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) });
    response.end(request.method === "HEAD" ? undefined : text);
  });
  await listening(server, port, host);
  return { port: addressOf(server).port, close: () => closed(server) };
}

interface Page {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

function pathOf(url = "/"): string {
  return url.split("?", 1)[0] ?? url;
}

function listening(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address;
}
