import type { TaskDefinitionSpec } from "../../api/index.ts";
import { TOO_LONG_ALTOGETHER, TOO_MANY } from "../../api/refusals/limits.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

const MAX_BYTES = 65_536;
const MAX_CONTAINERS = 10;
const MAX_TAGS = 50;
const MAX_CONSTRAINTS = 10;

/** ECS's quotas for a task definition (ECS developer guide, "Service quotas"). */
export function limitProblems(spec: TaskDefinitionSpec, definition: TaskDefinitionContent): Problem[] {
  const problems: Problem[] = [];
  const bytes = new TextEncoder().encode(JSON.stringify({ ...spec, kubernetes: undefined })).length;
  if (bytes > MAX_BYTES) {
    problems.push({ path: "", message: TOO_LONG_ALTOGETHER({ bytes }) });
  }
  if (definition.containerDefinitions.length > MAX_CONTAINERS) {
    const message = TOO_MANY({ things: "containers", most: MAX_CONTAINERS });
    problems.push({ path: "containerDefinitions", message });
  }
  if ((definition.tags?.length ?? 0) > MAX_TAGS) {
    problems.push({ path: "tags", message: TOO_MANY({ things: "tags", most: MAX_TAGS }) });
  }
  if (definition.placementConstraints.length > MAX_CONSTRAINTS) {
    const message = TOO_MANY({ things: "placement constraints", most: MAX_CONSTRAINTS });
    problems.push({ path: "placementConstraints", message });
  }
  return problems;
}
