import {
  COLON_IN_MOUNT,
  MOUNT_TWICE,
  RELATIVE_MOUNT,
  TWO_AT_LAUNCH,
  TWO_KINDS,
  UNKNOWN_SOURCE,
  UNKNOWN_VOLUME,
  VOLUME_KINDS,
} from "../../api/refusals/volumes.ts";
import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

/** Volumes of one kind each, and mounts of volumes and containers that exist. */
export function volumeProblems(definition: TaskDefinitionContent): Problem[] {
  return [
    ...definition.volumes.flatMap((volume, index) => {
      const kinds: string[] = VOLUME_KINDS.filter((kind) => volume[kind] !== undefined);
      if (volume.host?.sourcePath !== undefined) kinds.push("host");
      if (volume.configuredAtLaunch === true) kinds.push("configuredAtLaunch");
      if (kinds.length < 2) return [];
      const message = TWO_KINDS({ volume: volume.name ?? "", kinds: kinds.join(", ") });
      return [{ path: `volumes[${index}]`, message }];
    }),
    ...launchProblems(definition),
    ...definition.containerDefinitions.flatMap((container, index) =>
      mountProblems(container, `containerDefinitions[${index}]`, definition),
    ),
  ];
}

function launchProblems({ volumes }: TaskDefinitionContent): Problem[] {
  if (volumes.filter(({ configuredAtLaunch }) => configuredAtLaunch === true).length < 2) return [];
  return [{ path: "volumes", message: TWO_AT_LAUNCH({}) }];
}

function mountProblems(container: CanonicalContainer, path: string, definition: TaskDefinitionContent): Problem[] {
  const volumes = new Set(definition.volumes.map(({ name }) => name));
  const containers = new Set(definition.containerDefinitions.map(({ name }) => name));
  const paths = container.mountPoints.map(({ containerPath = "" }) => containerPath);
  const mounts = container.mountPoints.flatMap(({ sourceVolume }, index): Problem[] => {
    const mount = `${path}.mountPoints[${index}]`;
    const message = pathProblem(paths, index);
    return [
      ...(sourceVolume !== undefined && volumes.has(sourceVolume)
        ? []
        : [{ path: `${mount}.sourceVolume`, message: UNKNOWN_VOLUME({ volume: sourceVolume ?? "" }) }]),
      ...(message === undefined ? [] : [{ path: `${mount}.containerPath`, message }]),
    ];
  });
  const sources = container.volumesFrom.flatMap(({ sourceContainer = "" }, index) =>
    containers.has(sourceContainer)
      ? []
      : [
          {
            path: `${path}.volumesFrom[${index}].sourceContainer`,
            message: UNKNOWN_SOURCE({ container: sourceContainer }),
          },
        ],
  );
  return [...mounts, ...sources];
}

// What Docker answers when it is to create the container; ECS registers these, and the task never starts.
function pathProblem(paths: readonly string[], index: number): string | undefined {
  const path = paths[index] ?? "";
  if (!/^(\/|[A-Za-z]:)/.test(path)) return RELATIVE_MOUNT({ path });
  if (path.startsWith("/") && path.includes(":")) return COLON_IN_MOUNT({ path });
  return paths.indexOf(path) < index ? MOUNT_TWICE({ path }) : undefined;
}
