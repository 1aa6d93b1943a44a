import { z } from "zod";
import { capacityProviderStrategyItem } from "../concepts/capacity-provider-strategy.ts";
import { clusterConfiguration, clusterSetting } from "../concepts/cluster-configuration.ts";
import { serviceConnectDefaults } from "../concepts/service-connect.ts";
import { tags } from "../concepts/tag.ts";
import { statusBase } from "../conditions.ts";
import { bool, count, list, name } from "../scalars.ts";

/** What Kubernetes needs to know about a cluster beyond ECS. */
export const clusterKubernetes = z.looseObject({
  strict: bool
    .optional()
    .meta({ description: "Whether the object is refused if a field cannot have its effect.", ecsDefault: false }),
  drainOnCordon: bool.optional().meta({
    description: "Whether a cordoned Node of the cluster is a DRAINING container instance, whose tasks move elsewhere.",
    ecsDefault: true,
  }),
});

/** The request CreateCluster, word for word, and `kubernetes`. */
export const clusterSpec = z.looseObject({
  clusterName: name.optional().describe("Name of the cluster. Absent: the name of this object."),
  tags: tags.optional().describe("Tags of the cluster."),
  settings: list(clusterSetting).optional().describe("Settings of the cluster, such as containerInsights."),
  configuration: clusterConfiguration.optional().describe("ECS Exec and managed storage of the cluster."),
  capacityProviders: list(name).optional().describe("Capacity providers of the cluster, by name."),
  defaultCapacityProviderStrategy: list(capacityProviderStrategyItem, 20)
    .optional()
    .describe("Strategy of services and tasks that name neither a strategy nor a launch type."),
  serviceConnectDefaults: serviceConnectDefaults.optional().describe("Defaults for Service Connect."),
  kubernetes: clusterKubernetes.optional().describe("What Kubernetes needs to know beyond ECS."),
});
export type ClusterSpec = z.infer<typeof clusterSpec>;

/** What DescribeClusters says, and conditions. */
export const clusterStatus = z.object({
  ...statusBase,
  status: z
    .enum(["ACTIVE", "PROVISIONING", "DEPROVISIONING", "FAILED", "INACTIVE"])
    .optional()
    .describe("Status of the cluster; ACTIVE clusters take services and tasks."),
  clusterArn: z.string().optional().describe("ARN of the cluster."),
  clusterName: z.string().optional().describe("Name of the cluster."),
  registeredContainerInstancesCount: count
    .optional()
    .describe("How many Nodes are container instances of the cluster, draining ones included."),
  runningTasksCount: count.optional().describe("How many tasks of the cluster are RUNNING."),
  pendingTasksCount: count.optional().describe("How many tasks of the cluster are PENDING."),
  activeServicesCount: count.optional().describe("How many services of the cluster are ACTIVE."),
});
export type ClusterStatus = z.infer<typeof clusterStatus>;

/** Members of the answer of DescribeClusters that are no input: known, and skipped with a line. */
export const clusterOutputOnly: readonly string[] = [
  "clusterArn",
  "status",
  "registeredContainerInstancesCount",
  "runningTasksCount",
  "pendingTasksCount",
  "activeServicesCount",
  "statistics",
  "attachments",
  "attachmentsStatus",
];
