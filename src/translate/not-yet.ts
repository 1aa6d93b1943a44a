/** A member, or a member with all below it, that Berth does not translate. */
export interface NotYet {
  /** As in the schema: `containerDefinitions[].linuxParameters.devices`. */
  readonly path: string;
  readonly reason: string;
  readonly instead?: string;
  /** Values that have their effect by nothing being done, so that nothing is reported. */
  readonly harmless: readonly unknown[];
}

interface Details {
  readonly instead?: string;
  readonly harmless?: readonly unknown[];
}

function member(path: string, reason: string, { instead, harmless = [] }: Details = {}): NotYet {
  return { path, reason: `not yet: ${reason}`, harmless, ...(instead !== undefined && { instead }) };
}

// What Kubernetes has no use for or cannot do, now or later.
function never(path: string, reason: string, { instead, harmless = [] }: Details = {}): NotYet {
  return { path, reason, harmless, ...(instead !== undefined && { instead }) };
}

function neverInContainer(path: string, reason: string, details: Details = {}): NotYet {
  return never(`containerDefinitions[].${path}`, reason, details);
}

function inContainer(path: string, reason: string, details: Details = {}): NotYet {
  return member(`containerDefinitions[].${path}`, reason, details);
}

const emptyVolume = (what: string) =>
  `${what} is not mounted; the volume is an empty directory that ends with the task`;

/** Every member of a task definition that is not translated, and what the user sees instead. */
export const notYet: readonly NotYet[] = [
  member("taskRoleArn", "the task's programs get no AWS credentials", {
    instead: "give them credentials by environment variables",
  }),
  never("executionRoleArn", "not used: images are pulled and output is kept without a role"),
  member("placementConstraints", "the task can run on every container instance of its cluster"),
  member("tags", "they are kept with the revision, and tasks do not get them"),
  member("proxyConfiguration", "no App Mesh proxy is put before the containers"),
  never("inferenceAccelerators", "not used: AWS has ended Elastic Inference"),
  member("ephemeralStorage", "the scratch disk is as large as the Node has room"),
  member("runtimePlatform.cpuArchitecture", "the task can be placed on a Node of another architecture"),
  member("runtimePlatform.operatingSystemFamily", "the task runs on Linux", { harmless: ["LINUX"] }),
  member("enableFaultInjection", "no faults are injected", { harmless: [false] }),

  member("kubernetes.revisionHistoryLimit", "no revision is removed"),

  member("volumes[].host.sourcePath", emptyVolume("the directory of the container instance")),
  member("volumes[].dockerVolumeConfiguration", emptyVolume("the Docker volume")),
  member("volumes[].efsVolumeConfiguration", emptyVolume("the EFS file system")),
  member("volumes[].s3filesVolumeConfiguration", emptyVolume("the S3 Files file system")),
  member("volumes[].fsxWindowsFileServerVolumeConfiguration", emptyVolume("the FSx file system")),
  member("volumes[].configuredAtLaunch", emptyVolume("the volume configured at launch"), { harmless: [false] }),

  inContainer("repositoryCredentials", "the image is pulled without these credentials", {
    instead: "load the image onto the Nodes, or use a registry that they may read",
  }),
  inContainer("links", "the linked names are not known; all containers of a task share localhost", {
    instead: "use localhost",
  }),
  inContainer("portMappings[].appProtocol", "there is no Service Connect"),
  inContainer("portMappings[].containerPortRange", "the ports of the range can be reached at the Pod's address only"),
  inContainer("environmentFiles", "the variables of the file are not set", { instead: "write them in environment" }),
  inContainer("volumesFrom", "the mounts of the other container are not taken over", {
    instead: "write the mounts in mountPoints",
  }),
  inContainer("secrets", "the variable is not set"),
  inContainer("dependsOn", "all containers start at once"),
  inContainer("startTimeout", "nothing waits for the container"),
  inContainer("versionConsistency", "each task resolves the image's tag anew", {
    instead: "name the image by its digest",
    harmless: ["disabled"],
  }),
  inContainer("dockerSecurityOptions", "the options are not applied"),
  inContainer("dockerLabels", "the container has no labels"),
  inContainer("ulimits", "the limits are those of the Node's container runtime"),
  inContainer("logConfiguration", "output goes to the Node's log files, as kubectl logs shows it", {
    harmless: [{ logDriver: "json-file" }],
  }),
  inContainer("systemControls", "the kernel parameters are those of the Node"),
  inContainer("resourceRequirements", "the container gets no GPU or other device"),
  inContainer("firelensConfiguration", "the container is no log router; it runs with the configuration in its image"),
  inContainer("credentialSpecs", "the container joins no Active Directory domain"),

  inContainer("linuxParameters.capabilities", "the container has the runtime's default capabilities"),
  inContainer("linuxParameters.initProcessEnabled", "the container's own command is process 1", { harmless: [false] }),
  inContainer("linuxParameters.sharedMemorySize", "/dev/shm has 64 MiB"),
  inContainer("linuxParameters.tmpfs", "the memory-backed file systems are not mounted"),

  neverInContainer("disableNetworking", "all containers of a Pod share its network: this one has it, too", {
    instead: "keep its traffic out and in by a NetworkPolicy for the task",
    harmless: [false],
  }),
  neverInContainer("linuxParameters.devices", "Kubernetes gives a container no device by its path", {
    instead: "run a device plugin on the Nodes; a privileged container has all devices of its Node",
  }),
  neverInContainer(
    "linuxParameters.maxSwap",
    "Kubernetes has no swap limit per container: swap is as the Node is set up",
    {
      instead: "set memorySwap in the kubelet's configuration",
    },
  ),
  neverInContainer("linuxParameters.swappiness", "Kubernetes has no swappiness per container: it is the Node's", {
    instead: "set vm.swappiness on the Nodes",
  }),
];

/** Members that say nothing about the Pod, and what the operator's controllers make of them. */
export const ofControllers: Readonly<Record<string, string>> = {
  family: "the name of the revisions: ConfigMaps taskdef-<family>-<revision>",
  "kubernetes.strict": "a refusal (condition Stalled, reason NotHonouredStrict) where FieldsHonoured would be False",
  "kubernetes.deregister": "the label ecs.berth.dev/status=INACTIVE of these revisions",
};
