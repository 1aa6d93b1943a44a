import { DEVICE_COUNT, DEVICES, NO_DEVICE_VALUE, UNKNOWN_ACCELERATOR } from "../../api/refusals/devices.ts";
import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

type Requirement = NonNullable<CanonicalContainer["resourceRequirements"]>[number];

/** GPUs and other devices: a number of each kind, or a share of one. */
export function deviceProblems({ containerDefinitions, inferenceAccelerators = [] }: TaskDefinitionContent): Problem[] {
  const accelerators = new Set(inferenceAccelerators.map(({ deviceName }) => deviceName));
  return containerDefinitions.flatMap(({ name, resourceRequirements = [] }, container) =>
    resourceRequirements.flatMap((requirement, index) => {
      const message = problemOf(requirement, name, accelerators);
      const path = `containerDefinitions[${container}].resourceRequirements[${index}]`;
      return message === undefined ? [] : [{ path, message }];
    }),
  );
}

function problemOf({ type, value, sharingStrategy }: Requirement, container: string, accelerators: Set<string>) {
  if ((value === undefined) === (sharingStrategy === undefined)) return NO_DEVICE_VALUE({ container });
  if (value === undefined) return undefined;
  if (type !== "InferenceAccelerator") return DEVICES.test(value) ? undefined : DEVICE_COUNT({ container, type });
  return accelerators.has(value) ? undefined : UNKNOWN_ACCELERATOR({ accelerator: value });
}
