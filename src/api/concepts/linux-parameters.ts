import { z } from "zod";
import { bool, count, int, list, name } from "../scalars.ts";

/** Linux capabilities (ECS `KernelCapabilities`). */
export const kernelCapabilities = z.looseObject({
  add: list(name).optional().describe("Capabilities to add to Docker's default set, without the prefix CAP_, or ALL."),
  drop: list(name)
    .optional()
    .describe("Capabilities to remove from Docker's default set, without the prefix CAP_, or ALL."),
});
export type KernelCapabilities = z.infer<typeof kernelCapabilities>;

/** A device of the container instance (ECS `Device`). */
export const device = z.looseObject({
  hostPath: name.describe("Path of the device on the container instance."),
  containerPath: name.optional().describe("Path of the device in the container. Absent: the same as on the host."),
  permissions: list(z.enum(["mknod", "read", "write"]))
    .optional()
    .describe("What the container may do with the device. Absent: read, write and mknod."),
});
export type Device = z.infer<typeof device>;

/** A memory-backed file system (ECS `Tmpfs`). */
export const tmpfs = z.looseObject({
  containerPath: name.describe("Where the memory-backed file system is mounted."),
  size: int.describe("Largest size of the file system, in MiB."),
  mountOptions: list(name).optional().describe("Mount options of the file system, as in mount(8)."),
});
export type Tmpfs = z.infer<typeof tmpfs>;

/** What a container asks of the Linux kernel (ECS `LinuxParameters`). */
export const linuxParameters = z.looseObject({
  capabilities: kernelCapabilities.optional().describe("Linux capabilities to add and to drop."),
  devices: list(device).optional().describe("Devices of the container instance that the container gets."),
  initProcessEnabled: bool.optional().meta({
    description: "Whether an init process forwards signals and reaps processes in the container.",
    ecsDefault: false,
  }),
  sharedMemorySize: count.optional().describe("Size of /dev/shm, in MiB."),
  tmpfs: list(tmpfs).optional().describe("Memory-backed file systems of the container."),
  maxSwap: count
    .optional()
    .describe("Swap that the container may use, in MiB. 0 means none; absent means as the container instance has it."),
  swappiness: int
    .min(0)
    .max(100)
    .optional()
    .meta({ description: "How readily the kernel swaps, 0 to 100. Only together with `maxSwap`.", ecsDefault: 60 }),
});
export type LinuxParameters = z.infer<typeof linuxParameters>;
