import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import { isWindows } from "../fargate.ts";
import type { Problem } from "../translator.ts";

const WHOLE = /^[1-9]\d*$/;

// The least that Docker (20.10 and newer) gives a container, in MiB.
const MIN_MEMORY = 6;

// CPU units that a task on a container instance can have.
const [MIN_CPU, MAX_CPU] = [128, 196_608];

/** CPU and memory of the task and its containers: well formed, there, and not more in the containers than in the task. */
export function sizeProblems(definition: TaskDefinitionContent): Problem[] {
  const unreadable = [...taskCpuProblems(definition), ...taskMemoryProblems(definition)];
  const containers = definition.containerDefinitions.flatMap((container, index) =>
    containerProblems(container, `containerDefinitions[${index}]`, definition),
  );
  return [...unreadable, ...containers, ...(unreadable.length > 0 ? [] : sumProblems(definition))];
}

function taskCpuProblems(definition: TaskDefinitionContent): Problem[] {
  const { cpu, requiresCompatibilities } = definition;
  if (cpu === undefined || isWindows(definition)) return [];
  // On Fargate a number that is no size has an answer of its own.
  const inRange = (Number(cpu) >= MIN_CPU && Number(cpu) <= MAX_CPU) || requiresCompatibilities?.includes("FARGATE");
  return WHOLE.test(cpu) && inRange === true ? [] : [{ path: "cpu", message: "Invalid 'cpu' setting for task." }];
}

function taskMemoryProblems({ memory }: TaskDefinitionContent): Problem[] {
  if (memory === undefined || WHOLE.test(memory)) return [];
  return [{ path: "memory", message: "Invalid 'memory' setting for task." }];
}

function containerProblems(container: CanonicalContainer, path: string, definition: TaskDefinitionContent): Problem[] {
  const { name, cpu, memory, memoryReservation } = container;
  const setting = (what: string): string => `Invalid setting for container '${name}'. ${what}`;
  const problems: Problem[] = [];
  if (cpu < 0) problems.push({ path: `${path}.cpu`, message: setting("'cpu' must not be negative.") });
  if (definition.memory === undefined && memory === undefined && memoryReservation === undefined) {
    problems.push({ path, message: setting("At least one of 'memory' or 'memoryReservation' must be specified.") });
  }
  for (const member of ["memory", "memoryReservation"] as const) {
    const amount = container[member];
    if (amount !== undefined && amount < MIN_MEMORY) {
      problems.push({ path: `${path}.${member}`, message: setting(`'${member}' must be at least ${MIN_MEMORY} MiB.`) });
    }
  }
  if (memory !== undefined && memoryReservation !== undefined && memory < memoryReservation) {
    const message = setting("'memory' must be greater than or equal to 'memoryReservation'.");
    problems.push({ path: `${path}.memory`, message });
  }
  if (memory !== undefined && memory > Number(definition.memory ?? memory)) {
    const message = `The 'memory' setting for container '${name}' is greater than for the task.`;
    problems.push({ path: `${path}.memory`, message });
  }
  return problems;
}

function sumProblems({ cpu, memory, containerDefinitions }: TaskDefinitionContent): Problem[] {
  const problems: Problem[] = [];
  const cpuSum = containerDefinitions.reduce((sum, container) => sum + container.cpu, 0);
  if (cpu !== undefined && cpuSum > Number(cpu)) {
    const message = "The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value.";
    problems.push({ path: "cpu", message });
  }
  const reserved = containerDefinitions.map((container) => container.memoryReservation ?? container.memory ?? 0);
  const memorySum = reserved.reduce((sum, amount) => sum + amount, 0);
  if (memory !== undefined && memorySum > Number(memory)) {
    const message =
      "The sum of all container 'memoryReservation' (or 'memory') values cannot be greater than the task-level 'memory' value.";
    problems.push({ path: "memory", message });
  }
  return problems;
}
