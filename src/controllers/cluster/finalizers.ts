import { isConflict, isNotFound } from "../../kube/errors.ts";
import * as resources from "../../kube/resource.ts";
import type { OwnCluster } from "../caches.ts";
import type { Context } from "../context.ts";

/** Sets the finalizers of a cluster, as they were when it was read but for our own: a change by others is a conflict. */
export async function setFinalizers(
  { client, caches }: Context,
  fieldManager: string,
  cluster: OwnCluster,
  finalizers: readonly string[],
): Promise<void> {
  const { namespace, name, resourceVersion } = cluster.metadata;
  const patch = { metadata: { finalizers } };
  try {
    const written = await client.mergePatch(resources.clusters, { namespace, name }, patch, {
      fieldManager,
      resourceVersion,
    });
    caches.clusters.upsert({ ...cluster, metadata: written.metadata });
  } catch (error) {
    // Somebody was faster, or the object is gone: the watch brings the news, and with it another pass.
    if (!isConflict(error) && !isNotFound(error)) throw error;
  }
}
