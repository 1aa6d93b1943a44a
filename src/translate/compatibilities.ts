import type { Compatibility } from "../api/index.ts";
import type { TaskDefinitionContent } from "./canonical.ts";
import { fargateProblems } from "./fargate.ts";

/**
 * Launch types for which a definition is valid, whatever `requiresCompatibilities` asked for (ECS API reference,
 * TaskDefinition `compatibilities`). MANAGED_INSTANCES, which is no launch type, is there only where it was asked for.
 */
export function compatibilitiesOf(definition: TaskDefinitionContent): Compatibility[] {
  const asked = definition.requiresCompatibilities ?? [];
  const found: Compatibility[] = [];
  if (runsOnExternal(definition)) found.push("EXTERNAL");
  if (definition.ephemeralStorage === undefined) found.push("EC2");
  if (asked.includes("MANAGED_INSTANCES")) found.push("MANAGED_INSTANCES");
  if (fargateProblems(definition).length === 0) found.push("FARGATE");
  return found;
}

/**
 * Whether an instance outside AWS can run it: no awsvpc, no EFS volumes, nothing that is configured at launch (ECS
 * developer guide, "ECS Anywhere").
 */
export function runsOnExternal(definition: TaskDefinitionContent): boolean {
  if (definition.networkMode === "awsvpc" || definition.ephemeralStorage !== undefined) return false;
  return definition.volumes.every(
    (volume) =>
      volume.efsVolumeConfiguration === undefined &&
      volume.s3filesVolumeConfiguration === undefined &&
      volume.configuredAtLaunch !== true,
  );
}
