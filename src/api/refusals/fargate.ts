import { literal, members } from "../cel.ts";
import type { ContainerDefinition } from "../concepts/container-definition.ts";
import { firelensConfiguration } from "../concepts/firelens.ts";
import { kernelCapabilities, linuxParameters } from "../concepts/linux-parameters.ts";
import { hostVolume, volume } from "../concepts/volume.ts";
import type { taskDefinitionSpec } from "../kinds/task-definition.ts";
import { phrase } from "../phrase.ts";
import type { OperatorOnly, Refusal, Rule } from "../rule.ts";
import { aFargateTask, aTaskOf } from "./example.ts";
import { forFargate, isWindows } from "./platform.ts";
import { c, everyContainer, ofFirst, refusal, SPEC, taskOf } from "./registration.ts";

export const ONLY_AWSVPC = phrase`Fargate only supports network mode 'awsvpc'.`;
export const TASK_LEVEL = phrase`Fargate requires that '${"member"}' be defined at the task level.`;
export const NO_SIZE = phrase`No Fargate configuration exists for given values. ${"choice"}; cpu ${"cpu"} and memory ${"memory"} were given.`;
export const UNSUPPORTED = phrase`Fargate compatible task definitions do not support ${"what"}.`;
export const NO_PID_MODE = phrase`Tasks using the Fargate launch type do not support pidMode '${"mode"}'.`;
export const NOT_PRIVILEGED = phrase`Fargate requires that the 'privileged' setting be 'false'.`;
export const NO_GPU = phrase`Tasks using the Fargate launch type do not support GPU resource requirements.`;
export const NO_CAPABILITY = phrase`${"capability"} is not allowed on Fargate.`;
export const SHORT_TIMEOUT = phrase`Granular ${"kind"} timeout on container '${"container"}' must be at least 2 seconds.`;
export const LONG_TIMEOUT = phrase`Tasks using the Fargate launch type must have a container ${"kind"} timeout of less than 120 seconds.`;
export const LOG_DRIVER = phrase`${"driver"} is not a valid log driver. Must be one of [${"drivers"}].`;

/** Log drivers of Fargate, on Linux and on Windows. */
export const FARGATE_LOG_DRIVERS = { linux: ["awslogs", "splunk", "awsfirelens"], windows: ["awslogs"] };

/** Members of `linuxParameters` that Fargate does not support. */
export const NOT_ON_FARGATE = ["devices", "maxSwap", "sharedMemorySize", "swappiness"] as const;

type OnFargate<Place extends string> = Pick<Refusal<Place>, "phrase" | "values" | "saying" | "refused"> & {
  readonly field: keyof typeof taskDefinitionSpec.shape;
  /** CEL that is true of what Fargate takes; its argument stands for the task definition. */
  readonly takes: (task: string) => string;
  /** Specs that are accepted, besides those of `refused` without FARGATE. */
  readonly accepted?: readonly object[];
};

/** A rule that holds only where the task definition must be valid for Fargate. */
function onFargate<Place extends string>({ takes, accepted = [], ...rest }: OnFargate<Place>): Rule {
  return refusal({
    ...rest,
    at: SPEC,
    about: ["requiresCompatibilities", "runtimePlatform", rest.field],
    holds: (self) => `!${forFargate(self)} || ${takes(self)}`,
    accepted: [
      aFargateTask(),
      ...accepted,
      ...rest.refused.map(({ spec }) => ({ ...spec, requiresCompatibilities: [] })),
    ],
  });
}

const linux = members(linuxParameters, "c.linuxParameters");
const capabilities = members(kernelCapabilities, "c.linuxParameters.capabilities");
const fargate = (container: ContainerDefinition) => aFargateTask(aTaskOf(container));
const linuxExamples = {
  devices: { devices: [{ hostPath: "/dev/fuse" }] },
  maxSwap: { maxSwap: 0 },
  sharedMemorySize: { sharedMemorySize: 64 },
  swappiness: { maxSwap: 64, swappiness: 10 },
};

