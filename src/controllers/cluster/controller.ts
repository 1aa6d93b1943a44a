import type { KubeObject } from "../../api/kube-object.ts";
import { CLUSTER_FINALIZER, labels } from "../../api/labels.ts";
import { clusterLabel } from "../../api/names.ts";
import { clusterNameOf } from "../../api/service-identity.ts";
import * as resources from "../../kube/resource.ts";
import { type ClusterUse, planDeletion } from "../../plan/cluster.ts";
import { type Action, awaitChange, requeueAfter } from "../../runtime/action.ts";
import { clusterStatus, type Lifecycle } from "../../status/cluster.ts";
import type { Progress } from "../../status/conditions.ts";
import { type Task, taskOf } from "../../status/task-status.ts";
import { checkCluster } from "../../translate/service/checks.ts";
import { unsupportedOfCluster } from "../../translate/service/unsupported.ts";
import { clusterName, type OwnCluster, versionsOf } from "../caches.ts";
import { type Context, type Controller, writeStatus } from "../context.ts";
import { eldest } from "../elder.ts";
import { Pace } from "../pace.ts";
import { setFinalizers } from "./finalizers.ts";

const NAME = "berth-cluster";
const NAMESPACE_CHECK_MS = 5_000;

/** Keeps each Cluster's counts true: container instances, tasks and services. A cluster becomes no object of its own. */
export function clusterController(context: Context): Controller {
  const { caches, client, settings, clock } = context;
  const pace = new Pace(clock);

  /** What is in the cluster; a service that is being deleted is in it, but not active. */
  function useOf(cluster: OwnCluster): ClusterUse & { activeServices: number; running: readonly Task[] } {
    const namespace = cluster.metadata.namespace ?? "";
    const name = clusterName(cluster);
    const label = clusterLabel(namespace, name);
    const services = caches.services.byIndex("cluster", `${namespace}/${name}`);
    const tasks = caches.pods.byIndex("cluster", `${namespace}/${label}`).map(taskOf);
    const running = tasks.filter(({ status }) => status !== "STOPPED");
    return {
      services: services.length,
      activeServices: services.filter(isActive).length,
      instances: caches.nodes.byIndex("clusterLabel", label).length,
      tasks: running.length,
      running,
    };
  }

  async function report(cluster: OwnCluster, lifecycle: Lifecycle, progress: Progress): Promise<boolean> {
    const { activeServices, instances, running } = useOf(cluster);
    const counts = { services: activeServices, instances, tasks: running };
    const differences = unsupportedOfCluster(cluster.spec ?? {}, cluster.nulls);
    const facts = { name: clusterName(cluster), lifecycle, counts, progress, differences };
    const status = clusterStatus(cluster, facts, settings.identity, new Date(clock.now()));
    return writeStatus(context, NAME, resources.clusters, caches.clusters, cluster, status);
  }

  /** Lets a cluster that its user deletes go as soon as nothing is in it. */
  async function remove(cluster: OwnCluster): Promise<Action> {
    const { namespace = "", name, finalizers = [] } = cluster.metadata;
    if (!finalizers.includes(CLUSTER_FINALIZER)) return awaitChange();
    const use = useOf(cluster);
    const plan = planDeletion(use, false);
    if (plan.kind === "blocked") {
      const home = await client.find(resources.namespaces, { name: namespace });
      if (home?.metadata.deletionTimestamp === undefined) {
        await report(cluster, "ACTIVE", { ...plan, kind: "waiting" });
        // That the namespace goes, too, is not watched.
        return requeueAfter(NAMESPACE_CHECK_MS);
      }
    }
    const message = `The cluster ${clusterName(cluster)} is INACTIVE.`;
    await report(cluster, "INACTIVE", { kind: "progressing", reason: "Deleting", message });
    const now = caches.clusters.get(`${namespace}/${name}`) ?? cluster;
    const others = finalizers.filter((finalizer) => finalizer !== CLUSTER_FINALIZER);
    await setFinalizers(context, NAME, now, others);
    return awaitChange();
  }

  return {
    name: NAME,

    async reconcile(key) {
      const cluster = caches.clusters.get(key);
      if (cluster === undefined || cluster.metadata.deletionTimestamp !== undefined) {
        pace.forget(key);
        return cluster === undefined ? awaitChange() : remove(cluster);
      }
      const wait = pace.waitMs(key);
      if (wait > 0 && cluster.status?.observedGeneration === cluster.metadata.generation) return requeueAfter(wait);
      const namespace = cluster.metadata.namespace ?? "";
      const twins = caches.clusters.byIndex("name", `${namespace}/${clusterName(cluster)}`);
      const differences = unsupportedOfCluster(cluster.spec ?? {}, cluster.nulls);
      const progress = judge(cluster, clusterName(cluster), eldest(twins), differences);
      const active = progress.kind === "ready";
      const { finalizers = [] } = cluster.metadata;
      if (active && !finalizers.includes(CLUSTER_FINALIZER)) {
        await setFinalizers(context, NAME, cluster, [...finalizers, CLUSTER_FINALIZER]);
      }
      if (await report(caches.clusters.get(key) ?? cluster, active ? "ACTIVE" : "FAILED", progress)) pace.said(key);
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
  const [problem] = checkCluster(name);
  if (problem !== undefined) return { kind: "stalled", reason: "InvalidParameter", message: problem.message };
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
