import { command } from "./command.ts";
import { containerName } from "./container-name.ts";
import { dns } from "./dns.ts";
import { environment } from "./environment.ts";
import { essential } from "./essential.ts";
import { extraHosts } from "./extra-hosts.ts";
import { healthCheck } from "./health-check.ts";
import { hostname } from "./hostname.ts";
import { image } from "./image.ts";
import { ipcMode } from "./ipc-mode.ts";
import { mountPoints } from "./mount-points.ts";
import { networkMode } from "./network-mode.ts";
import { pidMode } from "./pid-mode.ts";
import { portMappings } from "./port-mappings.ts";
import { privileged } from "./privileged.ts";
import { readonlyRootFilesystem } from "./readonly-root-filesystem.ts";
import { requiresCompatibilities } from "./requires-compatibilities.ts";
import { resources } from "./resources.ts";
import { restartPolicy } from "./restart-policy.ts";
import { stopTimeout } from "./stop-timeout.ts";
import { terminal } from "./terminal.ts";
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
  terminal,
  environment,
  resources,
  portMappings,
  mountPoints,
  healthCheck,
  essential,
  restartPolicy,
  stopTimeout,
  user,
  privileged,
  readonlyRootFilesystem,
  volumes,
  networkMode,
  pidMode,
  ipcMode,
  hostname,
  dns,
  extraHosts,
  requiresCompatibilities,
];
