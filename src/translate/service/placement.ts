import type { V1NodeSelectorTerm, V1PodSpec } from "@kubernetes/client-node";
import { labels } from "../../api/labels.ts";
import type { LaunchType } from "./launch-type.ts";

/** What placement needs to know about the cluster that the task joins. */
export interface PlacementContext {
  /** Value of the cluster label: names the container instances. */
  clusterLabel: string;
  launchType: LaunchType;
  /** Whether there are untainted Nodes that are nobody's container instance. */
  fargatePool: boolean;
  /** Selects the tasks of the same service, or of the same group. */
  selector: Record<string, string>;
}

type Placement = Pick<V1PodSpec, "nodeSelector" | "affinity" | "topologySpreadConstraints">;

const onInstances = (clusterLabel: string): Placement => ({ nodeSelector: { [labels.cluster]: clusterLabel } });

/** Nodes that are no container instance of any cluster; every Node where there is none (design §5a). */
const inFargatePool = (fargatePool: boolean): Placement =>
  fargatePool
    ? {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: labels.cluster, operator: "DoesNotExist" }] }],
            },
          },
        },
      }
    : {};

// ECS spreads over Availability Zones, best effort: it never refuses a placement for the sake of balance. Spreading
// over instances, too, is what a Kubernetes user expects and what ECS leaves open.
const spread = (selector: Record<string, string>, matchLabelKeys: readonly string[] = []): Placement => ({
  topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selector },
    ...(matchLabelKeys.length > 0 && { matchLabelKeys: [...matchLabelKeys] }),
    nodeTaintsPolicy: "Honor",
  })),
});

const nodesOf = ({ launchType, fargatePool, clusterLabel }: PlacementContext): Placement =>
  launchType === "FARGATE" ? inFargatePool(fargatePool) : onInstances(clusterLabel);

/** Where the tasks of a REPLICA service may run, and how they spread (ECS developer guide, "Task placement"). */
export function replicaPlacement(context: PlacementContext): Placement {
  return { ...nodesOf(context), ...spread(context.selector, ["pod-template-hash"]) };
}

/** Where a task of no service may run; it is spread with those of its group. */
export function taskPlacement(context: PlacementContext): Placement {
  return { ...nodesOf(context), ...spread(context.selector) };
}

/** A DAEMON service runs one task on every container instance. */
export function daemonPlacement(context: PlacementContext): Placement {
  return onInstances(context.clusterLabel);
}

/**
 * A task definition's Pod in its place: on Nodes that are as the definition and as its placement want them. Node affinity
 * is a choice of terms, so both together are every pair of them.
 */
export function placed(pod: V1PodSpec, placement: Placement): V1PodSpec {
  const selector = { ...pod.nodeSelector, ...placement.nodeSelector };
  const terms = bothOf(termsOf(pod), termsOf(placement));
  const affinity = {
    ...pod.affinity,
    ...(terms && {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
    }),
  };
  return {
    ...pod,
    ...placement,
    ...(Object.keys(selector).length > 0 && { nodeSelector: selector }),
    ...(Object.keys(affinity).length > 0 && { affinity }),
  };
}

type Terms = V1NodeSelectorTerm[] | undefined;

function termsOf({ affinity }: Placement): Terms {
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

function bothOf(some: Terms, others: Terms): Terms {
  if (some === undefined || others === undefined) return some ?? others;
  return some.flatMap(({ matchExpressions: one = [] }) =>
    others.map(({ matchExpressions: other = [] }) => ({ matchExpressions: [...one, ...other] })),
  );
}
