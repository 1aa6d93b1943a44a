import { members } from "../cel.ts";
import { type ResourceRequirement, resourceRequirement } from "../concepts/resource-requirement.ts";
import { phrase } from "../phrase.ts";
import type { Rule } from "../rule.ts";
import { aTask, aTaskOf } from "./example.ts";
import { CONTAINER, c, containerOf, everyContainer, ofFirstIn, refusal, SPEC, taskOf } from "./registration.ts";

export const NO_DEVICE_VALUE = phrase`Invalid 'resourceRequirements' setting for container '${"container"}'. Each needs either a value or a sharingStrategy.`;
export const DEVICE_COUNT = phrase`Invalid 'resourceRequirements' setting for container '${"container"}'. The value of ${"type"} must be a positive number or ALL.`;
export const UNKNOWN_ACCELERATOR = phrase`Invalid 'resourceRequirements' setting. Unknown inference accelerator: '${"accelerator"}'`;

/** How many devices: a number, or all that there are. */
export const DEVICES = /^([1-9][0-9]{0,5}|ALL)$/;

const r = members(resourceRequirement, "r");
const container = { cel: containerOf("self").value("name") };
const asking = (...resourceRequirements: readonly ResourceRequirement[]) =>
  aTaskOf({ resourceRequirements: [...resourceRequirements] });
const mps = { nvidiaMps: { memory: 1024 } };
const counted = 'r.type in ["GPU", "NeuronDevice"]';
const isCount = `!(${counted}) || !${r.says("value")} || r.value.matches(${JSON.stringify(DEVICES.source)})`;
const accelerators = [{ deviceName: "eia", deviceType: "eia2.medium" }];
const names = (task: string) =>
  `[${taskOf(task).has("inferenceAccelerators")} ? ${task}.inferenceAccelerators.map(a, a.deviceName) : []]`;
const isKnown = `r.type != "InferenceAccelerator" || !${r.says("value")} || r.value in names`;

export const deviceRefusals: readonly Rule[] = [
  refusal({
    at: CONTAINER,
    field: "resourceRequirements",
    phrase: NO_DEVICE_VALUE,
    values: { container },
    holds: (self) =>
      containerOf(self).all("resourceRequirements", "r", `${r.says("value")} != ${r.says("sharingStrategy")}`),
    accepted: [asking({ type: "GPU", value: "1" }), asking({ type: "GPU", sharingStrategy: mps })],
    refused: [
      asking({ type: "GPU" }),
      asking({ type: "GPU", value: "" }),
      asking({ type: "GPU", value: "1", sharingStrategy: mps }),
    ].map((spec) => ({ spec, says: NO_DEVICE_VALUE({ container: "web" }) })),
  }),
  refusal({
    at: CONTAINER,
    field: "resourceRequirements",
    phrase: DEVICE_COUNT,
    values: { container, type: { cel: "r.type" } },
    saying: (message) => `self.resourceRequirements.map(r, !(${isCount}), ${message})[0]`,
    holds: (self) => containerOf(self).all("resourceRequirements", "r", isCount),
    accepted: ["1", "16", "ALL"].map((value) => asking({ type: "GPU", value })),
    refused: ["0", "-1", "one", "1.5"].map((value) => ({
      spec: asking({ type: "NeuronDevice", value }),
      says: DEVICE_COUNT({ container: "web", type: "NeuronDevice" }),
    })),
  }),
  refusal({
    at: SPEC,
    field: "containerDefinitions",
    about: ["inferenceAccelerators", "containerDefinitions"],
    phrase: UNKNOWN_ACCELERATOR,
    values: { accelerator: { cel: "r.value" } },
    saying: (message) => `${names("self")}.map(names, ${ofFirstIn("resourceRequirements", "r", isKnown)(message)})[0]`,
    holds: (task) => `${names(task)}.all(names, ${everyContainer(task, c.all("resourceRequirements", "r", isKnown))})`,
    accepted: [
      { ...asking({ type: "InferenceAccelerator", value: "eia" }), inferenceAccelerators: accelerators },
      aTask({ inferenceAccelerators: accelerators }),
    ],
    refused: [
      {
        spec: asking({ type: "InferenceAccelerator", value: "eia" }),
        says: UNKNOWN_ACCELERATOR({ accelerator: "eia" }),
      },
    ],
  }),
];
