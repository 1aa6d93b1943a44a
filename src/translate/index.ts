import { command } from "./command.ts";
import { containerName } from "./container-name.ts";
import { dockerLabels } from "./docker-labels.ts";
import { environment } from "./environment.ts";
import { ephemeralStorage } from "./ephemeral-storage.ts";
import { essential } from "./essential.ts";
import { firelensConfiguration } from "./firelens-configuration.ts";
import { healthCheck } from "./health-check.ts";
import { image } from "./image.ts";
import { logConfiguration } from "./log-configuration.ts";
import { mountPoints } from "./mount-points.ts";
import { networkMode } from "./network-mode.ts";
import { placementConstraints } from "./placement-constraints.ts";
import { portMappings } from "./port-mappings.ts";
import { readonlyRootFilesystem } from "./readonly-root-filesystem.ts";
import { requiresCompatibilities } from "./requires-compatibilities.ts";
import { resourceRequirements } from "./resource-requirements.ts";
import { resources } from "./resources.ts";
import { restartPolicy } from "./restart-policy.ts";
import { runtimePlatform } from "./runtime-platform.ts";
import { stopTimeout } from "./stop-timeout.ts";
import type { Translator } from "./translator.ts";
import { user } from "./user.ts";
import { volumes } from "./volumes.ts";
import { workingDirectory } from "./working-directory.ts";

/** Every concept of a task definition that is translated, in the order in which a Pod is written. */
export const translators: readonly Translator[] = [
  containerName,
  image,
  command,
  workingDirectory,
  environment,
  resources,
  ephemeralStorage,
  resourceRequirements,
  portMappings,
  mountPoints,
  healthCheck,
  essential,
  restartPolicy,
  stopTimeout,
  user,
  readonlyRootFilesystem,
  volumes,
  networkMode,
  requiresCompatibilities,
  runtimePlatform,
  placementConstraints,
  logConfiguration,
  dockerLabels,
  firelensConfiguration,
];
