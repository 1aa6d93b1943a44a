import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aRevision } from "../test/support/a-service.ts";
import { FaultServer } from "../test/support/fault-server.ts";
import { until } from "../test/support/kube-client.ts";
import { revisionConfigMap } from "./translate/revision/config-map.ts";

let server: FaultServer;
let folder: string;
let operator: ChildProcess | undefined;

beforeEach(async () => {
  server = await FaultServer.start();
  folder = await mkdtemp(join(tmpdir(), "berth-"));
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster: { server: server.url, "insecure-skip-tls-verify": true } }],
    users: [{ name: "test", user: { token: "secret" } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
  };
  await writeFile(join(folder, "config"), JSON.stringify(config));
});

afterEach(async () => {
  operator?.kill("SIGKILL");
  await server.close();
  await rm(folder, { recursive: true });
});

function start(): ChildProcess {
  const env = { ...process.env, KUBECONFIG: join(folder, "config"), BERTH_PORT: "0", BERTH_LOG_LEVEL: "error" };
  operator = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], { env, stdio: "ignore" });
  return operator;
}

test("an operator that is stopped before it has seen everything ends in order, and has decided nothing", async () => {
  server.put("/api/v1/namespaces/demo/configmaps/taskdef-web-1", { ...revisionConfigMap("demo", aRevision(1)) });
  server.next("list", { kind: "hang" });
  const process = start();
  await until(() => server.count("watch") === 10, 20_000);
  process.kill("SIGTERM");
  const [code] = await once(process, "exit");
  expect(code).toBe(0);
  expect(server.seen.filter(({ verb }) => verb === "create" || verb === "patch")).toEqual([]);
}, 30_000);
