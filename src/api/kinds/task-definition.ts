import { z } from "zod";
import { containerDefinition } from "../concepts/container-definition.ts";
import { taskDefinitionPlacementConstraint } from "../concepts/placement.ts";
import { proxyConfiguration } from "../concepts/proxy-configuration.ts";
import { inferenceAccelerator } from "../concepts/resource-requirement.ts";
import { compatibility, ephemeralStorage, runtimePlatform } from "../concepts/runtime-platform.ts";
import { tags } from "../concepts/tag.ts";
import { volume } from "../concepts/volume.ts";
import { statusBase } from "../conditions.ts";
import { arn, bool, count, int, list, name } from "../scalars.ts";

/** How a task is attached to the network (ECS `NetworkMode`). */
export const networkMode = z.enum(["awsvpc", "bridge", "host", "none"]);
export type NetworkMode = z.infer<typeof networkMode>;

/** What Kubernetes needs to know about a task definition beyond ECS. */
export const taskDefinitionKubernetes = z.looseObject({
  strict: bool
    .optional()
    .meta({ description: "Whether the object is refused if a field cannot have its effect.", ecsDefault: false }),
  deregister: list(int.min(1))
    .optional()
    .describe("Revisions to deregister: they become INACTIVE. What runs them goes on."),
  revisionHistoryLimit: count
    .optional()
    .meta({ description: "How many revisions that nothing uses are kept.", ecsDefault: 100 }),
  imagePullPolicy: z
    .enum(["Always", "IfNotPresent", "Never"])
    .optional()
    .describe("When the images are pulled. Absent: as the operator is configured, IfNotPresent by default."),
});

/** The request RegisterTaskDefinition, word for word, and `kubernetes`. */
export const taskDefinitionSpec = z.looseObject({
  family: name
    .optional()
    .describe("Name of the task definition; its revisions are family:1, family:2, … Absent: the name of this object."),
  taskRoleArn: arn.optional().describe("IAM role of the task's own programs."),
  executionRoleArn: arn.optional().describe("IAM role with which ECS pulls images, reads secrets and writes logs."),
  networkMode: networkMode.optional().meta({
    description:
      "How the task is attached to the network. awsvpc: an address of its own. bridge: behind the instance's address, by port mappings. host: the instance's own network. none: no network.",
    ecsDefault: "bridge",
  }),
  containerDefinitions: list(containerDefinition, 10).describe(
    "Containers of the task, 1 to 10; at least one essential.",
  ),
  volumes: list(volume, 500).optional().describe("Volumes that the task's containers can mount."),
  placementConstraints: list(taskDefinitionPlacementConstraint, 10)
    .optional()
    .describe("Conditions on the container instances that can run the task. Not for Fargate."),
  requiresCompatibilities: list(compatibility)
    .optional()
    .describe("Launch types for which the task definition must be valid; checked when it is registered."),
  cpu: name
    .optional()
    .describe(
      'Limit of the whole task\'s CPU: in CPU units ("1024") or in vCPUs ("1 vCPU"). Required for Fargate, with fixed steps.',
    ),
  memory: name
    .optional()
    .describe(
      'Limit of the whole task\'s memory: in MiB ("2048") or in GB ("2 GB"). Required for Fargate, with fixed steps.',
    ),
  tags: tags.optional().describe("Tags of the revision."),
  pidMode: z
    .enum(["host", "task"])
    .optional()
    .describe("Process namespace: shared with the host, or by the task's containers. Absent: one per container."),
  ipcMode: z
    .enum(["host", "none", "task"])
    .optional()
    .describe("IPC namespace: shared with the host, by the task's containers, or none. Absent: one per container."),
  proxyConfiguration: proxyConfiguration.optional().describe("The task's App Mesh proxy."),
  inferenceAccelerators: list(inferenceAccelerator)
    .optional()
    .describe("Elastic Inference accelerators, a service that AWS has ended."),
  ephemeralStorage: ephemeralStorage.optional().describe("Scratch disk of a Fargate task. Absent: 20 GiB."),
  runtimePlatform: runtimePlatform.optional().describe("Processor and operating system that the task needs."),
  enableFaultInjection: bool
    .optional()
    .meta({ description: "Whether faults can be injected into the task (AWS FIS).", ecsDefault: false }),
  kubernetes: taskDefinitionKubernetes.optional().describe("What Kubernetes needs to know beyond ECS."),
});
export type TaskDefinitionSpec = z.infer<typeof taskDefinitionSpec>;

/** What DescribeTaskDefinition says about the newest revision, and conditions. */
export const taskDefinitionStatus = z.object({
  ...statusBase,
  family: z.string().optional().describe("Name of the task definition."),
  revision: count.optional().describe("Number of the newest revision."),
  status: z
    .enum(["ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"])
    .optional()
    .describe("Status of the newest revision; only an ACTIVE one can be used anew."),
  taskDefinitionArn: z.string().optional().describe("ARN of the newest revision."),
  compatibilities: z.array(compatibility).optional().describe("Launch types for which the newest revision is valid."),
  requiresAttributes: z
    .array(z.object({ name: z.string().describe("Name of the attribute.") }))
    .optional()
    .describe("Abilities that a container instance needs to run the newest revision."),
});
export type TaskDefinitionStatus = z.infer<typeof taskDefinitionStatus>;

/** Members of the answer of DescribeTaskDefinition that are no input: known, and skipped with a line. */
export const taskDefinitionOutputOnly: readonly string[] = [
  "taskDefinitionArn",
  "revision",
  "status",
  "compatibilities",
  "requiresAttributes",
  "registeredAt",
  "registeredBy",
  "deregisteredAt",
  "deleteRequestedAt",
];
