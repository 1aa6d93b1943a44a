import { labels } from "../../src/api/labels.ts";
import { clusterLabel } from "../../src/api/names.ts";
import { api, nodes } from "./api.ts";
import { kubectl } from "./cluster.ts";

/** Names the Nodes that may become container instances, where others use the rest of the cluster at the same time. */
const OWN_NODES = process.env.BERTH_E2E_NODES?.split(",");

/** Whether somebody else uses the test cluster, too, so that what is there must be left alone. */
export const nodesAreShared = OWN_NODES !== undefined;

/** Nodes that can be made container instances, always the same ones in the same order. */
export async function workers(): Promise<string[]> {
  if (OWN_NODES !== undefined) return OWN_NODES;
  const { items } = await api.list(nodes, { labelSelector: "!node-role.kubernetes.io/control-plane" });
  return items.map(({ metadata }) => metadata.name).toSorted();
}

/** Makes a Node a container instance of a cluster of the namespace, as a user does. */
export async function addInstance(node: string, namespace: string, cluster = "default"): Promise<void> {
  await kubectl("label", "node", node, "--overwrite", `${labels.cluster}=${clusterLabel(namespace, cluster)}`);
}

/** The Nodes are no container instances any more. */
export async function removeInstances(...names: readonly string[]): Promise<void> {
  if (names.length > 0) await kubectl("label", "nodes", ...names, `${labels.cluster}-`);
}
