import type { KubeClient } from "../kube/client.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Terminal } from "./terminal.ts";

/** What says where a command works: kubectl's flags, and the ECS cluster. */
export interface Place {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly cluster?: string;
}

/** A command at work. */
export interface Session {
  readonly client: KubeClient;
  /** The namespace to work in. */
  readonly namespace: string;
  /** Name or ARN of the ECS cluster, where one was named. */
  readonly cluster: string | undefined;
  readonly terminal: Terminal;
  readonly clock: Clock;
}

/** Opens a session; `close` ends its connections. */
export type Connect = (place: Place) => Promise<{ readonly session: Session; close(): Promise<void> }>;

/**
 * Connects as kubectl does. The client library is loaded here and not before: that takes longer than all the rest of a
 * start, and help and wrong usage do not need it.
 */
export function connector(terminal: Terminal, clock: Clock, userAgent: string): Connect {
  return async ({ kubeconfig, context, namespace, cluster }) => {
    const [{ KubeClient }, { Connection }, { chosenKubeConfig, namespaceOf }] = await Promise.all([
      import("../kube/client.ts"),
      import("../kube/connection.ts"),
      import("../kube/kubeconfig.ts"),
    ]);
    const load = () => chosenKubeConfig({ file: kubeconfig, context });
    const config = load();
    const connection = new Connection({ load, clock, userAgent });
    const session: Session = {
      client: new KubeClient(connection, clock),
      namespace: namespace ?? namespaceOf(config),
      cluster,
      terminal,
      clock,
    };
    return { session, close: () => connection.close() };
  };
}
