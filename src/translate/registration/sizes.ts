import {
  BELOW_RESERVATION,
  CPU_SUM,
  MAX_CPU,
  MEMORY_SUM,
  MIN_CPU,
  MORE_THAN_TASK,
  NEGATIVE_CPU,
  NO_MEMORY,
  TASK_SIZE,
  TOO_LITTLE,
} from "../../api/refusals/sizes.ts";
import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import { isWindows } from "../fargate.ts";
import type { Problem } from "../translator.ts";

const WHOLE = /^[1-9]\d*$/;

// The least that Docker (20.10 and newer) gives a container, in MiB.
const MIN_MEMORY = 6;

/** CPU and memory of the task and its containers: well formed, there, and not more in the containers than in the task. */
export function sizeProblems(definition: TaskDefinitionContent): Problem[] {
  const containers = definition.containerDefinitions.flatMap((container, index) =>
    containerProblems(container, `containerDefinitions[${index}]`, definition),
  );
  return [...taskCpuProblems(definition), ...taskMemoryProblems(definition), ...containers, ...sumProblems(definition)];
}

function taskCpuProblems(definition: TaskDefinitionContent): Problem[] {
  const { cpu, requiresCompatibilities } = definition;
  if (cpu === undefined || isWindows(definition)) return [];
  // On Fargate a number that is no size has an answer of its own.
  const inRange = (Number(cpu) >= MIN_CPU && Number(cpu) <= MAX_CPU) || requiresCompatibilities?.includes("FARGATE");
  return WHOLE.test(cpu) && inRange === true ? [] : [{ path: "cpu", message: TASK_SIZE({ member: "cpu" }) }];
}

function taskMemoryProblems({ memory }: TaskDefinitionContent): Problem[] {
  if (memory === undefined || WHOLE.test(memory)) return [];
  return [{ path: "memory", message: TASK_SIZE({ member: "memory" }) }];
}

function containerProblems(container: CanonicalContainer, path: string, definition: TaskDefinitionContent): Problem[] {
  const { name, cpu, memory, memoryReservation } = container;
  const problems: Problem[] = [];
  if (cpu < 0) problems.push({ path: `${path}.cpu`, message: NEGATIVE_CPU({ container: name }) });
  if (definition.memory === undefined && memory === undefined && memoryReservation === undefined) {
    problems.push({ path, message: NO_MEMORY({ container: name }) });
  }
  for (const member of ["memory", "memoryReservation"] as const) {
    const amount = container[member];
    if (amount !== undefined && amount < MIN_MEMORY) {
      problems.push({ path: `${path}.${member}`, message: TOO_LITTLE({ container: name, member }) });
    }
  }
  if (memory !== undefined && memoryReservation !== undefined && memory < memoryReservation) {
    problems.push({ path: `${path}.memory`, message: BELOW_RESERVATION({ container: name }) });
  }
  if (memory !== undefined && memory > Number(definition.memory ?? memory)) {
    problems.push({ path: `${path}.memory`, message: MORE_THAN_TASK({ container: name }) });
  }
  return problems;
}

function sumProblems({ cpu, memory, containerDefinitions }: TaskDefinitionContent): Problem[] {
  const problems: Problem[] = [];
  const cpuSum = containerDefinitions.reduce((sum, container) => sum + container.cpu, 0);
  if (cpu !== undefined && cpuSum > Number(cpu)) {
    problems.push({ path: "cpu", message: CPU_SUM({}) });
  }
  const reserved = containerDefinitions.map((container) => container.memoryReservation ?? container.memory ?? 0);
  const memorySum = reserved.reduce((sum, amount) => sum + amount, 0);
  if (memory !== undefined && memorySum > Number(memory)) {
    problems.push({ path: "memory", message: MEMORY_SUM({}) });
  }
  return problems;
}
