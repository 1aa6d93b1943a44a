import { type ClusterSpec, clusterOutputOnly, clusterSpec } from "../../api/kinds/cluster.ts";
import { type ServiceSpec, serviceOutputOnly, serviceSpec } from "../../api/kinds/service.ts";
import { shapeOf } from "../../api/shape.ts";
import { type Request, reported } from "../reported.ts";
import type { Difference } from "../translator.ts";
import type { Unsupported } from "../unsupported.ts";

const notYet = (path: string, reason: string, harmless: readonly unknown[] = [], instead?: string): Unsupported => ({
  path,
  reason: `not yet: ${reason}`,
  harmless,
  ...(instead === undefined ? {} : { instead }),
});

const never = (path: string, reason: string): Unsupported => ({ path, reason: `not used: ${reason}`, harmless: [] });

/** Members of CreateService that have no effect here yet, and what the user sees instead. */
export const serviceNotYet: readonly Unsupported[] = [
  notYet("availabilityZoneRebalancing", "tasks are spread over zones when they start, and are not moved afterwards", [
    "DISABLED",
  ]),
  notYet("loadBalancers[].targetGroupArn", "a Kubernetes Service of the object's name stands in for the target group"),
  notYet(
    "loadBalancers[].loadBalancerName",
    "a Kubernetes Service of the object's name stands in for the load balancer",
  ),
  notYet("loadBalancers[].advancedConfiguration", "there are no blue/green deployments"),
  notYet(
    "serviceRegistries",
    "the tasks are in no service registry",
    [],
    "name a port in loadBalancers: the Kubernetes Service has a DNS name",
  ),
  never("clientToken", "an object is created once, by its name"),
  notYet("platformVersion", "there is one Fargate platform; a change starts a deployment", ["LATEST"]),
  never("role", "Berth asks nothing of AWS's load balancers"),
  notYet("deploymentConfiguration.strategy", "deployments are rolling ones", ["ROLLING"]),
  notYet("deploymentConfiguration.lifecycleHooks", "no hooks are called"),
  notYet("deploymentConfiguration.linearConfiguration", "deployments are rolling ones"),
  notYet("deploymentConfiguration.canaryConfiguration", "deployments are rolling ones"),
  notYet("deploymentConfiguration.earlySuccessCriteria", "a deployment is completed when all its tasks are healthy"),
  notYet("placementConstraints", "tasks can run on every container instance of the cluster"),
  notYet("placementStrategy", "tasks are spread over zones and instances"),
  notYet("capacityProviderStrategy", "only FARGATE and FARGATE_SPOT are told from EC2; base and weight have no effect"),
  notYet("networkConfiguration", "subnets and security groups have no effect; a change starts a deployment"),
  notYet("tags", "they stay on the object, and tasks do not get them"),
  notYet("enableECSManagedTags", "tasks get no tags; they have labels with cluster and service", [false]),
  notYet("propagateTags", "tasks get no tags", ["NONE"]),
  notYet("enableExecuteCommand", "there is no ECS Exec", [false], "use kubectl exec"),
  notYet("serviceConnectConfiguration", "there is no Service Connect"),
  notYet("volumeConfigurations", "no volume is created at launch"),
  never("vpcLatticeConfigurations", "there is no VPC Lattice outside AWS"),
  notYet("gatewayConnectors", "there are no gateways"),
  notYet("monitoring", "there are no service metrics"),
];

/** Members of CreateCluster that have no effect here yet. */
export const clusterNotYet: readonly Unsupported[] = [
  notYet("tags", "they stay on the object"),
  notYet("settings", "there is no Container Insights"),
  notYet("configuration", "there is no ECS Exec and no managed storage to configure"),
  notYet("capacityProviders", "only FARGATE and FARGATE_SPOT exist, without being named"),
  notYet(
    "defaultCapacityProviderStrategy",
    "only FARGATE and FARGATE_SPOT are told from EC2; base and weight have no effect; a change also moves the services " +
      "that are there and name neither strategy nor launch type",
    [],
    "name the launch type in services that shall stay where they are",
  ),
  notYet("serviceConnectDefaults", "there is no Service Connect"),
  notYet("kubernetes.drainOnCordon", "a cordoned Node gets no new tasks, and its tasks are not moved", [false]),
];

const service: Request = {
  shape: shapeOf(serviceSpec),
  unsupported: serviceNotYet,
  outputOnly: serviceOutputOnly,
  describedBy: "DescribeServices",
};

const cluster: Request = {
  shape: shapeOf(clusterSpec),
  unsupported: clusterNotYet,
  outputOnly: clusterOutputOnly,
  describedBy: "DescribeClusters",
};

/** What a service's request says that does not have its effect on ECS; `nulls` are the paths of removed nulls. */
export function unsupportedOfService(spec: ServiceSpec, nulls: readonly string[] = []): Difference[] {
  return reported(spec, nulls, service);
}

/** What a cluster's request says that does not have its effect on ECS; `nulls` are the paths of removed nulls. */
export function unsupportedOfCluster(spec: ClusterSpec, nulls: readonly string[] = []): Difference[] {
  return reported(spec, nulls, cluster);
}
