import { createCaches } from "../../src/controllers/caches.ts";
import type { Context, Controller } from "../../src/controllers/context.ts";
import { EventRecorder } from "../../src/kube/recorder.ts";
import { silentLog } from "../../src/runtime/log.ts";
import { settings } from "./a-service.ts";
import { FakeClock } from "./fake-clock.ts";
import { FaultServer } from "./fault-server.ts";
import { aClient } from "./kube-client.ts";

/** A controller before a fake API server. Its caches hold what the test puts there, and what it writes itself. */
export async function aController(create: (context: Context) => Controller) {
  const server = await FaultServer.start();
  const { client, connection } = aClient(server);
  const clock = new FakeClock();
  const caches = createCaches();
  const recorder = new EventRecorder({
    client,
    clock,
    log: silentLog,
    reportingController: "test",
    reportingInstance: "test",
    fieldManager: "test",
  });
  const operator = { ...settings, allowedIn: () => new Set<never>() };
  const controller = create({
    client,
    caches,
    settings: operator,
    recorder,
    ask: async () => ({ status: 200 }),
    clock,
    log: silentLog,
  });
  const woken: string[] = [];
  return {
    server,
    caches,
    clock,
    reconcile: (key: string) => controller.reconcile(key, new AbortController().signal),
    /** Starts to note the keys that changes wake. */
    listen: () => controller.wake((key) => woken.push(key)),
    /** The keys that were woken since the last question, each once, in order. */
    woken: () => [...new Set(woken.splice(0))].toSorted(),
    /** Writes to other objects than Events, as `patch /path`. */
    writes: () =>
      server.seen
        .filter(({ verb, path }) => ["create", "patch", "delete"].includes(verb) && !path.endsWith("/events"))
        .map(({ verb, path }) => `${verb} ${path}`),
    close: async () => {
      await recorder.flush();
      await connection.close();
      await server.close();
    },
  };
}
