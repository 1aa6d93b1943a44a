import { phrase } from "../phrase.ts";
import type { OperatorOnly, Rule } from "../rule.ts";
import { aTask, aTaskOf } from "./example.ts";
import { forFargate, isWindows } from "./platform.ts";
import { CONTAINER, c, containerOf, everyContainer, ofFirst, refusal, SPEC, taskOf } from "./registration.ts";
import { taskSize } from "./task-size.ts";

export const TASK_SIZE = phrase`Invalid '${"member"}' setting for task.`;
export const NEGATIVE_CPU = phrase`Invalid setting for container '${"container"}'. 'cpu' must not be negative.`;
export const NO_MEMORY = phrase`Invalid setting for container '${"container"}'. At least one of 'memory' or 'memoryReservation' must be specified.`;
export const MORE_THAN_TASK = phrase`The 'memory' setting for container '${"container"}' is greater than for the task.`;
export const CPU_SUM = phrase`The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value.`;
export const MEMORY_SUM = phrase`The sum of all container 'memoryReservation' (or 'memory') values cannot be greater than the task-level 'memory' value.`;

export const BELOW_RESERVATION = phrase`Invalid setting for container '${"container"}'. 'memory' must be greater than or equal to 'memoryReservation'.`;
export const TOO_LITTLE = phrase`Invalid setting for container '${"container"}'. '${"member"}' must be at least 6 MiB.`;

/** CPU units that a task on a container instance can have. */
export const [MIN_CPU, MAX_CPU] = [128, 196_608];

const hasMemory = `${c.has("memory")} || ${c.has("memoryReservation")}`;
const isWithinTask = (task: string) =>
  `${taskSize(task, "memory")}.all(most, double(${c.value("memory", "0")}) <= most)`;
const reserved = c.value("memoryReservation", c.value("memory", "0"));

export const sizeRefusals: readonly Rule[] = [
  refusal({
    at: SPEC,
    field: "cpu",
    about: ["cpu", "runtimePlatform", "requiresCompatibilities"],
    phrase: TASK_SIZE,
    values: { member: "cpu" },
    holds: (self) =>
      `!${taskOf(self).says("cpu")} || ${isWindows(self)} || ` +
      `${taskSize(self, "cpu")}.exists(size, ${forFargate(self)} || (size >= ${MIN_CPU}.0 && size <= ${MAX_CPU}.0))`,
    accepted: ["128", "1 vCPU", "1vcpu", ".25 vCPU", " 2 vCPUs ", "0.5\u00a0vCPU", "196608", "", "0256", "512.0"].map(
      (cpu) => aTask({ cpu }),
    ),
    refused: ["one", "127", "196609", "1 core", "1e3", "0", "0.3 vCPU", "-1", "1 vCPU 2"].map((cpu) => ({
      spec: aTask({ cpu }),
      says: TASK_SIZE({ member: "cpu" }),
    })),
  }),
  refusal({
    at: SPEC,
    field: "memory",
    about: ["memory"],
    phrase: TASK_SIZE,
    values: { member: "memory" },
    holds: (self) => `!${taskOf(self).says("memory")} || size(${taskSize(self, "memory")}) == 1`,
    accepted: ["512", "1GB", "1 GB", "0.5 gb", "", "99999999999999999999"].map((memory) => aTask({ memory })),
    refused: ["512MB", "1 GiB", "half", "0", "0.3GB", "1.5"].map((memory) => ({
      spec: aTask({ memory }),
      says: TASK_SIZE({ member: "memory" }),
    })),
  }),
  refusal({
    at: CONTAINER,
    field: "cpu",
    phrase: NEGATIVE_CPU,
    values: { container: { cel: containerOf("self").value("name") } },
    holds: (self) => `${containerOf(self).value("cpu")} >= 0`,
    accepted: [aTaskOf({ cpu: 0 })],
    refused: [{ spec: aTaskOf({ cpu: -1 }), says: NEGATIVE_CPU({ container: "web" }) }],
  }),
  refusal({
    at: SPEC,
    field: "containerDefinitions",
    about: ["memory", "containerDefinitions"],
    phrase: NO_MEMORY,
    values: { container: { cel: c.value("name") } },
    saying: ofFirst(hasMemory),
    holds: (self) => `${taskOf(self).says("memory")} || ${everyContainer(self, hasMemory)}`,
    accepted: [
      aTaskOf({ memory: undefined, memoryReservation: 64 }),
      { ...aTaskOf({ memory: undefined }), memory: "512" },
    ],
    refused: [
      { spec: aTaskOf({}, { memory: undefined }), says: NO_MEMORY({ container: "web1" }) },
      { spec: { ...aTaskOf({ memory: undefined }), memory: "" }, says: NO_MEMORY({ container: "web" }) },
    ],
  }),
  refusal({
    at: CONTAINER,
    field: "memory",
    phrase: BELOW_RESERVATION,
    values: { container: { cel: containerOf("self").value("name") } },
    holds: (self) =>
      `!has(${self}.memory) || !has(${self}.memoryReservation) || ${self}.memory >= ${self}.memoryReservation`,
    accepted: [aTaskOf({ memory: 64, memoryReservation: 64 })],
    refused: [
      {
        spec: aTaskOf({ memory: 64, memoryReservation: 65 }),
        says: BELOW_RESERVATION({ container: "web" }),
      },
    ],
  }),
  refusal({
    at: SPEC,
    field: "containerDefinitions",
    about: ["memory", "containerDefinitions"],
    phrase: MORE_THAN_TASK,
    values: { container: { cel: c.value("name") } },
    saying: ofFirst(isWithinTask("self")),
    holds: (self) => everyContainer(self, isWithinTask(self)),
    accepted: [{ ...aTaskOf({ memory: 512 }), memory: "0.5GB" }],
    refused: [
      {
        spec: { ...aTaskOf({ memory: 513, memoryReservation: 8 }), memory: "0.5GB" },
        says: MORE_THAN_TASK({ container: "web" }),
      },
    ],
  }),
  refusal({
    at: SPEC,
    field: "cpu",
    about: ["cpu", "containerDefinitions"],
    phrase: CPU_SUM,
    holds: (self) =>
      `${taskSize(self, "cpu")}.all(most, double(${self}.containerDefinitions.map(c, ${c.value("cpu")}).sum()) <= most)`,
    accepted: [{ ...aTaskOf({ cpu: 100 }, { cpu: 156 }, {}), cpu: ".25 vCPU" }],
    refused: [{ spec: { ...aTaskOf({ cpu: 100 }, { cpu: 157 }), cpu: ".25 vCPU" }, says: CPU_SUM({}) }],
  }),
  refusal({
    at: SPEC,
    field: "memory",
    about: ["memory", "containerDefinitions"],
    phrase: MEMORY_SUM,
    holds: (self) =>
      `${taskSize(self, "memory")}.all(most, double(${self}.containerDefinitions.map(c, ${reserved}).sum()) <= most)`,
    accepted: [aTaskOf({ memory: 400, memoryReservation: 100 }, { memory: 400, memoryReservation: 100 }), aTask()].map(
      (task) => ({ ...task, memory: "512" }),
    ),
    refused: [
      {
        spec: { ...aTaskOf({ memory: 64 }, { memory: 512, memoryReservation: 449 }), memory: "512" },
        says: MEMORY_SUM({}),
      },
    ],
  }),
];

export const sizeChecks: readonly OperatorOnly[] = [
  { phrase: TOO_LITTLE, why: "it is Docker that refuses this, when the task starts" },
];
