import type { TaskDefinitionSpec } from "../../api/index.ts";
import { OUT_OF_RANGE, TOO_LONG_ALTOGETHER, TOO_MANY, TOO_MANY_IN_CONTAINER } from "../../api/refusals/limits.ts";
import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

const MAX_BYTES = 65_536;
const MAX_CONTAINERS = 10;
const MAX_TAGS = 50;
const MAX_CONSTRAINTS = 10;
const [LEAST_GIB, MOST_GIB] = [21, 200];

/** ECS's quotas and ranges for a task definition (ECS developer guide, "Service quotas"). */
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
  const gib = definition.ephemeralStorage?.sizeInGiB ?? LEAST_GIB;
  if (gib < LEAST_GIB || gib > MOST_GIB) {
    const message = OUT_OF_RANGE({
      member: "ephemeralStorage.sizeInGiB",
      whom: "task",
      least: LEAST_GIB,
      most: MOST_GIB,
    });
    problems.push({ path: "ephemeralStorage.sizeInGiB", message });
  }
  return [
    ...problems,
    ...definition.containerDefinitions.flatMap((container, index) =>
      containerProblems(container, `containerDefinitions[${index}]`),
    ),
  ];
}

function containerProblems(container: CanonicalContainer, path: string): Problem[] {
  const { name, restartPolicy, credentialSpecs = [], portMappings } = container;
  const counts = [
    ["restartPolicy.ignoredExitCodes", "ignored exit codes", restartPolicy?.ignoredExitCodes?.length ?? 0, 50],
    ["credentialSpecs", "credential specs", credentialSpecs.length, 1],
    ["portMappings", "port ranges", portMappings.filter((one) => one.containerPortRange !== undefined).length, 100],
  ] as const;
  const tooMany = counts
    .filter(([, , count, most]) => count > most)
    .map(([member, things, , most]) => ({
      path: `${path}.${member}`,
      message: TOO_MANY_IN_CONTAINER({ things, container: name, most }),
    }));
  const [member, least, most] = ["restartPolicy.restartAttemptPeriod", 60, 1800] as const;
  const period = restartPolicy?.restartAttemptPeriod ?? least;
  if (period >= least && period <= most) return tooMany;
  const message = OUT_OF_RANGE({ member, whom: `container '${name}'`, least, most });
  return [...tooMany, { path: `${path}.${member}`, message }];
}
