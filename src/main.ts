import { pino } from "pino";
import { type Config, readConfig } from "./config.ts";
import { createCaches, fillCaches } from "./controllers/caches.ts";
import type { Context } from "./controllers/context.ts";
import { controllers } from "./controllers/index.ts";
import { askStatus } from "./kube/ask.ts";
import { type Capabilities, probeCapabilities } from "./kube/capabilities.ts";
import { KubeClient } from "./kube/client.ts";
import { Connection } from "./kube/connection.ts";
import { classify, retryAfterMs } from "./kube/errors.ts";
import { EventRecorder } from "./kube/recorder.ts";
import { systemClock as clock } from "./runtime/clock.ts";
import { serveHealth } from "./runtime/health.ts";
import { Metrics } from "./runtime/metrics.ts";
import { unreadyReasons } from "./runtime/readiness.ts";
import { Reflector } from "./runtime/reflector.ts";
import { aborted, Runner } from "./runtime/runner.ts";
import type { StoredObject } from "./runtime/store.ts";
import { WorkQueue } from "./runtime/work-queue.ts";
import type { Feature } from "./translate/translator.ts";

/** What is left of a reflector when it does not matter what it reflects. */
type Feed = Pick<Reflector<StoredObject>, "name" | "hasSynced" | "silentForMs" | "synced" | "run" | "counters">;

const CONTROLLER = "ecs.berth.dev/operator";
const PROBE_AGAIN_MS = 2_000;
const FLUSH_MS = 1_000;

/** What the control loops work with, before the cluster's abilities are known. */
type World = Omit<Context, "settings">;

/** Runs the operator until the signal; then it lets what is under way finish, and resolves. */
async function operate(config: Config, signal: AbortSignal): Promise<void> {
  const log = pino({ level: config.BERTH_LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const connection = new Connection({ clock, userAgent: "berth/0.1.0" });
  const client = new KubeClient(connection, clock);
  const caches = createCaches();
  const relistMs = config.BERTH_RELIST_SECONDS * 1000;
  const metrics = new Metrics();
  const reflectors = fillCaches(
    client,
    caches,
    (name, store, listWatch): Feed => new Reflector({ name, store, listWatch, clock, log, relistMs }),
  );
  const health = await serveHealth({
    port: config.BERTH_PORT,
    unready: () => unreadyReasons(reflectors),
    metrics: () => metrics.text(),
  });
  metrics.read("berth_watch_errors_total", "Failures of lists and watches.", "counter", () =>
    reflectors.map(({ name, counters }) => ({ labels: { resource: name }, value: counters.errors })),
  );
  metrics.read("berth_relists_total", "Complete lists.", "counter", () =>
    reflectors.map(({ name, counters }) => ({ labels: { resource: name }, value: counters.lists })),
  );
  const filling = reflectors.map((reflector) => reflector.run(signal));
  const filled = Promise.all(reflectors.map(({ synced }) => synced));
  const recorder = new EventRecorder({
    client,
    clock,
    log,
    reportingController: CONTROLLER,
    reportingInstance: config.BERTH_POD_NAME,
    fieldManager: "berth-events",
  });
  await Promise.all([
    ...filling,
    control({ client, caches, recorder, ask: askStatus, clock, log }, config, metrics, filled, signal),
  ]);
  await Promise.race([recorder.flush(), clock.sleep(FLUSH_MS)]);
  await health.close();
  await connection.close();
  log.info({}, "stopped");
}

/**
 * Once the caches are filled, every control loop works on its queue until the signal. Stopped before that, none starts:
 * to a cache that is not filled, everything that is there seems to be gone.
 */
async function control(
  world: World,
  config: Config,
  metrics: Metrics,
  filled: Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = world;
  await Promise.race([filled, aborted(signal)]);
  if (signal.aborted) return;
  const capabilities = await probed(world, config, signal);
  if (capabilities === undefined) return;
  log.info({ ...capabilities }, "caches are filled");
  const passes = metrics.histogram(
    "berth_reconcile_seconds",
    "Duration of the passes of a control loop.",
    [0.001, 0.01, 0.1, 1, 10],
  );
  const loops = controllers.map((create) => {
    const controller = create({ ...world, settings: settingsOf(config, capabilities) });
    const { name } = controller;
    const queue = new WorkQueue(clock);
    controller.wake((key) => queue.add(key));
    const runner = new Runner({
      name,
      queue,
      reconcile: (key, abort) => controller.reconcile(key, abort),
      classify,
      retryAfterMs,
      clock,
      log,
      workers: config.BERTH_WORKERS,
      onOutcome: (outcome, ms) => passes.observe(ms / 1000, { loop: name, outcome }),
    });
    return runner.run(signal);
  });
  await Promise.all(loops);
}

/** What the cluster can do, asked until it answers; `undefined` where the operator is stopped before. */
async function probed(
  { client, clock, log }: World,
  config: Config,
  signal: AbortSignal,
): Promise<Capabilities | undefined> {
  const options = { namespace: config.BERTH_NAMESPACE, fieldManager: "berth-probe", log, signal };
  while (!signal.aborted) {
    try {
      return await probeCapabilities(client, options);
    } catch (error) {
      log.warn(
        { error: error instanceof Error ? error.message : String(error) },
        "the cluster could not be probed yet",
      );
      await clock.sleep(PROBE_AGAIN_MS, signal);
    }
  }
  return undefined;
}

function settingsOf(config: Config, { podLevelResources, containerRestartRules }: Capabilities): Context["settings"] {
  const allowed = new Map(Object.entries(config.BERTH_ALLOWED_FEATURES));
  return {
    identity: { region: config.BERTH_REGION, account: config.BERTH_ACCOUNT },
    imagePullPolicy: config.BERTH_IMAGE_PULL_POLICY,
    healthyAfterSeconds: config.BERTH_HEALTHY_AFTER_SECONDS,
    taskPriorityClass: config.BERTH_TASK_PRIORITY_CLASS || undefined,
    podLevelResources,
    restartRules: containerRestartRules,
    helperImage: config.BERTH_HELPER_IMAGE,
    allowedIn: (namespace) => new Set<Feature>([...(allowed.get("*") ?? []), ...(allowed.get(namespace) ?? [])]),
  };
}

const stop = new AbortController();
for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stop.abort());
try {
  await operate(readConfig(), stop.signal);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
