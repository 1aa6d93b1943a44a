import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { KubeClient } from "../../src/kube/client.ts";
import { Connection } from "../../src/kube/connection.ts";
import { type Clock, systemClock } from "../../src/runtime/clock.ts";
import type { FaultServer } from "./fault-server.ts";

/** A configuration as a kubeconfig file would give it. */
export function kubeConfigFor(server: FaultServer, token = "secret"): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "test", server: server.url, skipTLSVerify: true }, { name: "test", token });
  return config;
}

/** A client of the server, and its connection, which the test has to close. */
export function aClient(
  server: FaultServer,
  {
    clock = systemClock,
    timeoutMs = 500,
    token = () => "secret",
  }: { clock?: Clock; timeoutMs?: number; token?: () => string } = {},
) {
  const load = () => kubeConfigFor(server, token());
  const connection = new Connection({ load, clock, userAgent: "berth/test", timeoutMs });
  return { connection, client: new KubeClient(connection, clock) };
}

/** A clock on which everything takes a hundredth of its time. */
export const hurriedClock: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic() * 100,
  sleep: (ms, signal) => systemClock.sleep(ms / 100, signal),
  setTimeout: (callback, ms) => systemClock.setTimeout(callback, ms / 100),
};

/** Resolves when the condition holds; rejects with its last value after `ms`. */
export async function until(condition: () => boolean, ms = 4500): Promise<void> {
  const deadline = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not so within ${ms} ms: ${condition}`);
    await systemClock.sleep(2);
  }
}
