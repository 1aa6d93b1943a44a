import type { ContainerDefinition } from "../api/index.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import type { Difference, Translator } from "./translator.ts";

type Requirement = NonNullable<ContainerDefinition["resourceRequirements"]>[number];

/** What the device plugins of the makers call their devices. */
const DEVICES: Readonly<Record<string, string>> = { GPU: "nvidia.com/gpu", NeuronDevice: "aws.amazon.com/neuron" };

/**
 * GPUs and Neuron devices: resources that a device plugin on the Nodes hands out. Kubernetes gives a container a number
 * of whole ones; limits and requests are equal.
 */
export const resourceRequirements: Translator = {
  concept: "resource-requirements",
  becomes: {
    "containerDefinitions[].resourceRequirements[].type":
      "limits and requests of nvidia.com/gpu for GPU, of aws.amazon.com/neuron for NeuronDevice",
    "containerDefinitions[].resourceRequirements[].value": "the number of these devices",
  },
  differs: {
    "containerDefinitions[].resourceRequirements[].type":
      "InferenceAccelerator has no effect: AWS has ended the service",
    "containerDefinitions[].resourceRequirements[].value": "ALL has no effect, which is reported: write their number",
  },
  translate: (definition) =>
    perContainer(definition, ({ resourceRequirements: requirements = [] }, path) =>
      share(requirements, `${path}.resourceRequirements`),
    ),
};

function share(requirements: readonly Requirement[], path: string): ContainerShare {
  const devices: Record<string, string> = {};
  const differences: Difference[] = [];
  for (const [index, { type, value, sharingStrategy }] of requirements.entries()) {
    const device = DEVICES[type];
    if (device !== undefined && value !== undefined && /^[1-9]\d{0,5}$/.test(value)) devices[device] = value;
    // A sharing strategy is reported by itself.
    else if (sharingStrategy === undefined) differences.push(without({ type, value }, `${path}[${index}]`));
  }
  const resources = { requests: devices, limits: devices };
  return { ...(Object.keys(devices).length > 0 && { container: { resources } }), differences };
}

function without({ type, value = "" }: Pick<Requirement, "type" | "value">, path: string): Difference {
  if (type === "InferenceAccelerator") {
    return { path, reason: "not used: AWS has ended Elastic Inference" };
  }
  const reason =
    value === "ALL"
      ? "Kubernetes gives a container a number of devices, and not all that a Node has: it gets none"
      : `"${value}" is no number of devices: the container gets none`;
  return { path: `${path}.value`, reason, instead: 'write how many the container needs, as "1"' };
}
