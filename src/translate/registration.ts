import type { TaskDefinitionSpec } from "../api/index.ts";
import { canonicalise, type TaskDefinitionContent } from "./canonical.ts";
import { fargateProblems } from "./fargate.ts";
import { dependencyProblems } from "./registration/dependencies.ts";
import { deviceProblems } from "./registration/devices.ts";
import { environmentProblems } from "./registration/environment.ts";
import { essentialProblems } from "./registration/essential.ts";
import { externalProblems } from "./registration/external.ts";
import { healthCheckProblems } from "./registration/health-checks.ts";
import { limitProblems } from "./registration/limits.ts";
import { linuxParameterProblems } from "./registration/linux-parameters.ts";
import { nameProblems } from "./registration/names.ts";
import { networkProblems } from "./registration/network.ts";
import { placementProblems } from "./registration/placement.ts";
import { portProblems } from "./registration/ports.ts";
import { sizeProblems } from "./registration/sizes.ts";
import { systemControlProblems } from "./registration/system-controls.ts";
import { tagProblems } from "./registration/tags.ts";
import { ulimitProblems } from "./registration/ulimits.ts";
import { volumeProblems } from "./registration/volumes.ts";
import type { Problem } from "./translator.ts";

type Check = (definition: TaskDefinitionContent) => Problem[];

// In the order in which ECS gives its answer, as far as that is known.
const CHECKS: readonly Check[] = [
  nameProblems,
  essentialProblems,
  (definition) => (definition.requiresCompatibilities?.includes("FARGATE") === true ? fargateProblems(definition) : []),
  externalProblems,
  sizeProblems,
  networkProblems,
  portProblems,
  environmentProblems,
  volumeProblems,
  healthCheckProblems,
  linuxParameterProblems,
  systemControlProblems,
  ulimitProblems,
  dependencyProblems,
  deviceProblems,
  tagProblems,
  placementProblems,
];

/**
 * Why ECS would refuse to register the spec, in its words where they are known; empty if it would not. All reasons at
 * once, the one that ECS would give first (ECS API reference, RegisterTaskDefinition). Two refusals ECS does not know: two
 * bridge containers on one port, which cannot be in one Pod, and placement constraints that no label of a Node can say.
 */
export function checkRegistration(spec: TaskDefinitionSpec, family: string): Problem[] {
  const definition = canonicalise(spec, family);
  return [...limitProblems(spec, definition), ...CHECKS.flatMap((check) => check(definition))];
}
