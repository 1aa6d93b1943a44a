import type { Reason } from "../api/conditions.ts";
import type { ServiceSpec } from "../api/kinds/service.ts";
import type { KubeObject } from "../api/kube-object.ts";
import { clusterLabel, workloadName } from "../api/names.ts";
import { clusterNameOf, schedulingStrategy, serviceName } from "../api/service-identity.ts";
import type { Revision } from "../translate/revision/config-map.ts";
import { checkAgainstTaskDefinition, checkService } from "../translate/service/checks.ts";
import { coreService, type Protocols } from "../translate/service/core-service.ts";
import { type DeploymentNumbers, deploymentNumbers } from "../translate/service/deployment-numbers.ts";
import { type LaunchType, launchType } from "../translate/service/launch-type.ts";
import { templateHash } from "../translate/service/template-hash.ts";
import { unsupportedOfService } from "../translate/service/unsupported.ts";
import {
  daemonSet,
  deployment,
  holdsHostPorts,
  type PodTemplate,
  podTemplate,
  type WorkloadParts,
} from "../translate/service/workload.ts";
import { translateTaskDefinition } from "../translate/translate.ts";
import type { Difference, PodTranslation } from "../translate/translator.ts";
import { deploymentIdFor, isRolling, keptTemplate, revisionInForce } from "./in-force.ts";
import { type Intent, intent } from "./intent.ts";
import type { ObservedService, Settings } from "./observed-service.ts";
import { type Target, targetOf } from "./rollout/target.ts";
import { type EndedTasks, planEndedTasks, planTasks, type TaskPlan } from "./rollout/task-plan.ts";

export type { ObservedService, Settings } from "./observed-service.ts";

/** What to do about a service, as a value that can be printed. */
export type ServicePlan =
  /** Only a change of the object helps. What runs is left alone. */
  | { kind: "refuse"; reason: Reason; message: string; differences: Difference[]; tasks: EndedTasks }
  /** Something that may come is missing, or the service is going. What runs is left alone. */
  | { kind: "wait"; reason: Reason; message: string; differences: Difference[]; tasks: EndedTasks }
  | ServiceRollout;

/** The objects that make the service what it should be, and the facts that status needs. */
export interface ServiceRollout {
  kind: "apply";
  intents: Intent[];
  /** Children that are none of the intents: what is no longer asked for, and copies under other names. */
  prune: { kind: Intent["kind"]; name: string; uid: string }[];
  deploymentId: string;
  templateHash: string;
  revision: Revision;
  launchType: LaunchType;
  numbers: DeploymentNumbers;
  /** The deployment configuration leaves no room, and a new template waits. */
  held: boolean;
  tasks: TaskPlan;
  differences: Difference[];
}

/** Decides what a service needs now. Pure: the same observation at the same time gives the same plan. */
export function planService(observed: ObservedService, settings: Settings, now: Date): ServicePlan {
  const { service, cluster, revision } = observed;
  const spec = service.spec ?? {};
  const type = launchType(spec, cluster?.spec?.defaultCapacityProviderStrategy ?? []);
  const differences = unsupportedOfService(spec, observed.nulls);
  const without = (kind: "refuse" | "wait", reason: Reason, message: string): ServicePlan => {
    const tasks = planEndedTasks(observed, settings.identity, now);
    return { kind, reason, message, differences, tasks };
  };
  const refuse = (message: string, reason: Reason = "InvalidParameter") => without("refuse", reason, message);
  const wait = (reason: Reason, message: string) => without("wait", reason, message);

  if (service.metadata.deletionTimestamp !== undefined) return wait("Deleting", "The service is being deleted.");
  const problem = checkService(spec, serviceName(service), type)[0];
  const clusterName = clusterNameOf(service);
  // A cluster that cannot be named is among the problems, which the compiler cannot know.
  if (problem !== undefined || clusterName === undefined) return refuse(problem?.message ?? "");
  if (observed.elder !== undefined) {
    return refuse(
      "InvalidParameterException: Creation of service was not idempotent. " +
        `Service ${observed.elder.metadata.name} of this namespace has the same name and cluster.`,
      "ServiceConflict",
    );
  }
  if (spec.kubernetes?.strict === true && differences.length > 0) {
    return refuse(`ClientException: ${describe(differences)}`, "NotHonouredStrict");
  }
  if (cluster === undefined) {
    const hint = `Waiting for a Cluster named ${clusterName} in this namespace.`;
    return wait("WaitingForCluster", `ClusterNotFoundException: Cluster not found. ${hint}`);
  }
  const runs = revisionInForce(service, observed.deployment ?? observed.daemonSet);
  if (cluster.metadata.deletionTimestamp !== undefined && runs === undefined) {
    return wait("ClusterInactive", "ClusterNotFoundException: The referenced cluster was inactive.");
  }
  if (revision === undefined) {
    const hint = `Waiting for ${spec.taskDefinition} in this namespace.`;
    return wait("WaitingForTaskDefinition", `ClientException: TaskDefinition not found. ${hint}`);
  }
  if (revision.status === "INACTIVE" && runs !== `${revision.family}:${revision.revision}`) {
    return refuse(`ClientException: TaskDefinition is inactive: ${revision.family}:${revision.revision}.`);
  }
  const mismatch = checkAgainstTaskDefinition(spec, type, revision.definition)[0];
  if (mismatch !== undefined) return refuse(mismatch.message);
  const wish = { spec, revision, launchType: type, templateHash: hashOf(observed, clusterName, revision, type) };
  const target = targetOf(wish, service, observed.former);
  const task = translateTaskDefinition(target.revision.definition, {
    namespace: service.metadata.namespace ?? "",
    imagePullPolicy: target.revision.extras.imagePullPolicy ?? settings.imagePullPolicy,
    launchType: target.launchType,
    allowed: settings.allowed,
    podLevelResources: settings.podLevelResources,
    restartRules: settings.restartRules,
    helperImage: settings.helperImage,
    runsAs: "service",
    behindLoadBalancer: balanced(target.spec),
  });
  const refusal = task.refusals[0];
  if (refusal !== undefined) return refuse(`ClientException: ${refusal.message}`, "NotAllowed");
  return rollout(observed, settings, { clusterName, target, task, differences }, now);
}

