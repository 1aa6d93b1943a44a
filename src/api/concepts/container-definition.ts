import { z } from "zod";
import { bool, count, int, list, name, text, textMap, words } from "../scalars.ts";
import { containerDependency } from "./depends-on.ts";
import { environmentFile, environmentVariable } from "./environment.ts";
import { firelensConfiguration } from "./firelens.ts";
import { healthCheck } from "./health-check.ts";
import { hostEntry } from "./host-entry.ts";
import { linuxParameters } from "./linux-parameters.ts";
import { logConfiguration } from "./log-configuration.ts";
import { portMapping } from "./port-mapping.ts";
import { resourceRequirement } from "./resource-requirement.ts";
import { restartPolicy } from "./restart-policy.ts";
import { repositoryCredentials, secret } from "./secret.ts";
import { systemControl } from "./system-control.ts";
import { ulimit } from "./ulimit.ts";
import { mountPoint, volumeFrom } from "./volume.ts";

/** A container of a task (ECS `ContainerDefinition`). */
export const containerDefinition = z.looseObject({
  name: name
    .optional()
    .describe("Name of the container, unique in the task definition: letters, digits, _ and -, at most 255."),
  image: name.optional().describe("Image to run, as docker pull takes it: repository/name:tag or name@sha256:digest."),
  repositoryCredentials: repositoryCredentials
    .optional()
    .describe("Credentials with which the image is pulled from a private registry."),
  cpu: int.optional().meta({
    description:
      "CPU units (1024 are one vCPU) that are reserved for the container. On Linux a share and not a limit: the container may use what is idle.",
    ecsDefault: 0,
  }),
  memory: int
    .optional()
    .describe("Hard limit of the container's memory, in MiB: a container that needs more is killed."),
  memoryReservation: int
    .optional()
    .describe("Memory that is reserved for the container, in MiB: a soft limit, below `memory` if both are given."),
  links: list(name)
    .optional()
    .describe(
      "Containers of the task that this one reaches by name without port mappings, name or name:alias (bridge).",
    ),
  portMappings: list(portMapping, 3000).optional().describe("Ports on which the container is reached."),
  essential: bool.optional().meta({
    description: "Whether the whole task stops when this container ends, for whatever reason.",
    ecsDefault: true,
  }),
  restartPolicy: restartPolicy.optional().describe("Whether and when the container is restarted in place."),
  entryPoint: words.optional().describe("Replaces the image's entry point; one list element per argument."),
  command: words.optional().describe("Replaces the image's command; one list element per argument, no shell."),
  environment: list(environmentVariable, 5000)
    .optional()
    .describe("Environment variables, in plain text. Not for credentials."),
  environmentFiles: list(environmentFile, 10)
    .optional()
    .describe("Files with environment variables. A variable of `environment` wins over one of a file."),
  mountPoints: list(mountPoint, 500).optional().describe("Volumes of the task and where they appear in the container."),
  volumesFrom: list(volumeFrom, 100)
    .optional()
    .describe("Other containers of the task whose mounts this one takes over."),
  linuxParameters: linuxParameters
    .optional()
    .describe("Linux settings: capabilities, devices, init process, shared memory, tmpfs, swap."),
  secrets: list(secret).optional().describe("Secrets that the container gets as environment variables."),
  dependsOn: list(containerDependency, 100)
    .optional()
    .describe("Containers that must have started, ended or become healthy before this one starts."),
  startTimeout: count
    .optional()
    .describe("Seconds after which those that wait for this container (COMPLETE, SUCCESS, HEALTHY) give up."),
  stopTimeout: count
    .optional()
    .meta({ description: "Seconds between the stop signal and the kill signal.", ecsDefault: 30 }),
  versionConsistency: z.enum(["disabled", "enabled"]).optional().meta({
    description: "Whether all tasks of a deployment run the digest that the image's tag named at its first task.",
    ecsDefault: "enabled",
  }),
  hostname: name.optional().describe("Host name in the container. Not in network mode awsvpc."),
  user: name.optional().describe("User to run as: user, user:group, uid, uid:gid, user:gid or uid:group."),
  workingDirectory: name.optional().describe("Directory in which the command runs. Absent: as the image says."),
  disableNetworking: bool
    .optional()
    .meta({ description: "Whether the container has no network at all.", ecsDefault: false }),
  privileged: bool
    .optional()
    .meta({ description: "Whether the container has all rights of root on its host.", ecsDefault: false }),
  readonlyRootFilesystem: bool
    .optional()
    .meta({ description: "Whether the container's root file system can only be read.", ecsDefault: false }),
  dnsServers: list(name).optional().describe("DNS servers of the container. Not in network mode awsvpc."),
  dnsSearchDomains: list(name).optional().describe("DNS search domains of the container. Not in network mode awsvpc."),
  extraHosts: list(hostEntry)
    .optional()
    .describe("Lines to add to the container's /etc/hosts. Not in network mode awsvpc."),
  dockerSecurityOptions: list(name)
    .optional()
    .describe("Security options: no-new-privileges, apparmor:PROFILE, label:VALUE, credentialspec:PATH."),
  interactive: bool
    .optional()
    .meta({ description: "Whether standard input stays open (docker run -i).", ecsDefault: false }),
  pseudoTerminal: bool
    .optional()
    .meta({ description: "Whether the container gets a terminal (docker run -t).", ecsDefault: false }),
  dockerLabels: textMap.optional().describe("Labels of the container, as in docker run --label."),
  ulimits: list(ulimit).optional().describe("Resource limits of the container's processes."),
  logConfiguration: logConfiguration.optional().describe("Where the container's output goes."),
  healthCheck: healthCheck
    .optional()
    .describe("Command that tells whether the container is healthy. It replaces the image's HEALTHCHECK."),
  systemControls: list(systemControl).optional().describe("Namespaced kernel parameters (sysctl) to set."),
  resourceRequirements: list(resourceRequirement, 20)
    .optional()
    .describe("GPUs and other devices that the container needs."),
  firelensConfiguration: firelensConfiguration
    .optional()
    .describe("Makes this container the log router of its task (FireLens)."),
  credentialSpecs: list(text, 1)
    .optional()
    .describe("Active Directory credential specification: credentialspec:ARN or credentialspecdomainless:ARN."),
});
export type ContainerDefinition = z.infer<typeof containerDefinition>;
