import type {
  Compatibility,
  ContainerDefinition,
  NetworkMode,
  PortMapping,
  TaskDefinitionSpec,
  Volume,
} from "../api/index.ts";
import { taskDefinitionOutputOnly, taskDefinitionSpec } from "../api/kinds/task-definition.ts";
import { shapeOf } from "../api/shape.ts";
import { compatibilitiesOf } from "./compatibilities.ts";
import { inOrder, normalise } from "./normalise.ts";
import { requiredAttributes } from "./requires-attributes.ts";
import { cpuUnits, memoryMiB } from "./units.ts";

// The members that are declared: without the index signature of a schema that keeps unknown members.
type Declared<T> = { [K in keyof T as string extends K ? never : K]: T[K] };
type Filled<T, K extends keyof Declared<T>> = Omit<Declared<T>, K>;

/** A port mapping as ECS stores it: either one port with its host port (0 is dynamic), or a range. */
export interface CanonicalPortMapping {
  readonly containerPort?: number | undefined;
  readonly hostPort?: number | undefined;
  readonly protocol: "tcp" | "udp";
  readonly name?: string | undefined;
  readonly appProtocol?: "grpc" | "http" | "http2" | undefined;
  readonly containerPortRange?: string | undefined;
}

/** A health check with ECS's defaults; durations in seconds. */
export interface CanonicalHealthCheck {
  readonly command: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod?: number | undefined;
}

type FilledInContainer =
  | "cpu"
  | "environment"
  | "essential"
  | "healthCheck"
  | "image"
  | "mountPoints"
  | "name"
  | "portMappings"
  | "systemControls"
  | "volumesFrom";

/** A container as DescribeTaskDefinition shows it: what ECS fills in is there. */
export interface CanonicalContainer extends Filled<ContainerDefinition, FilledInContainer> {
  readonly name: string;
  readonly image: string;
  /** CPU units. */
  readonly cpu: number;
  readonly essential: boolean;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly mountPoints: readonly {
    readonly sourceVolume?: string | undefined;
    readonly containerPath?: string | undefined;
    readonly readOnly?: boolean | undefined;
  }[];
  readonly portMappings: readonly CanonicalPortMapping[];
  readonly volumesFrom: NonNullable<ContainerDefinition["volumesFrom"]>;
  readonly systemControls: NonNullable<ContainerDefinition["systemControls"]>;
  readonly healthCheck?: CanonicalHealthCheck | undefined;
}

type FilledInTask =
  | "containerDefinitions"
  | "family"
  | "kubernetes"
  | "networkMode"
  | "placementConstraints"
  | "volumes";

/**
 * What was registered, as DescribeTaskDefinition shows it. `cpu` (CPU units) and `memory` (MiB) are whole numbers as
 * text, unless the user wrote something that is neither.
 */
export interface TaskDefinitionContent extends Filled<TaskDefinitionSpec, FilledInTask> {
  readonly family: string;
  readonly containerDefinitions: readonly CanonicalContainer[];
  readonly networkMode: NetworkMode;
  readonly volumes: readonly Volume[];
  readonly placementConstraints: NonNullable<TaskDefinitionSpec["placementConstraints"]>;
}

/** The content of a revision: DescribeTaskDefinition without ARN, revision, status and times. */
export interface CanonicalTaskDefinition extends TaskDefinitionContent {
  /** Launch types for which the definition is valid, whatever was asked for. */
  readonly compatibilities: readonly Compatibility[];
  /** What a container instance must be able to do. */
  readonly requiresAttributes: readonly { readonly name: string }[];
}

const shape = shapeOf(taskDefinitionSpec);

const EXCEPTIONS = {
  // Written although they may be the default: DescribeTaskDefinition shows them, or the explicit value says more (an EC2
  // task with X86_64 asks for that processor, one without asks for none).
  kept: new Set([
    "networkMode",
    "containerDefinitions[].cpu",
    "containerDefinitions[].essential",
    "containerDefinitions[].portMappings[].protocol",
    "containerDefinitions[].healthCheck.interval",
    "containerDefinitions[].healthCheck.timeout",
    "containerDefinitions[].healthCheck.retries",
    "runtimePlatform.cpuArchitecture",
  ]),
  texts: new Set(["containerDefinitions[].environment[].value"]),
};

