import { literal, members } from "../cel.ts";
import { hostVolume, mountPoint, type Volume, volume, volumeFrom } from "../concepts/volume.ts";
import { phrase } from "../phrase.ts";
import type { OperatorOnly, Rule } from "../rule.ts";
import { aTask, aTaskOf } from "./example.ts";
import { CONTAINERS, c, everyContainer, ofFirstIn, refusal, SPEC, taskOf } from "./registration.ts";

export const TWO_KINDS = phrase`Volume '${"volume"}' has more than one kind: ${"kinds"}.`;
export const TWO_AT_LAUNCH = phrase`A task definition can have only one volume that is configured at launch.`;
export const UNKNOWN_VOLUME = phrase`Unknown volume '${"volume"}'.`;
export const UNKNOWN_SOURCE = phrase`Invalid 'volumesFrom' setting. Unknown container: '${"container"}'`;
export const RELATIVE_MOUNT = phrase`invalid mount path: '${"path"}' mount path must be absolute`;
export const COLON_IN_MOUNT = phrase`invalid mount path: '${"path"}' mount path must not contain ':'`;
export const MOUNT_TWICE = phrase`Duplicate mount point: ${"path"}`;

/** Members of a volume that say what kind it is of, besides `host.sourcePath` and `configuredAtLaunch`. */
export const VOLUME_KINDS = [
  "dockerVolumeConfiguration",
  "efsVolumeConfiguration",
  "s3filesVolumeConfiguration",
  "fsxWindowsFileServerVolumeConfiguration",
] as const;

const self = members(volume, "self");
const kinds = [
  ...VOLUME_KINDS.map((kind) => [kind, self.says(kind)] as const),
  ["host", `${self.has("host")} && ${members(hostVolume, "self.host").says("sourcePath")}`] as const,
  ["configuredAtLaunch", self.says("configuredAtLaunch")] as const,
];
const given = kinds.map(([kind, says]) => `(kind == ${literal(kind)} && ${says})`).join(" || ");
const kindsGiven = `${literal(kinds.map(([kind]) => kind))}.filter(kind, ${given})`;

const nameOf = (variable: string) => members(volume, variable).value("name");
const efs = { efsVolumeConfiguration: { fileSystemId: "fs-1" } };
const mounting = (sourceVolume: string | undefined, ...volumes: readonly Volume[]) => ({
  ...aTaskOf({}, { mountPoints: [{ sourceVolume, containerPath: "/data" }] }),
  volumes,
});

const source = members(mountPoint, "m").value("sourceVolume");
// The names are made once, and not for each mount.
const names = (task: string) => `[${taskOf(task).has("volumes")} ? ${task}.volumes.map(v, ${nameOf("v")}) : []]`;
const isKnown = `has(m.sourceVolume) && m.sourceVolume in names`;
const containerNames = `[self.map(c, ${c.value("name")})]`;
const from = members(volumeFrom, "f").value("sourceContainer");

export const volumeRefusals: readonly Rule[] = [
  refusal({
    at: "spec.volumes[]",
    phrase: TWO_KINDS,
    values: {
      volume: { cel: nameOf("self") },
      kinds: {
        cel: `(${kinds.map(([kind, says]) => `(${says} ? ${literal(`, ${kind}`)} : "")`).join(" + ")}).substring(2)`,
      },
    },
    holds: () => `size(${kindsGiven}) < 2`,
    accepted: [
      aTask({ volumes: [{ name: "data", host: {} }] }),
      aTask({ volumes: [{ name: "data", host: { sourcePath: "" }, ...efs }] }),
      aTask({ volumes: [{ name: "data", dockerVolumeConfiguration: { scope: "task" }, ...efs }] }),
    ],
    refused: [
      {
        spec: aTask({ volumes: [{ name: "data", host: { sourcePath: "/x" }, ...efs }] }),
        says: TWO_KINDS({ volume: "data", kinds: "efsVolumeConfiguration, host" }),
      },
      {
        spec: aTask({
          volumes: [{ name: "data", configuredAtLaunch: true, dockerVolumeConfiguration: { driver: "nfs" } }],
        }),
        says: TWO_KINDS({ volume: "data", kinds: "dockerVolumeConfiguration, configuredAtLaunch" }),
      },
    ],
  }),
  refusal({
    at: "spec.volumes",
    phrase: TWO_AT_LAUNCH,
    holds: () => `self.filter(v, ${members(volume, "v").says("configuredAtLaunch")}).size() < 2`,
    accepted: [
      aTask({
        volumes: [
          { name: "a", configuredAtLaunch: true },
          { name: "b", configuredAtLaunch: false },
        ],
      }),
    ],
    refused: [
      {
        spec: aTask({ volumes: ["a", "b"].map((name) => ({ name, configuredAtLaunch: true })) }),
        says: TWO_AT_LAUNCH({}),
      },
    ],
  }),
  refusal({
    at: SPEC,
    field: "containerDefinitions",
    about: ["volumes", "containerDefinitions"],
    phrase: UNKNOWN_VOLUME,
    values: { volume: { cel: source } },
    saying: (message) => `${names("self")}.map(names, ${ofFirstIn("mountPoints", "m", isKnown)(message)})[0]`,
    holds: (task) => `${names(task)}.all(names, ${everyContainer(task, c.all("mountPoints", "m", isKnown))})`,
    accepted: [mounting("b", { name: "a" }, { name: "b" }), aTaskOf({ mountPoints: [] })],
    refused: [
      { spec: mounting("data", { name: "a" }), says: UNKNOWN_VOLUME({ volume: "data" }) },
      { spec: { ...mounting("data"), volumes: null }, says: UNKNOWN_VOLUME({ volume: "data" }) },
      { spec: mounting(undefined, { name: "a" }), says: UNKNOWN_VOLUME({ volume: "" }) },
    ],
  }),
  refusal({
    at: CONTAINERS,
    phrase: UNKNOWN_SOURCE,
    values: { container: { cel: from } },
    saying: (message) =>
      `${containerNames}.map(names, ${ofFirstIn("volumesFrom", "f", `${from} in names`, "self")(message)})[0]`,
    holds: () => `${containerNames}.all(names, self.all(c, ${c.all("volumesFrom", "f", `${from} in names`)}))`,
    accepted: [aTaskOf({}, { volumesFrom: [{ sourceContainer: "web", readOnly: true }] })],
    refused: [
      { spec: aTaskOf({}, { volumesFrom: [{ sourceContainer: "db" }] }), says: UNKNOWN_SOURCE({ container: "db" }) },
    ],
  }),
];

const BY_DOCKER = "ECS registers it, and it is Docker that refuses it when the task starts";

export const volumeChecks: readonly OperatorOnly[] = [RELATIVE_MOUNT, COLON_IN_MOUNT, MOUNT_TWICE].map((one) => ({
  phrase: one,
  why: BY_DOCKER,
}));
