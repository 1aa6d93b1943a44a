import type { ClusterSpec } from "../../api/kinds/cluster.ts";
import type { KubeObject, Node } from "../../api/kube-object.ts";
import type { Settings } from "../../plan/service.ts";
import type { Feature } from "../../translate/translator.ts";

/** Versions of Kubernetes that Berth runs on, and that differ in what a Pod becomes. */
export const KUBERNETES_VERSIONS = ["1.34", "1.35"] as const;

/** What a rendering assumes of the cluster and of the operator. */
export interface Assumptions {
  /** Namespace of objects that name none. */
  readonly namespace: string;
  /** Name or ARN of the ECS cluster of a task that is shown for a task definition. */
  readonly cluster?: string | undefined;
  /** Launch type of a task that is shown for a task definition; absent, what the definition is for. */
  readonly launchType?: "EC2" | "EXTERNAL" | "FARGATE" | undefined;
  readonly allowed: ReadonlySet<Feature>;
  readonly kubernetesVersion: (typeof KUBERNETES_VERSIONS)[number];
  readonly helperImage: string;
}

/** The operator's settings, as the chart has them where nobody says otherwise. */
export function settingsOf({ allowed, kubernetesVersion, helperImage }: Assumptions): Settings {
  return {
    identity: { region: "local", account: "000000000000" },
    imagePullPolicy: "IfNotPresent",
    healthyAfterSeconds: 40,
    podLevelResources: true,
    restartRules: kubernetesVersion !== "1.34",
    helperImage,
    allowed,
  };
}

/** A container instance: there is one. A Fargate pool is there, too. */
export const INSTANCE: Node = { metadata: { name: "instance" } };

/** Nothing that is rendered depends on the time. */
export const NO_TIME = new Date(0);

/** A cluster, which is there whether it is among the files or not. */
export function clusterNamed(name: string, spec: ClusterSpec = {}): KubeObject<ClusterSpec> {
  return { metadata: { name }, spec };
}