const added = `(has(c.linuxParameters) && ${linux.has("capabilities")} ? ${capabilities.value("add")} : [])`;
const isForeign = 'name != "SYS_PTRACE"';
const foreign = `${added}.filter(name, ${isForeign})`;
const drivers = FARGATE_LOG_DRIVERS.linux;
const hasDriver = `!has(c.logConfiguration) || c.logConfiguration.logDriver in ${literal(drivers)}`;
const router = members(firelensConfiguration, "c.firelensConfiguration");
const s3 = `c.firelensConfiguration.options["config-file-type"] == "s3"`;
const fromS3 = `has(c.firelensConfiguration) && ${router.has("options")} && "config-file-type" in c.firelensConfiguration.options && ${s3}`;
const v = members(volume, "v");
const fsx = {
  fileSystemId: "fs-1",
  rootDirectory: "\\\\data",
  authorizationConfig: { credentialsParameter: "secret", domain: "example.com" },
};

function timeoutRules(member: "startTimeout" | "stopTimeout", kind: string): Rule[] {
  const example = (seconds: number) => fargate({ [member]: seconds });
  const seconds = c.value(member, "30");
  return [
    onFargate({
      field: "containerDefinitions",
      phrase: SHORT_TIMEOUT,
      values: { kind, container: { cel: c.value("name") } },
      saying: ofFirst(`${seconds} >= 2`),
      takes: (task) => everyContainer(task, `${seconds} >= 2`),
      accepted: [example(2)],
      refused: [{ spec: example(1), says: SHORT_TIMEOUT({ kind, container: "web" }) }],
    }),
    onFargate({
      field: "containerDefinitions",
      phrase: LONG_TIMEOUT,
      values: { kind },
      takes: (task) => everyContainer(task, `${seconds} <= 120`),
      accepted: [example(120)],
      refused: [{ spec: example(121), says: LONG_TIMEOUT({ kind }) }],
    }),
  ];
}

function unsupported(
  field: OnFargate<never>["field"],
  what: string,
  takes: (task: string) => string,
  ...specs: readonly object[]
): Rule {
  const refused = specs.map((spec) => ({ spec, says: UNSUPPORTED({ what }) }));
  return onFargate({ field, phrase: UNSUPPORTED, values: { what }, takes, refused });
}

