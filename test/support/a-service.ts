import type { ClusterSpec } from "../../src/api/kinds/cluster.ts";
import type { ServiceSpec, ServiceStatus } from "../../src/api/kinds/service.ts";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";
import type { DaemonSet, Deployment, KubeObject, Node, Pod } from "../../src/api/kube-object.ts";
import { annotations, labels } from "../../src/api/labels.ts";
import type { ServiceObject } from "../../src/api/service-identity.ts";
import type { ObservedService, ServicePlan, ServiceRollout, Settings } from "../../src/plan/service.ts";
import { canonicalise } from "../../src/translate/canonical.ts";
import type { Revision } from "../../src/translate/revision/config-map.ts";

/** A Service object `web` in the namespace `demo`. */
export function aService(spec: ServiceSpec = {}, status?: ServiceStatus): ServiceObject {
  return {
    apiVersion: "ecs.berth.dev/v1alpha1",
    kind: "Service",
    metadata: {
      name: "web",
      namespace: "demo",
      uid: "uid-of-web",
      generation: 1,
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    spec: { taskDefinition: "web", desiredCount: 2, ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

/** A Cluster object `default`. */
export function aCluster(spec: ClusterSpec = {}): KubeObject<ClusterSpec> {
  return { metadata: { name: "default", namespace: "demo", uid: "uid-of-default" }, spec };
}

/** A registered revision of the family `web`: nginx on port 80. */
export function aRevision(revision = 1, spec: Partial<TaskDefinitionSpec> = {}): Revision {
  const containerDefinitions = [
    { name: "nginx", image: "nginx:1.27", memory: 128, portMappings: [{ containerPort: 80 }] },
  ];
  const definition = canonicalise({ containerDefinitions, ...spec }, "web");
  const arn = `arn:aws:ecs:local:000000000000:task-definition/web:${revision}`;
  return { family: "web", revision, status: "ACTIVE", arn, definition, extras: {} };
}

/** A Node that is a container instance of the cluster `default`. */
export function anInstance(name: string): Node {
  return { metadata: { name, uid: `uid-of-${name}`, labels: { [labels.cluster]: "demo.default" } }, spec: {} };
}

/** A service whose cluster, revision and two instances are there, and that has no workload yet. */
export function observed(change: Partial<ObservedService> & { spec?: ServiceSpec; status?: ServiceStatus } = {}) {
  const { spec, status, ...rest } = change;
  const service = aService(spec, status);
  const instances = rest.instances ?? [anInstance("a"), anInstance("b")];
  const observation: ObservedService = {
    service,
    nulls: [],
    elder: undefined,
    cluster: aCluster(),
    revision: aRevision(),
    former: undefined,
    instances,
    daemonInstances: instances,
    fargatePool: true,
    alarms: [],
    deployment: undefined,
    daemonSet: undefined,
    children: [],
    replicaSets: [],
    pods: [],
    departed: [],
    ...rest,
  };
  return observation;
}

export const settings: Settings = {
  identity: { region: "local", account: "000000000000" },
  imagePullPolicy: "IfNotPresent",
  healthyAfterSeconds: 40,
  podLevelResources: true,
  restartRules: true,
  helperImage: "berth/operator:1",
  allowed: new Set(),
};

/** The plan as a rollout; fails where it is a refusal or a wait. */
export function rolloutOf(plan: ServicePlan): ServiceRollout {
  if (plan.kind !== "apply") throw new Error(`${plan.kind}: ${plan.message}`);
  return plan;
}

/** The Deployment that a plan wants, as the API server would have it, with a status where one is given. */
export function deploymentOf(plan: ServicePlan, status?: Deployment["status"]): Deployment {
  const object = rolloutOf(plan).intents.find(({ kind }) => kind === "Deployment");
  if (object === undefined) throw new Error("the plan has no Deployment");
  const live = structuredClone(object) as Deployment;
  return { ...live, metadata: { ...live.metadata, generation: 1 }, ...(status === undefined ? {} : { status }) };
}

/** The DaemonSet that a plan wants. */
export function daemonSetOf(plan: ServicePlan): DaemonSet {
  const object = rolloutOf(plan).intents.find(({ kind }) => kind === "DaemonSet");
  if (object === undefined) throw new Error("the plan has no DaemonSet");
  return structuredClone(object) as DaemonSet;
}

/** A running task of a rollout. */
export function aTask(
  id: string,
  { templateHash, revision }: Pick<ServiceRollout, "templateHash" | "revision">,
  pod: Partial<Pod> = {},
): Pod {
  return {
    metadata: {
      name: id,
      namespace: "demo",
      uid: id,
      labels: { [labels.cluster]: "demo.default", [labels.service]: "web" },
      annotations: {
        [annotations.templateHash]: templateHash,
        [annotations.taskDefinition]: `${revision.family}:${revision.revision}`,
      },
    },
    spec: { nodeName: "a", containers: [{ name: "nginx" }] },
    status: {
      phase: "Running",
      containerStatuses: [aContainerStatus({ running: { startedAt: "2026-01-01T00:00:00Z" } })],
    },
    ...pod,
  };
}

/** The kubelet's word on the container `nginx`. */
export function aContainerStatus(state: NonNullable<NonNullable<Pod["status"]>["containerStatuses"]>[number]["state"]) {
  return {
    name: "nginx",
    image: "nginx:1.27",
    imageID: "",
    ready: true,
    restartCount: 0,
    ...(state === undefined ? {} : { state }),
  };
}
