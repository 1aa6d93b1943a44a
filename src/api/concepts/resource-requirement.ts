import { z } from "zod";
import { int, name } from "../scalars.ts";

/** Sharing of one GPU by NVIDIA's Multi-Process Service (ECS `NvidiaMpsAllocation`). */
export const nvidiaMpsAllocation = z.looseObject({
  memory: int.describe("GPU memory of the container, in MiB."),
  maxComputePercent: int.optional().describe("Largest share of the GPU's compute capacity, in percent."),
});

/** How a GPU is shared (ECS `SharingStrategy`, a union with one member). */
export const sharingStrategy = z.looseObject({
  nvidiaMps: nvidiaMpsAllocation.optional().describe("Share the GPU by NVIDIA's Multi-Process Service."),
});

/** A GPU or another accelerator of a container (ECS `ResourceRequirement`). */
export const resourceRequirement = z.looseObject({
  value: name
    .optional()
    .describe(
      "How much: for GPU the number of GPUs, as text, or ALL; for InferenceAccelerator the `deviceName` of an inference accelerator of the task definition.",
    ),
  type: z.enum(["GPU", "InferenceAccelerator", "NeuronDevice"]).describe("What kind of device the container needs."),
  sharingStrategy: sharingStrategy.optional().describe("How a GPU is shared with others; instead of `value`."),
});
export type ResourceRequirement = z.infer<typeof resourceRequirement>;

/** An Elastic Inference accelerator (ECS `InferenceAccelerator`), a service that AWS has ended. */
export const inferenceAccelerator = z.looseObject({
  deviceName: name.describe("Name that a container's resource requirement refers to."),
  deviceType: name.describe("Type of the Elastic Inference accelerator."),
});
export type InferenceAccelerator = z.infer<typeof inferenceAccelerator>;
