import type { OperatorOnly, Rule } from "../rule.ts";
import { dependencyChecks, dependencyRefusals } from "./dependencies.ts";
import { deviceRefusals } from "./devices.ts";
import { environmentChecks, environmentRefusals } from "./environment.ts";
import { essentialRefusals } from "./essential.ts";
import { externalRefusals } from "./external.ts";
import { fargateChecks, fargateRefusals } from "./fargate.ts";
import { healthCheckNumbers, healthCheckRefusals } from "./health-checks.ts";
import { limitChecks } from "./limits.ts";
import { linuxParameterChecks } from "./linux-parameters.ts";
import { nameChecks, nameRefusals } from "./names.ts";
import { networkChecks, networkRefusals } from "./network.ts";
import { placementChecks } from "./placement.ts";
import { portChecks, portRefusals } from "./ports.ts";
import { sizeChecks, sizeRefusals } from "./sizes.ts";
import { systemControlChecks } from "./system-controls.ts";
import { tagChecks, tagRefusals } from "./tags.ts";
import { ulimitChecks } from "./ulimits.ts";
import { volumeChecks, volumeRefusals } from "./volumes.ts";

/** Why ECS would refuse to register a task definition: what the API server says, in the order of the registration. */
export const taskDefinitionRefusals: readonly Rule[] = [
  ...nameRefusals,
  ...essentialRefusals,
  ...fargateRefusals,
  ...externalRefusals,
  ...sizeRefusals,
  ...networkRefusals,
  ...portRefusals,
  ...environmentRefusals,
  ...volumeRefusals,
  ...healthCheckRefusals,
  ...dependencyRefusals,
  ...deviceRefusals,
  ...tagRefusals,
];

/** What only the operator says when it registers a task definition. */
export const taskDefinitionChecks: readonly OperatorOnly[] = [
  ...limitChecks,
  ...nameChecks,
  ...fargateChecks,
  ...sizeChecks,
  ...networkChecks,
  ...portChecks,
  ...environmentChecks,
  ...volumeChecks,
  ...healthCheckNumbers,
  ...systemControlChecks,
  ...ulimitChecks,
  ...linuxParameterChecks,
  ...dependencyChecks,
  ...tagChecks,
  ...placementChecks,
];
