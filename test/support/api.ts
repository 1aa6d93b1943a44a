import { execFileSync } from "node:child_process";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { ClusterSpec, ClusterStatus } from "../../src/api/kinds/cluster.ts";
import type { ServiceSpec, ServiceStatus } from "../../src/api/kinds/service.ts";
import type { TaskDefinitionSpec, TaskDefinitionStatus } from "../../src/api/kinds/task-definition.ts";
import type { KubeObject } from "../../src/api/kube-object.ts";
import type { TaskObject } from "../../src/api/task-identity.ts";
import { KubeClient } from "../../src/kube/client.ts";
import { Connection } from "../../src/kube/connection.ts";
import * as resources from "../../src/kube/resource.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { repository } from "./shell.ts";

/* Reads of the test cluster. A test looks often and at much: a kubectl for every look would keep the machine busy. */

export type ClusterObject = KubeObject<ClusterSpec, ClusterStatus>;
export type TaskDefinitionObject = KubeObject<TaskDefinitionSpec, TaskDefinitionStatus>;
export type ServiceObject = KubeObject<ServiceSpec, ServiceStatus>;

export type RunObject = TaskObject;

/** Our kinds, with what is in them. */
export const clusters = typed<ClusterObject>(resources.clusters);
export const taskDefinitions = typed<TaskDefinitionObject>(resources.taskDefinitions);
export const services = typed<ServiceObject>(resources.services);
export const runs = typed<RunObject>(resources.tasks);
export {
  configMaps,
  coreServices,
  daemonSets,
  deployments,
  nodes,
  pods,
  replicaSets,
} from "../../src/kube/resource.ts";

function typed<T extends KubeObject>({
  group,
  version,
  plural,
  kind,
  namespaced,
}: resources.Resource): resources.Resource<T> {
  return { group, version, plural, kind, namespaced };
}

/** Where the test cluster's kubeconfig file is. */
export function kubeconfig(): string {
  return execFileSync(`${repository}/test/cluster/kubeconfig.sh`, { encoding: "utf8" }).trim();
}

function load(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig());
  return config;
}

/** A client of the test cluster; its connections are made when they are needed and do not keep a process alive. */
export const api = new KubeClient(new Connection({ load, clock: systemClock, userAgent: "berth/e2e" }), systemClock);
