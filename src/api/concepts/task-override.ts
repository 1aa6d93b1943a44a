import { z } from "zod";
import { arn, int, list, name, words } from "../scalars.ts";
import { environmentFile, environmentVariable } from "./environment.ts";
import { resourceRequirement } from "./resource-requirement.ts";
import { ephemeralStorage } from "./runtime-platform.ts";

/** What is another for one container of a task than its definition says (ECS `ContainerOverride`). */
export const containerOverride = z.looseObject({
  name: name.optional().describe("Name of the container in the task definition."),
  command: words.optional().describe("Command instead of the definition's."),
  environment: list(environmentVariable)
    .optional()
    .describe("Variables that are added, or are set to another value than the definition's."),
  environmentFiles: list(environmentFile).optional().describe("Files with variables, beside the definition's."),
  cpu: int.optional().describe("CPU units instead of the definition's."),
  memory: int.optional().describe("Hard memory limit in MiB instead of the definition's."),
  memoryReservation: int.optional().describe("Reserved memory in MiB instead of the definition's."),
  resourceRequirements: list(resourceRequirement)
    .optional()
    .describe("Devices that the container needs instead of the definition's."),
});
export type ContainerOverride = z.infer<typeof containerOverride>;

/** Another Elastic Inference accelerator (ECS `InferenceAcceleratorOverride`). */
export const inferenceAcceleratorOverride = z.looseObject({
  deviceName: name.optional().describe("Name of an accelerator of the task definition."),
  deviceType: name.optional().describe("Type of accelerator instead of the definition's."),
});

/** What is another for a task than its definition says (ECS `TaskOverride`). */
export const taskOverride = z.looseObject({
  containerOverrides: list(containerOverride, 100).optional().describe("Overrides of single containers."),
  cpu: name.optional().describe("CPU of the task instead of the definition's."),
  inferenceAcceleratorOverrides: list(inferenceAcceleratorOverride)
    .optional()
    .describe("Elastic Inference accelerators, a service that AWS has ended."),
  executionRoleArn: arn.optional().describe("Task execution role instead of the definition's."),
  memory: name.optional().describe("Memory of the task instead of the definition's."),
  taskRoleArn: arn.optional().describe("Task role instead of the definition's."),
  ephemeralStorage: ephemeralStorage.optional().describe("Scratch disk instead of the definition's."),
});
export type TaskOverride = z.infer<typeof taskOverride>;
