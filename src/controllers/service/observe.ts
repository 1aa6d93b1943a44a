import { parseTaskDefinition } from "../../api/arn.ts";
import type { KubeObject, Node } from "../../api/kube-object.ts";
import { labels } from "../../api/labels.ts";
import { workloadName } from "../../api/names.ts";
import { clusterLabelOf, clusterNameOf, type ServiceObject } from "../../api/service-identity.ts";
import { ownershipOf } from "../../kube/ownership.ts";
import { revisionInForce } from "../../plan/in-force.ts";
import type { AlarmState } from "../../plan/rollout/alarms.ts";
import type { ObservedService } from "../../plan/service.ts";
import type { Departure } from "../../status/task-stops.ts";
import type { Revision } from "../../translate/revision/config-map.ts";
import { type Caches, type OwnService, serviceLabelKey } from "../caches.ts";
import { eldest, isElder } from "../elder.ts";

/** Gathers all that a pass over a service looks at: nobody reads the cluster again in that pass. */
export function observe(
  caches: Caches,
  service: OwnService,
  departed: readonly Departure[],
  alarms: readonly AlarmState[],
) {
  const { namespace = "", name } = service.metadata;
  const byLabels = serviceLabelKey(service);
  const instances = caches.nodes.byIndex("clusterLabel", clusterLabelOf(service));
  const workload = `${namespace}/${workloadName(name)}`;
  const deployment = ours(caches.deployments.get(workload), service);
  const daemonSet = ours(caches.daemonSets.get(workload), service);
  return {
    service: service as ServiceObject,
    nulls: service.nulls,
    elder: eldest(caches.services.byIndex("labels", byLabels).filter((other) => isElder(other, service))),
    cluster: eldest(caches.clusters.byIndex("name", `${namespace}/${clusterNameOf(service)}`)),
    revision: revisionFor(caches, service, revisionInForce(service, deployment ?? daemonSet)),
    former: revisionNamed(caches, namespace, service.status?.kubernetes?.completed?.taskDefinition),
    instances: instances.filter(({ spec }) => spec?.unschedulable !== true),
    daemonInstances: instances.filter(takesDaemons),
    fargatePool: caches.nodes.list().some(isInFargatePool),
    deployment,
    daemonSet,
    children: childrenOf(caches, service.metadata.uid ?? ""),
    replicaSets: caches.replicaSets.byIndex("service", byLabels),
    pods: caches.pods.byIndex("service", byLabels),
    departed,
    alarms,
  } satisfies ObservedService;
}

function childrenOf({ deployments, daemonSets, coreServices }: Caches, uid: string): KubeObject[] {
  return [deployments, daemonSets, coreServices].flatMap((store): readonly KubeObject[] => store.byIndex("owner", uid));
}

// Taints that Kubernetes lets every DaemonSet tolerate (Kubernetes documentation, "DaemonSet").
const DAEMONS_TOLERATE = new Set(
  ["not-ready", "unreachable", "disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"].map(
    (condition) => `node.kubernetes.io/${condition}`,
  ),
);

const takesDaemons = ({ spec }: Node): boolean =>
  !refuses(spec?.taints?.filter(({ key }) => !DAEMONS_TOLERATE.has(key)));

function refuses(taints: readonly { effect: string }[] = []): boolean {
  return taints.some(({ effect }) => effect === "NoSchedule" || effect === "NoExecute");
}

/** Fargate's default pool: Nodes that anybody may use and that are no container instance. */
function isInFargatePool({ metadata, spec }: Node): boolean {
  return metadata.labels?.[labels.cluster] === undefined && !refuses(spec?.taints);
}

function ours<T extends KubeObject>(child: T | undefined, owner: OwnService): T | undefined {
  return ownershipOf(child, owner.metadata.uid ?? "") === "ours" ? child : undefined;
}

/** The revision `family:revision`, whatever its status. */
function revisionNamed(caches: Caches, namespace: string, name: string | undefined): Revision | undefined {
  const reference = parseTaskDefinition(name ?? "");
  if (reference?.revision === undefined) return undefined;
  return caches.revisions
    .byIndex("family", `${namespace}/${reference.family}`)
    .flatMap(({ revision }) => revision ?? [])
    .find(({ revision }) => revision === reference.revision);
}

/**
 * A named revision, whatever its status; of a bare family, the newest ACTIVE one, or where there is none the one that
 * runs: what runs a deregistered revision goes on, and scales (ecs-semantics §1.1).
 */
function revisionFor(caches: Caches, service: OwnService, runs: string | undefined): Revision | undefined {
  const reference = parseTaskDefinition(service.spec?.taskDefinition ?? "");
  if (reference === undefined) return undefined;
  const revisions = caches.revisions
    .byIndex("family", `${service.metadata.namespace ?? ""}/${reference.family}`)
    .flatMap(({ revision }) => revision ?? []);
  const numbered = (number: number | undefined) => revisions.find(({ revision }) => revision === number);
  if (reference.revision !== undefined) return numbered(reference.revision);
  const newest = revisions.filter(({ status }) => status === "ACTIVE").toSorted((a, b) => b.revision - a.revision)[0];
  const running = parseTaskDefinition(runs ?? "");
  return newest ?? (running?.family === reference.family ? numbered(running.revision) : undefined);
}
