import {
  FARGATE_LOG_DRIVERS,
  LOG_DRIVER,
  LONG_TIMEOUT,
  NO_CAPABILITY,
  NO_GPU,
  NO_PID_MODE,
  NO_SIZE,
  NOT_ON_FARGATE,
  NOT_PRIVILEGED,
  ONLY_AWSVPC,
  SHORT_TIMEOUT,
  TASK_LEVEL,
  UNSUPPORTED,
} from "../api/refusals/fargate.ts";
import { notInAwsvpc } from "../api/refusals/network.ts";
import type { CanonicalContainer, TaskDefinitionContent } from "./canonical.ts";
import { type FargateSize, fargateSizes } from "./fargate-sizes.ts";
import type { Problem } from "./translator.ts";

/**
 * Why a definition cannot run on Fargate, in ECS's words; empty if it can (ECS developer guide, "Task definition
 * differences for Fargate"). The agent's execution role is not asked for: nothing here needs it.
 */
export function fargateProblems(definition: TaskDefinitionContent): Problem[] {
  return [
    ...networkProblems(definition),
    ...sizeProblems(definition),
    ...taskProblems(definition),
    ...definition.containerDefinitions.flatMap((container, index) =>
      containerProblems(container, `containerDefinitions[${index}]`, definition),
    ),
    ...volumeProblems(definition),
  ];
}

/** Whether the definition asks for Windows. */
export function isWindows({ runtimePlatform }: TaskDefinitionContent): boolean {
  return runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS") === true;
}

function networkProblems({ networkMode }: TaskDefinitionContent): Problem[] {
  if (networkMode === "awsvpc") return [];
  return [{ path: "networkMode", message: ONLY_AWSVPC({}) }];
}

function sizeProblems(definition: TaskDefinitionContent): Problem[] {
  const missing = (["cpu", "memory"] as const).filter((member) => definition[member] === undefined);
  if (missing.length > 0) {
    return missing.map((member) => ({ path: member, message: TASK_LEVEL({ member }) }));
  }
  const [cpu, memory] = [Number(definition.cpu), Number(definition.memory)];
  // What is no number has an answer of its own, with or without Fargate.
  if (Number.isNaN(cpu) || Number.isNaN(memory)) return [];
  const sizes = fargateSizes.filter((size) => !isWindows(definition) || size.windows);
  const size = sizes.find((candidate) => candidate.cpu === cpu);
  if (size?.memory.includes(memory) === true) return [];
  const choice = size === undefined ? `cpu can be ${sizes.map((other) => other.cpu).join(", ")}` : memoryChoice(size);
  const given = { cpu: definition.cpu ?? "", memory: definition.memory ?? "" };
  return [{ path: size === undefined ? "cpu" : "memory", message: NO_SIZE({ choice, ...given }) }];
}

function memoryChoice({ cpu, memory }: FargateSize): string {
  const [first, second, ...others] = memory;
  const last = others.at(-1);
  const values = memory.length <= 4 ? memory.join(", ") : `${first}, ${second}, … ${last}`;
  return `With cpu ${cpu} memory can be ${values}`;
}

function unsupported(path: string, what: string): Problem {
  return { path, message: UNSUPPORTED({ what }) };
}

function taskProblems(definition: TaskDefinitionContent): Problem[] {
  const problems: Problem[] = [];
  if (definition.placementConstraints.length > 0) problems.push(unsupported("placementConstraints", "constraints"));
  if (definition.ipcMode !== undefined) problems.push(unsupported("ipcMode", "ipcMode"));
  if (definition.pidMode === "host" || (definition.pidMode !== undefined && isWindows(definition))) {
    problems.push({ path: "pidMode", message: NO_PID_MODE({ mode: definition.pidMode }) });
  }
  if (isWindows(definition) && definition.ephemeralStorage !== undefined) {
    problems.push(unsupported("ephemeralStorage", "ephemeralStorage on Windows"));
  }
  return problems;
}