export const fargateRefusals: readonly Rule[] = [
  onFargate({
    field: "networkMode",
    phrase: ONLY_AWSVPC,
    takes: (task) => `${taskOf(task).value("networkMode")} == "awsvpc"`,
    refused: [aFargateTask({ networkMode: "bridge" }), aFargateTask({ networkMode: undefined })].map((spec) => ({
      spec,
      says: ONLY_AWSVPC({}),
    })),
  }),
  ...(["cpu", "memory"] as const).map((member) =>
    onFargate({
      field: member,
      phrase: TASK_LEVEL,
      values: { member },
      takes: (task) => taskOf(task).says(member),
      refused: [undefined, ""].map((size) => ({
        spec: aFargateTask({ [member]: size }),
        says: TASK_LEVEL({ member }),
      })),
    }),
  ),
  unsupported(
    "placementConstraints",
    "constraints",
    (task) => `!${taskOf(task).says("placementConstraints")}`,
    aFargateTask({ placementConstraints: [{ type: "memberOf", expression: "attribute:x == y" }] }),
  ),
  unsupported("ipcMode", "ipcMode", (task) => `!${taskOf(task).says("ipcMode")}`, aFargateTask({ ipcMode: "task" })),
  onFargate({
    field: "pidMode",
    phrase: NO_PID_MODE,
    values: { mode: "host" },
    takes: (task) => `${taskOf(task).value("pidMode")} != "host"`,
    accepted: [aFargateTask({ pidMode: "task" })],
    refused: [{ spec: aFargateTask({ pidMode: "host" }), says: NO_PID_MODE({ mode: "host" }) }],
  }),
  onFargate({
    field: "containerDefinitions",
    phrase: NOT_PRIVILEGED,
    takes: (task) => everyContainer(task, `!${c.value("privileged")}`),
    accepted: [fargate({ privileged: false })],
    refused: [{ spec: fargate({ privileged: true }), says: NOT_PRIVILEGED({}) }],
  }),
  unsupported(
    "containerDefinitions",
    "dockerSecurityOptions",
    (task) => everyContainer(task, `!${c.says("dockerSecurityOptions")}`),
    fargate({ dockerSecurityOptions: ["no-new-privileges"] }),
  ),
  onFargate({
    field: "containerDefinitions",
    phrase: NO_GPU,
    takes: (task) => everyContainer(task, c.all("resourceRequirements", "r", 'r.type != "GPU"')),
    refused: [{ spec: fargate({ resourceRequirements: [{ type: "GPU", value: "1" }] }), says: NO_GPU({}) }],
  }),
  ...NOT_ON_FARGATE.map((member) =>
    unsupported(
      "containerDefinitions",
      member,
      (task) => everyContainer(task, `!has(c.linuxParameters) || !${linux.says(member)}`),
      fargate({ linuxParameters: linuxExamples[member] }),
    ),
  ),
  onFargate({
    field: "containerDefinitions",
    phrase: NO_CAPABILITY,
    values: { capability: { cel: "name" } },
    saying: (message) =>
      `self.containerDefinitions.map(c, size(${foreign}) > 0, ${added}.map(name, ${isForeign}, ${message})[0])[0]`,
    takes: (task) => everyContainer(task, `size(${foreign}) == 0`),
    accepted: [fargate({ linuxParameters: { capabilities: { add: ["SYS_PTRACE"], drop: ["ALL"] } } })],
    refused: [
      {
        spec: fargate({ linuxParameters: { capabilities: { add: ["SYS_PTRACE", "NET_ADMIN"] } } }),
        says: NO_CAPABILITY({ capability: "NET_ADMIN" }),
      },
    ],
  }),
  ...timeoutRules("startTimeout", "start"),
  ...timeoutRules("stopTimeout", "stop"),
  onFargate({
    field: "containerDefinitions",
    phrase: LOG_DRIVER,
    values: { driver: { cel: "c.logConfiguration.logDriver" }, drivers: drivers.join(", ") },
    saying: ofFirst(hasDriver),
    takes: (task) => `${isWindows(task)} || ${everyContainer(task, hasDriver)}`,
    accepted: [fargate({ logConfiguration: { logDriver: "awslogs" } })],
    refused: [
      {
        spec: fargate({ logConfiguration: { logDriver: "syslog" } }),
        says: LOG_DRIVER({ driver: "syslog", drivers: drivers.join(", ") }),
      },
    ],
  }),
  unsupported(
    "containerDefinitions",
    "the FireLens config-file-type s3",
    (task) => everyContainer(task, `!(${fromS3})`),
    fargate({ firelensConfiguration: { type: "fluentbit", options: { "config-file-type": "s3" } } }),
  ),
  unsupported(
    "volumes",
    "sourcePath",
    (task) =>
      taskOf(task).all("volumes", "v", `!(${v.has("host")} && ${members(hostVolume, "v.host").says("sourcePath")})`),
    aFargateTask({ volumes: [{ name: "data", host: { sourcePath: "/srv" } }] }),
  ),
  unsupported(
    "volumes",
    "dockerVolumeConfiguration",
    (task) => taskOf(task).all("volumes", "v", `!${v.says("dockerVolumeConfiguration")}`),
    aFargateTask({ volumes: [{ name: "data", dockerVolumeConfiguration: { driver: "nfs" } }] }),
  ),
  unsupported(
    "volumes",
    "fsxWindowsFileServerVolumeConfiguration",
    (task) => taskOf(task).all("volumes", "v", `!${v.says("fsxWindowsFileServerVolumeConfiguration")}`),
    aFargateTask({ volumes: [{ name: "data", fsxWindowsFileServerVolumeConfiguration: fsx }] }),
  ),
];

export const fargateChecks: readonly OperatorOnly[] = [
  { phrase: NO_SIZE, why: "its answer names the sizes that there are" },
  { phrase: UNSUPPORTED, values: { what: "ulimits on Windows" }, why: "no Windows task runs here" },
];
