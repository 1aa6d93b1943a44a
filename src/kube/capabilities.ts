import type { Log } from "../runtime/log.ts";
import type { KubeClient } from "./client.ts";
import { ApiError } from "./errors.ts";
import { type Intent, isRecord } from "./object.ts";
import { deployments } from "./resource.ts";

/** What the cluster can do beyond what every supported version can. */
export interface Capabilities {
  /** `spec.resources` of a Pod (KEP-2837). */
  readonly podLevelResources: boolean;
  /** `restartPolicy` of an ordinary container (KEP-5307). */
  readonly containerRestartRules: boolean;
}

export interface ProbeOptions {
  /** Where the probes pretend to be created. */
  readonly namespace: string;
  readonly fieldManager: string;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

/**
 * Finds out by server-side dry runs, never by version: a Deployment with the field is sent, and the field is there in
 * the answer or not. A probe that the server refuses (by a policy, say) says false and is logged. Rejects where the server
 * gave no answer that means anything: to take that for a no would change the templates of new deployments.
 */
export async function probeCapabilities(client: KubeClient, options: ProbeOptions): Promise<Capabilities> {
  const probe = async (
    name: string,
    pod: object,
    container: object,
    survives: (pod: unknown) => boolean,
  ): Promise<boolean> => {
    const { namespace, fieldManager, log, signal } = options;
    try {
      const answer = await client.create(deployments, probeDeployment(namespace, pod, container), {
        fieldManager,
        dryRun: true,
        signal,
      });
      return survives(answer.spec?.template.spec);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 429 || error.status >= 500) throw error;
      log.warn(
        { probe: name, error: error instanceof Error ? error.message : String(error) },
        "the cluster could not be probed",
      );
      return false;
    }
  };
  const resources = { limits: { memory: "64Mi" } };
  const [podLevelResources, containerRestartRules] = await Promise.all([
    probe(
      "podLevelResources",
      { resources },
      {},
      (pod) => isRecord(pod) && isRecord(pod.resources) && isRecord(pod.resources.limits),
    ),
    probe(
      "containerRestartRules",
      {},
      { restartPolicy: "Never" },
      (pod) => firstContainer(pod)?.restartPolicy === "Never",
    ),
  ]);
  return { podLevelResources, containerRestartRules };
}

function firstContainer(pod: unknown): Readonly<Record<string, unknown>> | undefined {
  const containers: unknown = isRecord(pod) ? pod.containers : undefined;
  return Array.isArray(containers) ? containers.find(isRecord) : undefined;
}

function probeDeployment(namespace: string, pod: object, container: object): Intent & { spec: object } {
  const labels = { "app.kubernetes.io/name": "berth-probe" };
  return {
    metadata: { name: "berth-probe", namespace },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { ...pod, containers: [{ name: "probe", image: "probe", ...container }] },
      },
    },
  };
}
