import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { KubeClient } from "../../src/kube/client.ts";
import { Connection } from "../../src/kube/connection.ts";
import { systemClock } from "../../src/runtime/clock.ts";

/** A client for the user of a kubeconfig file, and the way to close its connections. */
export function clientOf(kubeconfig: string): { client: KubeClient; close: () => Promise<void> } {
  const load = () => {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    return config;
  };
  const connection = new Connection({ load, clock: systemClock, userAgent: "berth/integration" });
  return { client: new KubeClient(connection, systemClock), close: () => connection.close() };
}