function hashOf({ service }: ObservedService, clusterName: string, { family, revision }: Revision, type: LaunchType) {
  const cluster = clusterLabel(service.metadata.namespace ?? "", clusterName);
  return templateHash(service.spec ?? {}, { family, revision, launchType: type, cluster });
}

interface Resolved {
  clusterName: string;
  target: Target;
  task: PodTranslation;
  differences: Difference[];
}

function rollout(observed: ObservedService, settings: Settings, resolved: Resolved, now: Date): ServiceRollout {
  const { service } = observed;
  const { clusterName, target, task, differences } = resolved;
  const { spec, revision, launchType: type, templateHash: hash } = target;
  const name = serviceName(service);
  const namespace = service.metadata.namespace ?? "";
  const label = clusterLabel(namespace, clusterName);
  const replica = schedulingStrategy(spec) === "REPLICA";
  const live = replica ? observed.deployment : observed.daemonSet;

  const fresh = podTemplate(spec, {
    serviceName: name,
    clusterLabel: label,
    family: revision.family,
    revision: revision.revision,
    launchType: type,
    fargatePool: observed.fargatePool,
    templateHash: hash,
    podSpec: task.podSpec,
    podAnnotations: task.annotations,
  });
  const kept = keptTemplate(live, hash, fresh);
  const desired = replica ? (spec.desiredCount ?? 0) : observed.daemonInstances.length;
  const numbers = deploymentNumbers(spec, desired, { holdsHostPorts: holdsHostPorts(fresh.spec) });
  const held = !numbers.canProgress && live !== undefined && isRolling(live, hash, observed);
  const { containers, initContainers = [] } = fresh.spec;
  const checked = [...initContainers, ...containers].some(({ readinessProbe }) => readinessProbe !== undefined);
  const minReadySeconds =
    spec.kubernetes?.healthyAfterSeconds ?? (checked || balanced(spec).length > 0 ? 0 : settings.healthyAfterSeconds);
  const deploymentId = deploymentIdFor(service, live, hash);
  const rule = {
    healthyAfterSeconds: minReadySeconds,
    gracePeriodSeconds: service.spec?.healthCheckGracePeriodSeconds ?? 0,
  };
  const tasks = planTasks(observed, { target, deploymentId, numbers, held, rule, identity: settings.identity }, now);
  const parts: WorkloadParts = {
    namespace,
    name: workloadName(service.metadata.name),
    serviceName: name,
    clusterLabel: label,
    deploymentId,
    taskDefinition: `${revision.family}:${revision.revision}`,
    templateHash: hash,
    ...kept,
    numbers,
    replicas: tasks.sizing.replicas,
    minReadySeconds,
    paused: held,
    still: tasks.sizing.hold !== undefined,
  };
  const workload = replica ? deployment(parts) : daemonSet(parts);
  const access = coreService(spec, {
    namespace,
    name: service.metadata.name,
    serviceName: name,
    clusterLabel: label,
    protocolsOf: (container, port) => protocolsOf(revision, container, port),
  });
  const intents = [intent(service, workload), ...(access === undefined ? [] : [intent(service, access)])];
  return {
    kind: "apply",
    intents,
    prune: prunable(observed.children, intents),
    deploymentId,
    templateHash: hash,
    revision,
    launchType: type,
    numbers,
    held,
    tasks,
    differences: [...differences, ...poolDifference(type, kept.template)],
  };
}
/** Containers and ports that are behind a load balancer. */
function balanced(spec: ServiceSpec): { containerName: string; containerPort: number }[] {
  return (spec.loadBalancers ?? []).flatMap(({ containerName, containerPort }) =>
    containerName && typeof containerPort === "number" ? [{ containerName, containerPort }] : [],
  );
}

function protocolsOf({ definition }: Revision, containerName: string, containerPort: number): Protocols {
  const container = definition.containerDefinitions.find(({ name }) => name === containerName);
  const mapping = container?.portMappings.find((candidate) => candidate.containerPort === containerPort);
  return mapping ?? { protocol: "tcp" };
}

function prunable(children: readonly KubeObject[], intents: readonly Intent[]): ServiceRollout["prune"] {
  return children.flatMap(({ kind, metadata: { name, uid, deletionTimestamp } }) => {
    const known = PRUNED.find((one) => one === kind);
    const intended = intents.some((object) => object.kind === kind && object.metadata.name === name);
    if (known === undefined || uid === undefined || intended || deletionTimestamp !== undefined) return [];
    return [{ kind: known, name, uid }];
  });
}

const PRUNED: readonly Intent["kind"][] = ["Deployment", "DaemonSet", "Service"];

// What counts is the template in force: it was made when there was a pool, or when there was none.
function poolDifference(type: LaunchType, { spec }: PodTemplate): Difference[] {
  if (type !== "FARGATE" || spec.affinity !== undefined) return [];
  return [
    {
      path: "launchType",
      reason: "every Node was a container instance, so Fargate tasks run on them",
      instead: "keep at least one untainted Node without the cluster label, and start a deployment",
    },
  ];
}

/** One line for all differences, for a condition. */
function describe(differences: readonly Difference[]): string {
  return differences.map(({ path, reason }) => `${path}: ${reason}`).join("; ");
}
