import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { expect, test } from "vitest";
import { systemClock } from "../runtime/clock.ts";
import { Connection, type Role } from "./connection.ts";

/** The extension of a TLS greeting that says which protocols the client speaks: HTTP/1.1 alone. */
const HTTP_1_ALONE = Buffer.from("\x00\x10\x00\x0b\x00\x09\x08http/1.1", "latin1");

/** What a request says first to an API server, in bytes; with `proxied`, through an HTTP proxy. */
async function greeting(role: Role, proxied: boolean): Promise<Buffer> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const load = () => {
    const config = new KubeConfig();
    const proxy = proxied ? { proxyUrl: `http://127.0.0.1:${port}` } : {};
    const cluster = { name: "test", server: `https://127.0.0.1:${port}`, skipTLSVerify: true, ...proxy };
    config.loadFromClusterAndUser(cluster, { name: "test", token: "secret" });
    return config;
  };
  const connection = new Connection({ load, clock: systemClock, userAgent: "berth/test" });
  const request = connection.request({ role, method: "GET", path: "/api" }).catch(() => undefined);
  const [socket] = await once(server, "connection");
  if (proxied) {
    await once(socket, "data");
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
  }
  const [bytes] = await once(socket, "data");
  socket.destroy();
  await request;
  await connection.close();
  server.close();
  return bytes;
}

test.each<[Role, string, boolean]>([
  ["watch", "", false],
  ["write", "", false],
  ["read", "", false],
  ["read", " through a proxy", true],
])("a connection to %s%s offers no HTTP/2, with which a slow server can end the process", async (role, _, proxied) => {
  expect((await greeting(role, proxied)).includes(HTTP_1_ALONE)).toBe(true);
});
