import { Agent, request } from "undici";

const TIMEOUT_MS = 3_000;

/** What came of a question: a status, or nothing that could be understood. */
export type Reply = { readonly status: number } | { readonly error: string };

/** Where a program may never be sent by a user: the cloud's own service for the credentials of machines. */
const FORBIDDEN = /^(169\.254\.|\[?fe80:|metadata\.google\.internal$)/i;

/**
 * Asks an HTTP address for its status, on a connection of its own; redirects are not followed, and what the answer says
 * is not read. Never rejects.
 */
export async function askStatus(url: string): Promise<Reply> {
  let target: URL;
  try {
    target = new URL(url);
  } catch {
    return { error: "is no URL" };
  }
  if (target.protocol !== "http:" && target.protocol !== "https:") return { error: "is neither http nor https" };
  if (FORBIDDEN.test(target.hostname)) return { error: "is an address that may not be asked" };
  const agent = new Agent({ connect: { timeout: TIMEOUT_MS } });
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { statusCode, body } = await request(target, { dispatcher: agent, headersTimeout: TIMEOUT_MS, signal });
    body.destroy();
    body.on("error", () => undefined);
    return { status: statusCode };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    agent.destroy().catch(() => undefined);
  }
}
