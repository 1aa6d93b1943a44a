import type { ClusterSpec } from "../../api/kinds/cluster.ts";
import { checkCluster } from "../../translate/service/checks.ts";
import { unsupportedOfCluster } from "../../translate/service/unsupported.ts";
import { type Judged, type Read, refused } from "./judged.ts";

/** A cluster is a name and a label of Nodes: no object is made of it. */
export function renderCluster({ manifest, spec, nulls }: Read<ClusterSpec>): Judged {
  const problems = checkCluster(spec.clusterName ?? manifest.metadata.name);
  if (problems.length > 0) return refused(problems.map(({ message }) => message));
  const differences = unsupportedOfCluster(spec, nulls);
  if (spec.kubernetes?.strict === true && differences.length > 0) {
    return refused([`ClientException: ${differences.map(({ path, reason }) => `${path}: ${reason}`).join("; ")}`]);
  }
  return { refusals: [], differences, objects: [] };
}
