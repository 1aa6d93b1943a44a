import type { KubeObject } from "../../api/kube-object.ts";
import { labels } from "../../api/labels.ts";
import { clusterLabel, ECS_NAME } from "../../api/names.ts";
import { clusterNameOf } from "../../api/service-identity.ts";
import * as resources from "../../kube/resource.ts";
import { awaitChange, requeueAfter } from "../../runtime/action.ts";
import { clusterStatus } from "../../status/cluster.ts";
import type { Progress } from "../../status/conditions.ts";
import { taskOf } from "../../status/task-status.ts";
import { unsupportedOfCluster } from "../../translate/service/unsupported.ts";
import { clusterName, type OwnCluster, versionsOf } from "../caches.ts";
import { type Context, type Controller, writeStatus } from "../context.ts";
import { eldest } from "../elder.ts";
import { Pace } from "../pace.ts";

const NAME = "berth-cluster";

/** Keeps each Cluster's counts true: container instances, tasks and services. A cluster becomes no object of its own. */
export function clusterController(context: Context): Controller {
  const { caches, settings, clock } = context;
  const pace = new Pace(clock);

  return {
    name: NAME,

    async reconcile(key) {
      const cluster = caches.clusters.get(key);
      if (cluster === undefined || cluster.metadata.deletionTimestamp !== undefined) {
        pace.forget(key);
        return awaitChange();
      }
      const wait = pace.waitMs(key);
      if (wait > 0 && cluster.status?.observedGeneration === cluster.metadata.generation) return requeueAfter(wait);
      const namespace = cluster.metadata.namespace ?? "";
      const name = clusterName(cluster);
      const label = clusterLabel(namespace, name);
      const twins = caches.clusters.byIndex("name", `${namespace}/${name}`);
      const differences = unsupportedOfCluster(cluster.spec ?? {}, cluster.nulls);
      const progress = judge(cluster, name, eldest(twins), differences);
      const counts = {
        instances: caches.nodes.byIndex("clusterLabel", label).length,
        services: caches.services.byIndex("cluster", `${namespace}/${name}`).filter(isActive).length,
        tasks: caches.pods.byIndex("cluster", `${namespace}/${label}`).map(taskOf),
      };
      const now = new Date(clock.now());
      const status = clusterStatus(cluster, name, counts, progress, differences, settings.identity, now);
      if (await writeStatus(context, NAME, resources.clusters, caches.clusters, cluster, status)) pace.said(key);
      return awaitChange();
    },

    wake(add) {
      const named = (namespace: string | undefined, name: string) => {
        for (const { metadata } of caches.clusters.byIndex("name", `${namespace}/${name}`))
          add(`${namespace}/${metadata.name}`);
      };
      const labelled = (object: KubeObject) => {
        const { namespace = "", labels: own } = object.metadata;
        for (const cluster of caches.clusters.byIndex("label", own?.[labels.cluster] ?? "")) {
          const { namespace: home, name } = cluster.metadata;
          if (namespace === "" || namespace === home) add(`${home}/${name}`);
        }
      };
      caches.clusters.onChange(({ object }) => {
        add(`${object.metadata.namespace}/${object.metadata.name}`);
        named(object.metadata.namespace, clusterName(object));
      });
      caches.services.onChange((change) => {
        for (const service of versionsOf(change)) named(service.metadata.namespace, clusterNameOf(service) ?? "");
      });
      caches.pods.onChange((change) => versionsOf(change).forEach(labelled));
      caches.nodes.onChange((change) => {
        const [before, after] = [change.previous, change.object].map((node) => node?.metadata.labels?.[labels.cluster]);
        if (change.type === "deleted" || before !== after) versionsOf(change).forEach(labelled);
      });
    },
  };
}

function isActive({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined;
}

function judge(
  cluster: OwnCluster,
  name: string,
  elder: OwnCluster | undefined,
  differences: readonly { path: string }[],
): Progress {
  if (!ECS_NAME.test(name)) {
    const message =
      "InvalidParameterException: Invalid identifier: use 1 to 255 letters, numbers, hyphens and underscores.";
    return { kind: "stalled", reason: "InvalidParameter", message };
  }
  if (elder !== undefined && elder.metadata.uid !== cluster.metadata.uid) {
    const message = `Cluster ${elder.metadata.name} of this namespace has the cluster name ${name} already.`;
    return { kind: "stalled", reason: "ClusterConflict", message };
  }
  if (cluster.spec?.kubernetes?.strict === true && differences.length > 0) {
    const message = `ClientException: not honoured: ${differences.map(({ path }) => path).join(", ")}`;
    return { kind: "stalled", reason: "NotHonouredStrict", message };
  }
  return { kind: "ready", message: `The cluster ${name} is ACTIVE.` };
}
