import { arns, type Identity, parseCluster } from "./arn.ts";
import type { SchedulingStrategy, ServiceSpec, ServiceStatus } from "./kinds/service.ts";
import type { KubeObject } from "./kube-object.ts";
import { labels } from "./labels.ts";
import { clusterLabel, labelValue } from "./names.ts";

/** A Service object of ours, as the API server has it. */
export type ServiceObject = KubeObject<ServiceSpec, ServiceStatus>;

/** Name of the ECS service: `spec.serviceName`, else the object's own. */
export function serviceName(service: ServiceObject): string {
  return service.spec?.serviceName ?? service.metadata.name;
}

/** ECS name of the cluster that a service joins; `undefined` where the reference is none. */
export function clusterNameOf(service: ServiceObject): string | undefined {
  return parseCluster(service.spec?.cluster);
}

/** `schedulingStrategy` with ECS's default. */
export function schedulingStrategy(spec: ServiceSpec): SchedulingStrategy {
  return spec.schedulingStrategy ?? "REPLICA";
}

/** Labels that select the tasks of one service. They never change: neither name nor cluster of a service can. */
export function taskSelector(cluster: string, service: string): Record<string, string> {
  return { [labels.cluster]: cluster, [labels.service]: labelValue(service) };
}

/** Value of the cluster label for the cluster that a service joins. */
export function clusterLabelOf(service: ServiceObject): string {
  return clusterLabel(service.metadata.namespace ?? "", clusterNameOf(service) ?? "default");
}

/** ARNs of a service and of its cluster. */
export function arnsOf(service: ServiceObject, identity: Identity): { serviceArn: string; clusterArn: string } {
  const cluster = clusterNameOf(service) ?? "default";
  return {
    serviceArn: arns.service(identity, cluster, serviceName(service)),
    clusterArn: arns.cluster(identity, cluster),
  };
}
