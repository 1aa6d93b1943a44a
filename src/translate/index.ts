import { command } from "./command.ts";
import { containerName } from "./container-name.ts";
import { dependsOn } from "./depends-on.ts";
import { dns } from "./dns.ts";
import { dockerLabels } from "./docker-labels.ts";
import { dockerSecurityOptions } from "./docker-security-options.ts";
import { dockerVolumes } from "./docker-volumes.ts";
import { efsVolumes } from "./efs-volumes.ts";
import { environment } from "./environment.ts";
import { environmentFiles } from "./environment-files.ts";
import { ephemeralStorage } from "./ephemeral-storage.ts";
import { essential } from "./essential.ts";
import { extraHosts } from "./extra-hosts.ts";
import { firelensConfiguration } from "./firelens-configuration.ts";
import { healthCheck } from "./health-check.ts";
import { hostname } from "./hostname.ts";
import { image } from "./image.ts";
import { ipcMode } from "./ipc-mode.ts";
import { links } from "./links.ts";
import { linuxParameters } from "./linux-parameters.ts";
import { logConfiguration } from "./log-configuration.ts";
import { mountPoints } from "./mount-points.ts";
import { networkMode } from "./network-mode.ts";
import { pidMode } from "./pid-mode.ts";
import { placementConstraints } from "./placement-constraints.ts";
import { portMappings } from "./port-mappings.ts";
import { privileged } from "./privileged.ts";
import { readonlyRootFilesystem } from "./readonly-root-filesystem.ts";
import { repositoryCredentials } from "./repository-credentials.ts";
import { requiresCompatibilities } from "./requires-compatibilities.ts";
import { resourceRequirements } from "./resource-requirements.ts";
import { resources } from "./resources.ts";
import { restartPolicy } from "./restart-policy.ts";
import { runtimePlatform } from "./runtime-platform.ts";
import { secrets } from "./secrets.ts";
import { stopTimeout } from "./stop-timeout.ts";
import { systemControls } from "./system-controls.ts";
import { taskRole } from "./task-role.ts";
import { terminal } from "./terminal.ts";
import type { Translator } from "./translator.ts";
import { ulimits } from "./ulimits.ts";
import { user } from "./user.ts";
import { volumes } from "./volumes.ts";
import { volumesFrom } from "./volumes-from.ts";
import { workingDirectory } from "./working-directory.ts";

/** Every concept of a task definition that is translated, in the order in which a Pod is written. */
export const translators: readonly Translator[] = [
  containerName,
  image,
  repositoryCredentials,
  command,
  workingDirectory,
  terminal,
  environment,
  secrets,
  environmentFiles,
  resources,
  ephemeralStorage,
  resourceRequirements,
  portMappings,
  mountPoints,
  volumesFrom,
  healthCheck,
  essential,
  restartPolicy,
  stopTimeout,
  dependsOn,
  links,
  user,
  ulimits,
  privileged,
  dockerSecurityOptions,
  readonlyRootFilesystem,
  linuxParameters,
  volumes,
  dockerVolumes,
  efsVolumes,
  taskRole,
  networkMode,
  pidMode,
  ipcMode,
  hostname,
  dns,
  extraHosts,
  systemControls,
  requiresCompatibilities,
  runtimePlatform,
  placementConstraints,
  logConfiguration,
  dockerLabels,
  firelensConfiguration,
];
