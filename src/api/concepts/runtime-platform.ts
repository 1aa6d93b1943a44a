import { z } from "zod";

/** The processor and operating system that a task needs (ECS `RuntimePlatform`). */
export const runtimePlatform = z.looseObject({
  cpuArchitecture: z
    .enum(["ARM64", "X86_64"])
    .optional()
    .meta({ description: "Processor architecture that the task needs.", ecsDefault: "X86_64" }),
  operatingSystemFamily: z
    .enum([
      "LINUX",
      "WINDOWS_SERVER_2004_CORE",
      "WINDOWS_SERVER_2016_FULL",
      "WINDOWS_SERVER_2019_CORE",
      "WINDOWS_SERVER_2019_FULL",
      "WINDOWS_SERVER_2022_CORE",
      "WINDOWS_SERVER_2022_FULL",
      "WINDOWS_SERVER_2025_CORE",
      "WINDOWS_SERVER_2025_FULL",
      "WINDOWS_SERVER_20H2_CORE",
    ])
    .optional()
    .meta({ description: "Operating system that the task needs.", ecsDefault: "LINUX" }),
});
export type RuntimePlatform = z.infer<typeof runtimePlatform>;

/** Launch types and capacity that a task definition can be valid for (ECS `Compatibility`). */
export const compatibility = z.enum(["EC2", "EXTERNAL", "FARGATE", "MANAGED_INSTANCES"]);
export type Compatibility = z.infer<typeof compatibility>;

/** Scratch disk of a Fargate task (ECS `EphemeralStorage`). */
export const ephemeralStorage = z.looseObject({
  sizeInGiB: z.int32().min(21).max(200).describe("Size of the task's scratch disk, in GiB, 21 to 200."),
});
export type EphemeralStorage = z.infer<typeof ephemeralStorage>;
