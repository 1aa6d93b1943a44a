import { afterEach, expect, test } from "vitest";
import { type HealthServer, serveHealth } from "./health.ts";
import { unreadyReasons } from "./readiness.ts";

const servers: HealthServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function get(path: string, unready: string[] = []) {
  const server = await serveHealth({ port: 0, host: "127.0.0.1", unready: () => unready, metrics: () => "m 1\n" });
  servers.push(server);
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
  return { status: answer.status, text: await answer.text(), type: answer.headers.get("content-type") };
}

test("/healthz is well whatever is not ready", async () => {
  expect(await get("/healthz", ["pods: not listed yet"])).toMatchObject({ status: 200 });
});

test("/readyz gives the reasons while there are any", async () => {
  expect(await get("/readyz", ["a", "b"])).toMatchObject({ status: 503, text: "a\nb\n" });
  expect(await get("/readyz")).toMatchObject({ status: 200 });
});

test("/metrics is the page of metrics", async () => {
  expect(await get("/metrics?x=1")).toMatchObject({
    status: 200,
    text: "m 1\n",
    type: expect.stringContaining("version=0.0.4"),
  });
});

test("anything else is not found", async () => {
  expect(await get("/constructor")).toMatchObject({ status: 404 });
});

test("a taken port is an error, not a server that nobody reaches", async () => {
  await get("/healthz");
  const taken = servers[0]?.port ?? 0;
  const options = { port: taken, host: "127.0.0.1", unready: () => [], metrics: () => "" };
  await expect(serveHealth(options)).rejects.toThrow("EADDRINUSE");
});

test("readiness needs every resource listed, and heard of within 90 seconds", () => {
  const well = { name: "pods", hasSynced: true, silentForMs: 60_000 };
  expect(unreadyReasons([well])).toEqual([]);
  expect(unreadyReasons([well, { ...well, hasSynced: false }])).toEqual(["pods: not listed yet"]);
  expect(unreadyReasons([{ ...well, silentForMs: 90_001 }])).toEqual(["pods: nothing heard for 90 s"]);
});
