import { type TaskDefinitionSpec, taskDefinitionOutputOnly, taskDefinitionSpec } from "../api/kinds/task-definition.ts";
import { shapeOf } from "../api/shape.ts";
import { type Request, reported } from "./reported.ts";
import type { Difference } from "./translator.ts";

/** A member, or a member with all below it, that Berth does not translate. */
export interface Unsupported {
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

// What Kubernetes has no use for or cannot do, now or later.
function never(path: string, reason: string, { instead, harmless = [] }: Details = {}): Unsupported {
  return { path, reason, harmless, ...(instead !== undefined && { instead }) };
}

function neverInContainer(path: string, reason: string, details: Details = {}): Unsupported {
  return never(`containerDefinitions[].${path}`, reason, details);
}

const emptyVolume = (what: string) =>
  `not used: ${what} is not mounted, and the volume is an empty directory that ends with the task`;

const NO_DOCKER =
  "there is no Docker daemon; a shared volume is what its PersistentVolumeClaim is made of, another one is on the Node's disk";
const BY_CLAIM = "how the file system is mounted is a matter of the PersistentVolume of its claim";
const OWN_CLAIM = "make a PersistentVolumeClaim for it, and name that by efsVolumeConfiguration.fileSystemId";

/** Whether Berth is to do it one day. */
export function isNotYet({ reason }: Unsupported): boolean {
  return reason.startsWith("not yet: ");
}

/** Every member of a task definition that is not translated, and what the user sees instead. */
export const unsupportedMembers: readonly Unsupported[] = [
  never("executionRoleArn", "not used: images are pulled, secrets are read and output is kept without a role"),
  never("proxyConfiguration", "not used: AWS has ended App Mesh, and no proxy is put before the containers", {
    instead: "use a service mesh of the cluster",
  }),
  never("inferenceAccelerators", "not used: AWS has ended Elastic Inference"),
  never("runtimePlatform.operatingSystemFamily", "not used: tasks run on Linux; an image for Windows does not start", {
    instead: "name an image for Linux",
    harmless: ["LINUX"],
  }),
  never("enableFaultInjection", "not used: AWS's fault injection does not reach the cluster", {
    instead: "use a fault injector for Kubernetes, which needs nothing from the task",
    harmless: [false],
  }),

  never(
    "volumes[].dockerVolumeConfiguration.autoprovision",
    "not used: nobody makes the PersistentVolumeClaim of a shared volume, and the task waits until it is there",
    { instead: "make the PersistentVolumeClaim", harmless: [false] },
  ),
  never("volumes[].dockerVolumeConfiguration.driver", `not used: ${NO_DOCKER}`, { harmless: ["local"] }),
  never("volumes[].dockerVolumeConfiguration.driverOpts", `not used: ${NO_DOCKER}`),
  never("volumes[].dockerVolumeConfiguration.labels", `not used: ${NO_DOCKER}`),
  never("volumes[].efsVolumeConfiguration.transitEncryption", `not used: ${BY_CLAIM}`, {
    instead: "use a PersistentVolume of the EFS CSI driver, which encrypts unless it is told not to",
    harmless: ["DISABLED"],
  }),
  never("volumes[].efsVolumeConfiguration.transitEncryptionPort", `not used: ${BY_CLAIM}`),
  never("volumes[].efsVolumeConfiguration.authorizationConfig.iam", `not used: ${BY_CLAIM}`, {
    instead: "give the CSI driver the rights, and write iam in the mountOptions of the PersistentVolume",
    harmless: ["DISABLED"],
  }),
  never("volumes[].s3filesVolumeConfiguration", emptyVolume("the S3 Files file system"), { instead: OWN_CLAIM }),
  never("volumes[].fsxWindowsFileServerVolumeConfiguration", emptyVolume("the FSx file system"), {
    instead: OWN_CLAIM,
  }),
  never("volumes[].configuredAtLaunch", emptyVolume("the EBS volume of volumeConfigurations"), {
    instead: OWN_CLAIM,
    harmless: [false],
  }),

  never(
    "containerDefinitions[].versionConsistency",
    "not used: Berth asks no registry, and each Node resolves the image's tag when it pulls",
    { instead: "name the image by its digest", harmless: ["disabled"] },
  ),
  never(
    "containerDefinitions[].logConfiguration.secretOptions[].valueFrom",
    "not used: no option of a log driver or of a log router's output is a secret here",
    { instead: "give the secret to the cluster's log collector, or to the log router's container" },
  ),
  never(
    "containerDefinitions[].resourceRequirements[].sharingStrategy",
    "not used: GPUs are shared as the Node's device plugin is configured, not container by container",
    { instead: "ask for a number of GPUs, or of the device plugin's shares, by value" },
  ),
  never("containerDefinitions[].credentialSpecs", "not used: the container joins no Active Directory domain", {
    instead: "give the program a keytab in a secret",
  }),

  neverInContainer(
    "disableNetworking",
    "not used: all containers of a Pod share its network, and this one has it, too",
    {
      instead: "keep its traffic out and in by a NetworkPolicy for the task",
      harmless: [false],
    },
  ),
  neverInContainer("linuxParameters.devices", "not used: Kubernetes gives a container no device by its path", {
    instead: "run a device plugin on the Nodes; a privileged container has all devices of its Node",
  }),
  neverInContainer(
    "linuxParameters.maxSwap",
    "not used: Kubernetes has no swap limit per container, and swap is as the Node is set up",
    {
      instead: "set memorySwap in the kubelet's configuration",
    },
  ),
  neverInContainer(
    "linuxParameters.swappiness",
    "not used: Kubernetes has no swappiness per container, and it is the Node's",
    {
      instead: "set vm.swappiness on the Nodes",
    },
  ),
];

/** Members that say nothing about the Pod, and what the operator's controllers make of them. */
export const ofControllers: Readonly<Record<string, string>> = {
  family: "the name of the revisions: ConfigMaps taskdef-<family>-<revision>",
  "tags[].key":
    "a tag of the revision; tasks of a run with propagateTags TASK_DEFINITION have it in status.tasks[].tags",
  "tags[].value": "the tag's value",
  "kubernetes.strict": "a refusal (condition Stalled, reason NotHonouredStrict) where FieldsHonoured would be False",
  "kubernetes.deregister": "the label ecs.berth.dev/status=INACTIVE of these revisions",
  "kubernetes.revisionHistoryLimit": "the deletion of older revisions that nothing uses or names",
};

const request: Request = {
  shape: shapeOf(taskDefinitionSpec),
  unsupported: unsupportedMembers,
  outputOnly: taskDefinitionOutputOnly,
  describedBy: "DescribeTaskDefinition",
};

/**
 * What a task definition says that does not have its effect on ECS, by the member alone; `nulls` are the paths of the
 * nulls that the caller has removed. What depends on a value as well is in the `differences` of
 * `translateTaskDefinition`; the two never name one thing twice.
 */
export function unsupported(spec: TaskDefinitionSpec, nulls: readonly string[] = []): Difference[] {
  return reported(spec, nulls, request);
}
