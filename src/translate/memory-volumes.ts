import type { V1Volume, V1VolumeMount } from "@kubernetes/client-node";
import { kubernetesName } from "../api/names.ts";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { memoryQuantity } from "./quantities.ts";

const SHM = "/dev/shm";

/** A file system in memory, and where a container has it. */
export interface Memory {
  readonly volume: V1Volume;
  readonly mount: V1VolumeMount;
}

/** Every path at which the user mounts something into a container. */
export function mountPaths({ mountPoints, linuxParameters }: CanonicalContainer): string[] {
  const mounts = [...mountPoints, ...(linuxParameters?.tmpfs ?? [])];
  return mounts.map(({ containerPath = "" }) => containerPath);
}

/**
 * The file systems in memory of a container: its tmpfs and its own /dev/shm. A volume that is mounted at one's path stays
 * there, and of two tmpfs at one path there is the later one, as with Docker.
 */
export function memoryOf(container: CanonicalContainer, definition: CanonicalTaskDefinition): Memory[] {
  const { name, linuxParameters: parameters, mountPoints } = container;
  const taken = new Set(mountPoints.map(({ containerPath = "" }) => containerPath));
  const tmpfs = new Map((parameters?.tmpfs ?? []).map((one) => [one.containerPath, one]));
  const memory = [...tmpfs.values()]
    .filter(({ containerPath }) => !taken.has(containerPath))
    .map(({ containerPath, size, mountOptions = [] }, index) => ({
      volume: inMemory(`${name}.tmpfs.${index}`, size),
      mount: { mountPath: containerPath, ...(mountOptions.includes("ro") && { readOnly: true }) },
    }));
  const shared = sharedMemory(container, definition);
  const isFree = ![...taken, ...tmpfs.keys()].some((path) => path.replace(/\/+$/, "") === SHM);
  const all = shared !== undefined && isFree ? [...memory, { volume: shared, mount: { mountPath: SHM } }] : memory;
  return all.map(({ volume, mount }) => ({ volume, mount: { name: volume.name, ...mount } }));
}

// With the host's IPC namespace it is the host's, as on ECS. With the task's, its containers meet in one.
function sharedMemory({ name, linuxParameters: own }: CanonicalContainer, definition: CanonicalTaskDefinition) {
  if (definition.ipcMode === "host") return undefined;
  const sizes = definition.containerDefinitions.map(({ linuxParameters: all }) => all?.sharedMemorySize ?? 0);
  const isTasks = definition.ipcMode === "task";
  const size = isTasks ? Math.max(...sizes) : (own?.sharedMemorySize ?? 0);
  return size > 0 ? inMemory(isTasks ? "berth.shm" : `${name}.shm`, size) : undefined;
}

// No ECS name has a dot, so that no volume of the user becomes this.
function inMemory(name: string, mebibytes: number): V1Volume {
  const sizeLimit = mebibytes > 0 ? { sizeLimit: memoryQuantity(mebibytes) } : {};
  return { name: kubernetesName(name), emptyDir: { medium: "Memory", ...sizeLimit } };
}