/**
 * The content of a revision. Two specs with one meaning (explicit defaults, other units, nulls, empty lists, another
 * order of keys) give the same content, and `canonicalise` of a stored revision gives it again: compare by that, never
 * with the stored text, so that an operator that has learned more does not take an old revision for a changed one.
 *
 * ECS echoes empty lists, `cpu: 0` and `essential: true` although they were not sent (API reference, TaskDefinition).
 * It leaves out an absent `networkMode`, which means bridge; here bridge is written. Unknown members stay, at the end.
 */
export function canonicalise(spec: TaskDefinitionSpec, family: string): CanonicalTaskDefinition {
  const { kubernetes: _ours, family: _name, cpu, memory, ...rest } = normalise(withoutOutput(spec), shape, EXCEPTIONS);
  const networkMode = rest.networkMode ?? "bridge";
  const content: TaskDefinitionContent = {
    ...rest,
    family,
    networkMode,
    containerDefinitions: rest.containerDefinitions.map((container) => withDefaults(container, networkMode)),
    volumes: (rest.volumes ?? []).map(withKind),
    placementConstraints: rest.placementConstraints ?? [],
    cpu: cpu === undefined ? undefined : String(cpuUnits(cpu) ?? cpu),
    memory: memory === undefined ? undefined : String(memoryMiB(memory) ?? memory),
  };
  return inOrder(
    { ...content, compatibilities: compatibilitiesOf(content), requiresAttributes: requiredAttributes(content) },
    shape,
  );
}

/**
 * Whether two contents are the same, in whatever form an earlier operator stored one of them: both are brought into
 * today's form first, so that an upgrade of the operator is never a change of the content.
 */
export function sameContent(a: CanonicalTaskDefinition, b: CanonicalTaskDefinition): boolean {
  return todaysForm(a) === todaysForm(b);
}

function todaysForm(definition: CanonicalTaskDefinition): string {
  const spec = taskDefinitionSpec.safeParse(definition);
  return JSON.stringify(spec.success ? canonicalise(spec.data, definition.family) : definition);
}

function withoutOutput(spec: TaskDefinitionSpec): TaskDefinitionSpec {
  const input = { ...spec };
  for (const name of taskDefinitionOutputOnly) delete input[name];
  return input;
}

function withDefaults(container: ContainerDefinition, networkMode: NetworkMode): CanonicalContainer {
  const { healthCheck, restartPolicy, ...rest } = container;
  return {
    ...rest,
    name: container.name ?? "",
    image: container.image ?? "",
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    environment: (container.environment ?? []).map(({ name = "", value = "" }) => ({ name, value })),
    mountPoints: container.mountPoints ?? [],
    portMappings: (container.portMappings ?? []).map((mapping) => stored(mapping, networkMode)),
    systemControls: container.systemControls ?? [],
    volumesFrom: container.volumesFrom ?? [],
    healthCheck: healthCheck && {
      ...healthCheck,
      interval: healthCheck.interval ?? 30,
      timeout: healthCheck.timeout ?? 5,
      retries: healthCheck.retries ?? 3,
    },
    restartPolicy: restartPolicy?.enabled === true ? restartPolicy : undefined,
  };
}

// A host port that was not given: the container's in awsvpc and host, one that ECS chooses (0) in bridge.
function stored(mapping: PortMapping, networkMode: NetworkMode): CanonicalPortMapping {
  const protocol = mapping.protocol ?? "tcp";
  if (mapping.containerPort === undefined) return { ...mapping, protocol };
  const own = networkMode === "bridge" ? 0 : mapping.containerPort;
  return { ...mapping, hostPort: mapping.hostPort ?? own, protocol };
}

// A volume of no kind is an empty directory of the task, as `host: {}` is.
function withKind(volume: Volume): Volume {
  const kinds = Object.keys(volume).filter((member) => member !== "name");
  return kinds.length === 0 ? { ...volume, host: {} } : volume;
}
