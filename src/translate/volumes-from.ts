import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import { isHelperPath } from "./helper-place.ts";
import { memoryOf, mountPaths } from "./memory-volumes.ts";
import { type MountPoint, volumeMount } from "./mount-points.ts";
import type { Translator } from "./translator.ts";

/** Mounts that a container takes over from other ones. At a path where it has one of its own that one counts. */
export const volumesFrom: Translator = {
  concept: "volumes-from",
  becomes: {
    "containerDefinitions[].volumesFrom[].sourceContainer":
      "the volumeMounts of the other container, but for paths at which this one has its own; of two containers with one path the last",
    "containerDefinitions[].volumesFrom[].readOnly": "readOnly of these volumeMounts",
  },
  differs: {
    "containerDefinitions[].volumesFrom[].sourceContainer":
      "volumes that only the other container's image declares (VOLUME) are not taken over",
  },
  translate: (definition) =>
    perContainer(definition, (container, path): ContainerShare => {
      const mounts = mountsTakenOver(container, definition);
      const inTheWay = mounts.filter(([at]) => isHelperPath(at));
      const taken = mounts.filter(([at]) => !isHelperPath(at));
      return {
        ...(taken.length > 0 && {
          container: { volumeMounts: taken.map(([, mount]) => volumeMount(mount, definition)) },
        }),
        differences: inTheWay.map(([at]) => ({
          path: `${path}.volumesFrom`,
          reason: `the mount at ${at} is not taken over: Berth's helper may be there`,
          instead: "mount the volume at another path",
        })),
      };
    }),
};

/** The paths at which a container has mounts of others, and what is mounted there. */
export function mountsTakenOver(
  container: CanonicalContainer,
  definition: CanonicalTaskDefinition,
): [path: string, mount: MountPoint][] {
  const memory = memoryOf(container, definition).map(({ mount }) => mount.mountPath);
  const own = new Set([...mountPaths(container), ...memory]);
  return [...takenOver(container, definition, [])].filter(([path]) => !own.has(path));
}

type Mounts = ReadonlyMap<string, MountPoint>;

function own({ mountPoints }: CanonicalContainer): Mounts {
  return new Map(mountPoints.map((mount) => [mount.containerPath ?? "", mount]));
}

// As Docker does it, the other container's own ones include those that it has taken over itself. `trail` ends a cycle.
function takenOver(
  { name, volumesFrom: sources }: CanonicalContainer,
  definition: CanonicalTaskDefinition,
  trail: readonly string[],
): Mounts {
  const mounts = new Map<string, MountPoint>();
  for (const { sourceContainer = "", readOnly } of sources) {
    const source = definition.containerDefinitions.find((container) => container.name === sourceContainer);
    if (source === undefined || source.name === name || trail.includes(source.name)) continue;
    for (const [path, mount] of [...takenOver(source, definition, [...trail, name]), ...own(source)]) {
      mounts.set(path, readOnly === true ? { ...mount, readOnly } : mount);
    }
  }
  return mounts;
}
