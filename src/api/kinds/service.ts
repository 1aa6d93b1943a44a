import { z } from "zod";
import { capacityProviderStrategyItem } from "../concepts/capacity-provider-strategy.ts";
import { deploymentConfiguration, deploymentController } from "../concepts/deployment-configuration.ts";
import { gatewayConnector } from "../concepts/gateway-connector.ts";
import { loadBalancer } from "../concepts/load-balancer.ts";
import { monitoringConfiguration } from "../concepts/monitoring.ts";
import { networkConfiguration } from "../concepts/network-configuration.ts";
import { placementConstraint, placementStrategy } from "../concepts/placement.ts";
import { serviceConnectConfiguration } from "../concepts/service-connect.ts";
import { serviceRegistry } from "../concepts/service-registry.ts";
import { propagateTags, tags } from "../concepts/tag.ts";
import { serviceVolumeConfiguration } from "../concepts/volume-configuration.ts";
import { vpcLatticeConfiguration } from "../concepts/vpc-lattice.ts";
import { arn, bool, count, keyedList, list, name, text } from "../scalars.ts";
import { launchType, schedulingStrategy } from "./service-status.ts";

export * from "./service-status.ts";

/** What Kubernetes needs to know about a service beyond ECS. */
export const serviceKubernetes = z.looseObject({
  strict: bool
    .optional()
    .meta({ description: "Whether the object is refused if a field cannot have its effect.", ecsDefault: false }),
  forceNewDeployment: text.optional().describe("Any text: a new value starts a deployment of the unchanged service."),
  healthyAfterSeconds: count
    .optional()
    .describe(
      "Seconds that a task must run before it counts as healthy. Absent: 40 without health check and load balancer, else 0.",
    ),
  stopDeployment: z
    .looseObject({
      deployment: name.describe("Id of the deployment to stop: ecs-svc/ and 19 digits."),
      type: z
        .enum(["ABORT", "ROLLBACK"])
        .describe("ROLLBACK: go back to the last deployment that completed. ABORT: launch no more of its tasks."),
    })
    .optional()
    .describe("Stops a deployment that is in progress."),
  alarms: keyedList(
    z.looseObject({
      name: name.describe("Name of the alarm in `deploymentConfiguration.alarms`."),
      url: text.describe("Address to ask: an HTTP status of 200 to 299 is OK, all else is ALARM."),
    }),
    "name",
  )
    .optional()
    .describe("Where the alarms of `deploymentConfiguration.alarms` are asked."),
});

/** The request CreateService, word for word, and `kubernetes`. */
export const serviceSpec = z.looseObject({
  cluster: arn.optional().meta({ description: "Cluster of the service, by name or ARN.", ecsDefault: "default" }),
  serviceName: name.optional().describe("Name of the service. Absent: the name of this object."),
  taskDefinition: arn
    .optional()
    .describe(
      "Task definition to run: family:revision, a full ARN, or a family alone, which follows its newest ACTIVE revision.",
    ),
  availabilityZoneRebalancing: z
    .enum(["DISABLED", "ENABLED"])
    .optional()
    .meta({ description: "Whether tasks move when the zones get out of balance.", ecsDefault: "ENABLED" }),
  loadBalancers: list(loadBalancer).optional().describe("Load balancers in front of the tasks."),
  serviceRegistries: list(serviceRegistry).optional().describe("Service discovery registry of the tasks; at most one."),
  desiredCount: count.optional().describe("How many tasks to run. Required for REPLICA, absent for DAEMON."),
  clientToken: name.optional().describe("Makes the ECS request idempotent. A Kubernetes object is so by its name."),
  launchType: launchType
    .optional()
    .describe("Where the tasks run. Absent, and without a strategy: by the cluster's default strategy, else EC2."),
  capacityProviderStrategy: list(capacityProviderStrategyItem, 20)
    .optional()
    .describe("How the tasks are spread over capacity providers. Not together with `launchType`."),
  platformVersion: name
    .optional()
    .meta({ description: "Fargate platform version of the tasks.", ecsDefault: "LATEST" }),
  role: arn.optional().describe("IAM role with which ECS calls the load balancer, for Classic Load Balancers."),
  deploymentConfiguration: deploymentConfiguration
    .optional()
    .describe("How the service gets from one revision to the next."),
  placementConstraints: list(placementConstraint, 10)
    .optional()
    .describe("Conditions on the container instances of the tasks."),
  placementStrategy: list(placementStrategy, 5)
    .optional()
    .describe("How the tasks are distributed over container instances."),
  networkConfiguration: networkConfiguration
    .optional()
    .describe("Subnets and security groups. Accepted and reported, never required here."),
  healthCheckGracePeriodSeconds: count.optional().meta({
    description: "Seconds after a task's start in which failing health checks do not stop it.",
    ecsDefault: 0,
  }),
  schedulingStrategy: schedulingStrategy.optional().meta({
    description: "REPLICA runs `desiredCount` tasks, DAEMON one on each container instance. It cannot change.",
    ecsDefault: "REPLICA",
  }),
  deploymentController: deploymentController.optional().describe("Who carries out deployments. Absent: ECS."),
  tags: tags.optional().describe("Tags of the service."),
  enableECSManagedTags: bool
    .optional()
    .meta({ description: "Whether tasks get the tags of ECS, with cluster and service name.", ecsDefault: false }),
  propagateTags: propagateTags
    .optional()
    .meta({ description: "Whether tasks get the tags of the service or of the task definition.", ecsDefault: "NONE" }),
  enableExecuteCommand: bool
    .optional()
    .meta({ description: "Whether ECS Exec can run commands in the tasks.", ecsDefault: false }),
  serviceConnectConfiguration: serviceConnectConfiguration.optional().describe("Service Connect. Absent: off."),
  volumeConfigurations: keyedList(serviceVolumeConfiguration, "name")
    .optional()
    .describe("What the task definition's volume with `configuredAtLaunch` is."),
  vpcLatticeConfigurations: list(vpcLatticeConfiguration).optional().describe("VPC Lattice target groups."),
  gatewayConnectors: list(gatewayConnector).optional().describe("Gateways that route traffic into the service."),
  monitoring: monitoringConfiguration.optional().describe("How finely the service's metrics are recorded."),
  kubernetes: serviceKubernetes.optional().describe("What Kubernetes needs to know beyond ECS."),
});
export type ServiceSpec = z.infer<typeof serviceSpec>;
