import type { V1PodSpec } from "@kubernetes/client-node";
import type { ServiceSpec } from "../../api/kinds/service.ts";
import { annotations, labels, MANAGED_BY } from "../../api/labels.ts";
import { hashOf, labelValue } from "../../api/names.ts";
import { schedulingStrategy, taskSelector } from "../../api/service-identity.ts";
import { type DeploymentNumbers, daemonUpdate, replicaRollingUpdate } from "./deployment-numbers.ts";
import type { LaunchType } from "./launch-type.ts";
import { daemonPlacement, placed, replicaPlacement } from "./placement.ts";

/** Pod template as it stands in a workload. */
export interface PodTemplate {
  metadata: { labels: Record<string, string>; annotations: Record<string, string> };
  spec: V1PodSpec;
}

/** All that a service's Pod template is made from. */
export interface TemplateParts {
  serviceName: string;
  clusterLabel: string;
  family: string;
  revision: number;
  launchType: LaunchType;
  fargatePool: boolean;
  templateHash: string;
  /** The task definition's Pod, without placement. */
  podSpec: V1PodSpec;
  podAnnotations: Record<string, string>;
}

/** The Pod template of a service: the task definition's Pod, the ECS labels, and where it may run. */
export function podTemplate(spec: ServiceSpec, parts: TemplateParts): PodTemplate {
  const selector = taskSelector(parts.clusterLabel, parts.serviceName);
  const place = schedulingStrategy(spec) === "DAEMON" ? daemonPlacement : replicaPlacement;
  return {
    metadata: {
      labels: {
        ...selector,
        [labels.family]: labelValue(parts.family),
        [labels.revision]: String(parts.revision),
        [labels.launchType]: parts.launchType,
        [labels.taskGroup]: labelValue(`service.${parts.serviceName}`),
        [labels.managedBy]: MANAGED_BY,
      },
      annotations: {
        ...parts.podAnnotations,
        [annotations.taskDefinition]: `${parts.family}:${parts.revision}`,
        [annotations.templateHash]: parts.templateHash,
      },
    },
    spec: placed(
      parts.podSpec,
      place({
        clusterLabel: parts.clusterLabel,
        launchType: parts.launchType,
        fargatePool: parts.fargatePool,
        selector,
      }),
    ),
  };
}

/** What a workload needs besides its template. */
export interface WorkloadParts {
  namespace: string;
  name: string;
  serviceName: string;
  clusterLabel: string;
  deploymentId: string;
  taskDefinition: string;
  templateHash: string;
  /** Hash of the template as rendered when it was applied. */
  renderedHash: string;
  template: PodTemplate;
  numbers: DeploymentNumbers;
  /** Tasks that a Deployment is to have now; a DaemonSet counts Nodes. */
  replicas: number;
  minReadySeconds: number;
  /** Whether a new template has to wait. Only Deployments can. */
  paused: boolean;
  /** Whether the Deployment leaves its ReplicaSets as they are. */
  still: boolean;
}

function metadata(parts: WorkloadParts) {
  return {
    namespace: parts.namespace,
    name: parts.name,
    labels: { ...taskSelector(parts.clusterLabel, parts.serviceName), [labels.managedBy]: MANAGED_BY },
    annotations: {
      [annotations.deploymentId]: parts.deploymentId,
      [annotations.taskDefinition]: parts.taskDefinition,
      [annotations.serviceName]: parts.serviceName,
      [annotations.templateHash]: parts.templateHash,
      [annotations.renderedHash]: parts.renderedHash,
    },
  };
}

/** Hash of a rendered template, for `WorkloadParts.renderedHash`. */
export function renderedHash(template: PodTemplate): string {
  return hashOf(template);
}

// Kubernetes' own deadline only sets a condition, which Berth does not read; it must be above minReadySeconds.
const PROGRESS_DEADLINE_SECONDS = 600;
const LONGEST_READY_SECONDS = 2 ** 31 - 1 - PROGRESS_DEADLINE_SECONDS;

/** The Deployment of a REPLICA service, as it is applied. */
export function deployment(parts: WorkloadParts) {
  const minReadySeconds = Math.min(parts.minReadySeconds, LONGEST_READY_SECONDS);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment" as const,
    metadata: metadata(parts),
    spec: {
      replicas: parts.replicas,
      minReadySeconds,
      progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS + minReadySeconds,
      paused: parts.paused || parts.still,
      // A paused Deployment scales its ReplicaSets in proportion where its strategy is RollingUpdate, and not otherwise.
      strategy: parts.still
        ? { type: "Recreate" }
        : { type: "RollingUpdate", rollingUpdate: replicaRollingUpdate(parts.numbers) },
      selector: { matchLabels: taskSelector(parts.clusterLabel, parts.serviceName) },
      template: parts.template,
    },
  };
}

/** The DaemonSet of a DAEMON service, as it is applied. */
export function daemonSet(parts: WorkloadParts) {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet" as const,
    metadata: metadata(parts),
    spec: {
      minReadySeconds: parts.minReadySeconds,
      updateStrategy: daemonUpdate(parts.numbers),
      selector: { matchLabels: taskSelector(parts.clusterLabel, parts.serviceName) },
      template: parts.template,
    },
  };
}

/** Whether a Pod takes ports of its Node, which no second one can have. */
export function holdsHostPorts({ hostNetwork, containers, initContainers = [] }: V1PodSpec): boolean {
  const ports = [...containers, ...initContainers].flatMap((container) => container.ports ?? []);
  return hostNetwork === true || ports.some(({ hostPort }) => hostPort !== undefined);
}