function containerProblems(container: CanonicalContainer, path: string, definition: TaskDefinitionContent): Problem[] {
  return [
    ...refusedMembers(container, path, definition),
    ...linuxProblems(container, path),
    ...timeoutProblems(container, path),
    ...logProblems(container, path, definition),
  ];
}

function refusedMembers(container: CanonicalContainer, path: string, definition: TaskDefinitionContent): Problem[] {
  const problems: Problem[] = [];
  if (container.privileged === true) {
    problems.push({ path: `${path}.privileged`, message: NOT_PRIVILEGED({}) });
  }
  // In awsvpc, which Fargate requires, these are refused in words of their own.
  for (const [member] of notInAwsvpc) {
    if (definition.networkMode !== "awsvpc" && container[member] !== undefined) {
      problems.push(unsupported(`${path}.${member}`, member));
    }
  }
  if (container.dockerSecurityOptions !== undefined) {
    problems.push(unsupported(`${path}.dockerSecurityOptions`, "dockerSecurityOptions"));
  }
  if (container.resourceRequirements?.some(({ type }) => type === "GPU") === true) {
    problems.push({ path: `${path}.resourceRequirements`, message: NO_GPU({}) });
  }
  if (isWindows(definition)) {
    for (const member of ["credentialSpecs", "firelensConfiguration", "ulimits"] as const) {
      if (container[member] !== undefined) problems.push(unsupported(`${path}.${member}`, `${member} on Windows`));
    }
  }
  return problems;
}

function linuxProblems({ linuxParameters }: CanonicalContainer, path: string): Problem[] {
  const refused = NOT_ON_FARGATE.filter((member) => linuxParameters?.[member] !== undefined);
  const added = linuxParameters?.capabilities?.add ?? [];
  return [
    ...refused.map((member) => unsupported(`${path}.linuxParameters.${member}`, member)),
    ...[...new Set(added)]
      .filter((capability) => capability !== "SYS_PTRACE")
      .map((capability) => ({
        path: `${path}.linuxParameters.capabilities.add`,
        message: NO_CAPABILITY({ capability }),
      })),
  ];
}

function timeoutProblems(container: CanonicalContainer, path: string): Problem[] {
  return (["startTimeout", "stopTimeout"] as const).flatMap((member) => {
    const seconds = container[member];
    if (seconds === undefined || (seconds >= 2 && seconds <= 120)) return [];
    const kind = member === "startTimeout" ? "start" : "stop";
    const message = seconds < 2 ? SHORT_TIMEOUT({ kind, container: container.name }) : LONG_TIMEOUT({ kind });
    return [{ path: `${path}.${member}`, message }];
  });
}

function logProblems(container: CanonicalContainer, path: string, definition: TaskDefinitionContent): Problem[] {
  const problems: Problem[] = [];
  const driver = container.logConfiguration?.logDriver;
  const drivers = FARGATE_LOG_DRIVERS[isWindows(definition) ? "windows" : "linux"];
  if (driver !== undefined && !drivers.includes(driver)) {
    const message = LOG_DRIVER({ driver, drivers: drivers.join(", ") });
    problems.push({ path: `${path}.logConfiguration.logDriver`, message });
  }
  if (container.firelensConfiguration?.options?.["config-file-type"] === "s3") {
    problems.push(unsupported(`${path}.firelensConfiguration.options`, "the FireLens config-file-type s3"));
  }
  return problems;
}

function volumeProblems(definition: TaskDefinitionContent): Problem[] {
  return definition.volumes.flatMap((volume, index) => {
    const path = `volumes[${index}]`;
    const problems: Problem[] = [];
    if (volume.host?.sourcePath !== undefined) problems.push(unsupported(`${path}.host.sourcePath`, "sourcePath"));
    const kinds = [
      "dockerVolumeConfiguration",
      "fsxWindowsFileServerVolumeConfiguration",
      ...(isWindows(definition) ? ["efsVolumeConfiguration"] : []),
    ];
    for (const kind of kinds) {
      if (volume[kind] !== undefined) problems.push(unsupported(`${path}.${kind}`, kind));
    }
    return problems;
  });
}
