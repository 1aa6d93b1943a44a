import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { PlaneAddress } from "./control-plane.ts";

/** A way to the API server that counts the writes which go over it, and can break off after one of them. */
export interface ApiProxy {
  readonly server: string;
  /** Each write that was stored, as `verb path`, in their order; dry runs are none, and Events do not count. */
  readonly writes: readonly string[];
  /** Calls `then` as soon as the n-th write from now is stored, before anybody hears of it. */
  afterWrite(n: number, then: () => void): void;
  /** Lets nothing through any more, answers to what is under way among it, until `mend`. */
  break(): void;
  /** Lets everything through again. */
  mend(): void;
  close(): Promise<void>;
}

const STORES: readonly (string | undefined)[] = ["POST", "PUT", "PATCH", "DELETE"];

/** Opens a way to the API server on the loopback interface, under the API server's own certificate. */
export async function openProxy({ server, folder }: PlaneAddress): Promise<ApiProxy> {
  const cert = readFileSync(join(folder, "apiserver.crt"));
  const agent = new Agent({ keepAlive: true, ca: cert });
  const writes: string[] = [];
  let limit = Number.POSITIVE_INFINITY;
  let broken = false;
  let onLimit = () => {};

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (broken) return incoming.destroy();
    const { method, url = "", headers } = incoming;
    const sent = request(`${server}${url}`, { method, headers, agent }, (answer) => {
      const isWrite = STORES.includes(method) && !url.includes("dryRun=") && !url.includes("/events?");
      const stored = isWrite && (answer.statusCode ?? 500) < 400;
      if (stored) writes.push(`${method} ${url.replace(/\?.*/, "")}`);
      if (stored && writes.length === limit) onLimit();
      if (broken) {
        answer.destroy();
        return incoming.destroy();
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      // A watch says nothing for a long time, but its client waits for the headers.
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      answer.once("error", () => outgoing.destroy());
      return undefined;
    });
    sent.once("error", () => outgoing.destroy());
    outgoing.once("close", () => sent.destroy());
    incoming.pipe(sent);
    return undefined;
  };
  const proxy = createServer({ cert, key: readFileSync(join(folder, "apiserver.key")) }, forward);
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  return {
    server: `https://127.0.0.1:${port}`,
    writes,
    afterWrite(n, then) {
      limit = writes.length + n;
      onLimit = then;
    },
    break() {
      broken = true;
    },
    mend() {
      broken = false;
    },
    async close() {
      agent.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
