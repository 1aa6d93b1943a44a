import { afterEach, beforeEach, expect, test } from "vitest";
import { FaultServer } from "../../test/support/fault-server.ts";
import { aClient } from "../../test/support/kube-client.ts";
import { silentLog } from "../runtime/log.ts";
import { probeCapabilities } from "./capabilities.ts";

let server: FaultServer;
let world: ReturnType<typeof aClient>;
beforeEach(async () => {
  server = await FaultServer.start();
  world = aClient(server);
});
afterEach(async () => {
  await world.connection.close();
  await server.close();
});
const probe = () => probeCapabilities(world.client, { namespace: "demo", fieldManager: "test", log: silentLog });

test("what comes back as it was sent, the cluster has", async () => {
  expect(await probe()).toEqual({ podLevelResources: true, containerRestartRules: true });
});

test("a probe that a policy forbids says no", async () => {
  for (const _ of [1, 2]) server.next("create", { kind: "status", code: 403 });
  expect(await probe()).toEqual({ podLevelResources: false, containerRestartRules: false });
});

test("a server that fails has said nothing: that is no no", async () => {
  for (const _ of [1, 2]) server.next("create", { kind: "status", code: 500 });
  await expect(probe()).rejects.toThrow();
});
