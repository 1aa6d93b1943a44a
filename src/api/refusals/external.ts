import { members } from "../cel.ts";
import { volume } from "../concepts/volume.ts";
import type { TaskDefinitionSpec } from "../kinds/task-definition.ts";
import { phrase } from "../phrase.ts";
import type { Rule } from "../rule.ts";
import { aTask } from "./example.ts";
import { refusal, SPEC, taskOf } from "./registration.ts";

export const NOT_EXTERNAL = phrase`Task definition does not support launch_type EXTERNAL.`;

const v = members(volume, "v");
const elsewhere = ["efsVolumeConfiguration", "s3filesVolumeConfiguration", "configuredAtLaunch"] as const;
const external = (members: Partial<TaskDefinitionSpec>) => aTask({ requiresCompatibilities: ["EXTERNAL"], ...members });
const onlyOnAws: readonly Partial<TaskDefinitionSpec>[] = [
  { networkMode: "awsvpc" },
  { ephemeralStorage: { sizeInGiB: 30 } },
  { volumes: [{ name: "a", efsVolumeConfiguration: { fileSystemId: "fs-1" } }] },
  { volumes: [{ name: "a", configuredAtLaunch: true }] },
];

export const externalRefusals: readonly Rule[] = [
  refusal({
    at: SPEC,
    field: "requiresCompatibilities",
    about: ["requiresCompatibilities", "networkMode", "ephemeralStorage", "volumes"],
    phrase: NOT_EXTERNAL,
    holds: (self) => {
      const task = taskOf(self);
      const asked = task.exists("requiresCompatibilities", "type", 'type == "EXTERNAL"');
      const volumes = task.all("volumes", "v", `!(${elsewhere.map((kind) => v.says(kind)).join(" || ")})`);
      return `!${asked} || (${task.value("networkMode")} != "awsvpc" && !${task.has("ephemeralStorage")} && ${volumes})`;
    },
    accepted: [
      external({ networkMode: "host", volumes: [{ name: "a", host: { sourcePath: "/a" } }] }),
      ...onlyOnAws.map(aTask),
    ],
    refused: onlyOnAws.map((one) => ({ spec: external(one), says: NOT_EXTERNAL({}) })),
  }),
];
