import type { V1Container } from "@kubernetes/client-node";
import type { Node, Pod, ReplicaSet } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { type ContainerStatus, unmetDependency } from "../status/task-containers.ts";

// What is kept of objects that there are many of: a cache of ten thousand Pods is a matter of their size, and what is
// not kept (the environment of a program) can be told to nobody.

/** Of a Node: what placement looks at. Its status changes every few minutes and says nothing that matters here. */
export function nodeProjection({ metadata, spec }: Node): Node {
  return { metadata, spec: { unschedulable: spec?.unschedulable ?? false, taints: spec?.taints ?? [] } };
}

/** Of a Pod: which task it is, where it is, and how far its containers are. */
export function podProjection({ metadata, spec, status = {} }: Pod): Pod {
  const { phase, reason, message, startTime, conditions = [], containerStatuses, initContainerStatuses } = status;
  const {
    nodeName,
    activeDeadlineSeconds,
    schedulingGates,
    terminationGracePeriodSeconds,
    containers = [],
    initContainers,
  } = spec ?? {};
  return {
    metadata: noted(metadata),
    spec: {
      ...(nodeName && { nodeName }),
      ...(activeDeadlineSeconds !== undefined && { activeDeadlineSeconds }),
      ...(schedulingGates && { schedulingGates }),
      ...(terminationGracePeriodSeconds !== undefined && { terminationGracePeriodSeconds }),
      containers: containers.map(containerProjection),
      ...(initContainers && { initContainers: initContainers.map(containerProjection) }),
    },
    status: {
      ...(phase && { phase }),
      ...(reason && { reason }),
      ...(message && { message }),
      ...(startTime && { startTime }),
      conditions: conditions.filter(({ type }) => CONDITIONS.has(type)),
      ...(containerStatuses && { containerStatuses: containerStatuses.map(stateOf) }),
      ...(initContainerStatuses && { initContainerStatuses: initContainerStatuses.map(stateOf) }),
    },
  };
}

/** Of a ReplicaSet: of which deployment it is, and how many tasks it is to have. */
export function replicaSetProjection({ metadata, spec }: ReplicaSet): ReplicaSet {
  const { replicas = 0, selector = {}, template } = spec ?? {};
  return {
    metadata: noted(metadata),
    spec: { replicas, selector, template: { metadata: { annotations: ours(template?.metadata?.annotations) } } },
  };
}

// Whether it has a check, but not the check.
function containerProjection({ name, restartPolicy, readinessProbe, startupProbe }: V1Container): V1Container {
  return {
    name,
    ...(restartPolicy && { restartPolicy }),
    ...(readinessProbe && { readinessProbe: {} }),
    ...(startupProbe && { startupProbe: {} }),
  };
}

// Where a task is placed, whether it is healthy, and whether it lost its place.
const CONDITIONS: ReadonlySet<string> = new Set(["PodScheduled", "Ready", "DisruptionTarget"]);

function stateOf(status: ContainerStatus): ContainerStatus {
  const { name, image, imageID, ready, started, restartCount, state, lastState } = status;
  const last = lastState?.terminated && { lastState: { terminated: withoutOutput(lastState.terminated) } };
  const now = state?.terminated ? { ...state, terminated: withoutOutput(state.terminated) } : state;
  const whether = started === undefined ? {} : { started };
  return { name, image, imageID, ready, ...whether, restartCount, ...(now && { state: now }), ...last };
}

type Terminated = NonNullable<NonNullable<ContainerStatus["state"]>["terminated"]>;

// A program chooses its last message itself; that of a container that never ran is the runtime's, or the helper's.
function withoutOutput({ message, ...rest }: Terminated): Terminated {
  const isOfRuntime = rest.reason === "StartError" || rest.reason === "ContainerCannotRun";
  return message && (isOfRuntime || unmetDependency(message) !== undefined) ? { ...rest, message } : rest;
}

function noted<T extends { annotations?: Record<string, string> }>(metadata: T): T {
  return { ...metadata, annotations: ours(metadata.annotations) };
}

const NOTES: ReadonlySet<string> = new Set(Object.values(annotations));

function ours(notes: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(notes).filter(([name]) => NOTES.has(name)));
}
