import type { V1ResourceRequirements } from "@kubernetes/client-node";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import { cpuQuantity, memoryQuantity } from "./quantities.ts";
import type { Difference, Fragment, Translator } from "./translator.ts";

/** CPU units and MiB; what is absent is not set. */
interface Size {
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
}

interface Sizes {
  readonly requests: Size;
  readonly limits: Size;
}

/**
 * Container `cpu` is a share: a request, never a limit. `memoryReservation`, else `memory`, is what is reserved; `memory`
 * is the limit. The task's own sizes are reserved and are limits of all containers together, which only Pod-level
 * resources say (KEP-2837).
 */
export const resources: Translator = {
  concept: "resources",
  becomes: {
    "containerDefinitions[].cpu": "requests.cpu of the container, rounded down to a millicore; no limit",
    "containerDefinitions[].memory":
      "limits.memory of the container, and its requests.memory where it has no memoryReservation",
    "containerDefinitions[].memoryReservation": "requests.memory of the container",
    cpu: "requests.cpu and limits.cpu of the Pod",
    memory: "requests.memory and limits.memory of the Pod",
  },
  differs: {
    cpu: "on a cluster without Pod-level resources each container gets the task's limit, which is reported",
    memory: "on a cluster without Pod-level resources each container gets the task's limit, which is reported",
  },
  translate(definition, context) {
    const task = taskSize(definition);
    const own = definition.containerDefinitions.map(ownSizes);
    if (task.cpu === undefined && task.memory === undefined) return inContainers(definition, own);
    if (!context.podLevelResources) return approximated(definition, own, task);
    const pod = written({ requests: task, limits: task });
    return { ...inContainers(definition, own), ...(pod && { pod: { resources: pod } }) };
  },
};

function taskSize({ cpu, memory }: CanonicalTaskDefinition): Size {
  return { cpu: amount(cpu), memory: amount(memory) };
}

// A definition whose task sizes are no numbers is not registered.
function amount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function ownSizes({ cpu, memory, memoryReservation }: CanonicalContainer): Sizes {
  return { requests: { cpu, memory: memoryReservation ?? memory }, limits: { memory } };
}

function inContainers(definition: CanonicalTaskDefinition, sizes: readonly Sizes[]): Fragment {
  const left = [...sizes];
  return perContainer(definition, () => {
    const resources = written(left.shift() ?? { requests: {}, limits: {} });
    return resources === undefined ? {} : { container: { resources } };
  });
}

function written({ requests, limits }: Sizes): V1ResourceRequirements | undefined {
  const [asked, capped] = [quantities(requests), quantities(limits)];
  if (asked === undefined && capped === undefined) return undefined;
  return { ...(asked && { requests: asked }), ...(capped && { limits: capped }) };
}

function quantities({ cpu = 0, memory }: Size): Record<string, string> | undefined {
  const cpuText = cpuQuantity(cpu);
  const result = {
    ...(cpuText === "0" ? {} : { cpu: cpuText }),
    ...(memory === undefined ? {} : { memory: memoryQuantity(memory) }),
  };
  return Object.keys(result).length === 0 ? undefined : result;
}

// Without Pod-level resources: each container gets the task's limits where it has none of its own, and what the task
// reserves beyond its containers is reserved by the first containers that have room for it below their limits.
function approximated(definition: CanonicalTaskDefinition, own: readonly Sizes[], task: Size): Fragment {
  let spareCpu = spare(own, task, "cpu");
  let spareMemory = spare(own, task, "memory");
  const sizes = own.map(({ requests, limits }): Sizes => {
    const limit = { cpu: task.cpu, memory: limits.memory ?? task.memory };
    const moreCpu = Math.min(spareCpu, Math.max(0, (limit.cpu ?? 0) - (requests.cpu ?? 0)));
    const moreMemory = Math.min(spareMemory, Math.max(0, (limit.memory ?? 0) - (requests.memory ?? 0)));
    spareCpu -= moreCpu;
    spareMemory -= moreMemory;
    const memory = (requests.memory ?? 0) + moreMemory;
    return {
      requests: { cpu: (requests.cpu ?? 0) + moreCpu, memory: memory === 0 ? undefined : memory },
      limits: limit,
    };
  });
  return { ...inContainers(definition, sizes), differences: approximations(definition, task) };
}

function spare(own: readonly Sizes[], task: Size, resource: "cpu" | "memory"): number {
  const reserved = own.reduce((sum, { requests }) => sum + (requests[resource] ?? 0), 0);
  return Math.max(0, (task[resource] ?? 0) - reserved);
}

function approximations(definition: CanonicalTaskDefinition, task: Size): Difference[] {
  if (definition.containerDefinitions.length === 1) return [];
  return (["cpu", "memory"] as const)
    .filter((resource) => task[resource] !== undefined)
    .map((resource) => ({
      path: resource,
      reason: "this cluster has no Pod-level resources: the task's limit is each container's, not that of their sum",
      instead: "use Kubernetes 1.34 or newer",
    }));
}
