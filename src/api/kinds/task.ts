import { z } from "zod";
import { capacityProviderStrategyItem } from "../concepts/capacity-provider-strategy.ts";
import { networkConfiguration } from "../concepts/network-configuration.ts";
import { placementConstraint, placementStrategy } from "../concepts/placement.ts";
import { propagateTags, tags } from "../concepts/tag.ts";
import { taskOverride } from "../concepts/task-override.ts";
import { taskVolumeConfiguration } from "../concepts/volume-configuration.ts";
import { DURATION } from "../duration.ts";
import { arn, bool, count, int, keyedList, list, name, text } from "../scalars.ts";
import { launchType } from "./service-status.ts";

export * from "./task-status.ts";

/** What Kubernetes needs to know about tasks beyond ECS; this alone can change. */
export const taskKubernetes = z.looseObject({
  strict: bool
    .optional()
    .meta({ description: "Whether the object is refused if a field cannot have its effect.", ecsDefault: false }),
  stop: z
    .looseObject({
      reason: text.optional().describe("Why; it becomes the task's stoppedReason."),
    })
    .optional()
    .describe("Stops the tasks, as StopTask does. A task that has stopped stays stopped when this is taken back."),
  stoppedTaskRetention: z.string().max(64).regex(DURATION).optional().meta({
    description: "How long the Pods of stopped tasks stay, with their logs: such as 15s, 90m or 1h.",
    ecsDefault: "1h",
  }),
  ttlSecondsAfterFinished: count
    .optional()
    .describe("Seconds after which this object is deleted when the last of its tasks has stopped. Absent: it stays."),
});

/** The request RunTask, word for word, and `kubernetes`. */
export const taskSpec = z.looseObject({
  capacityProviderStrategy: list(capacityProviderStrategyItem, 20)
    .optional()
    .describe("How the tasks are spread over capacity providers. Not together with `launchType`."),
  cluster: arn.optional().meta({ description: "Cluster of the tasks, by name or ARN.", ecsDefault: "default" }),
  count: int.optional().meta({ description: "How many tasks to run, 1 to 10.", ecsDefault: 1 }),
  enableECSManagedTags: bool
    .optional()
    .meta({ description: "Whether the tasks get the tag of ECS, with the cluster's name.", ecsDefault: false }),
  enableExecuteCommand: bool
    .optional()
    .meta({ description: "Whether ECS Exec can run commands in the tasks.", ecsDefault: false }),
  group: name.optional().describe("Task group of the tasks. Absent: family: and the task definition's family."),
  launchType: launchType
    .optional()
    .describe("Where the tasks run. Absent, and without a strategy: by the cluster's default strategy, else EC2."),
  networkConfiguration: networkConfiguration
    .optional()
    .describe("Subnets and security groups. Accepted and reported, never required here."),
  overrides: taskOverride.optional().describe("What is another than the task definition says."),
  placementConstraints: list(placementConstraint, 10)
    .optional()
    .describe("Conditions on the container instances of the tasks."),
  placementStrategy: list(placementStrategy, 5)
    .optional()
    .describe("How the tasks are distributed over container instances."),
  platformVersion: name
    .optional()
    .meta({ description: "Fargate platform version of the tasks.", ecsDefault: "LATEST" }),
  propagateTags: propagateTags
    .optional()
    .meta({ description: "Whether tasks get the tags of the task definition.", ecsDefault: "NONE" }),
  referenceId: name.optional().describe("Reference of the request; ECS uses it itself."),
  startedBy: name
    .optional()
    .describe("Who started the tasks: up to 128 letters, digits, hyphens, slashes and underscores."),
  tags: tags.optional().describe("Tags of the tasks."),
  taskDefinition: arn.describe(
    "Task definition to run: family:revision, a full ARN, or a family alone, which is its newest ACTIVE revision.",
  ),
  clientToken: name
    .optional()
    .describe(
      "Makes the request idempotent: another Task of the namespace with the same token runs nothing of its own.",
    ),
  volumeConfigurations: keyedList(taskVolumeConfiguration, "name")
    .optional()
    .describe("What the task definition's volume with `configuredAtLaunch` is."),
  kubernetes: taskKubernetes.optional().describe("What Kubernetes needs to know beyond ECS."),
});
export type TaskSpec = z.infer<typeof taskSpec>;
