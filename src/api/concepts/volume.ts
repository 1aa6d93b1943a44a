import { z } from "zod";
import { arn, bool, int, name, textMap } from "../scalars.ts";

/** A directory of the container instance (ECS `HostVolumeProperties`). */
export const hostVolume = z.looseObject({
  sourcePath: name
    .optional()
    .describe(
      "Directory on the container instance, created if it is missing, that outlives the task. Absent: an empty directory of the task's own.",
    ),
});

/** A volume made by a Docker volume driver (ECS `DockerVolumeConfiguration`). */
export const dockerVolumeConfiguration = z.looseObject({
  scope: z.enum(["shared", "task"]).optional().meta({
    description: "task: the volume ends with the task. shared: it stays, and other tasks can use it.",
    ecsDefault: "task",
  }),
  autoprovision: bool.optional().meta({
    description: "Whether a shared volume is made when it does not exist yet.",
    ecsDefault: false,
  }),
  driver: name.optional().meta({ description: "Docker volume driver.", ecsDefault: "local" }),
  driverOpts: textMap.optional().describe("Options that are handed to the volume driver."),
  labels: textMap.optional().describe("Labels of the Docker volume."),
});

/** How an EFS file system checks who mounts it (ECS `EFSAuthorizationConfig`). */
export const efsAuthorizationConfig = z.looseObject({
  accessPointId: name.optional().describe("EFS access point. It needs transit encryption."),
  iam: z.enum(["DISABLED", "ENABLED"]).optional().meta({
    description: "Whether the task role is used to mount the file system. ENABLED needs transit encryption.",
    ecsDefault: "DISABLED",
  }),
});

/** An Amazon EFS file system (ECS `EFSVolumeConfiguration`). */
export const efsVolumeConfiguration = z.looseObject({
  fileSystemId: name.describe("Id of the EFS file system."),
  rootDirectory: name
    .optional()
    .meta({ description: "Directory in the file system that is mounted as its root.", ecsDefault: "/" }),
  transitEncryption: z
    .enum(["DISABLED", "ENABLED"])
    .optional()
    .meta({ description: "Whether data is encrypted on its way to the file system.", ecsDefault: "DISABLED" }),
  transitEncryptionPort: int.optional().describe("Port for encrypted traffic. Absent: the mount helper chooses one."),
  authorizationConfig: efsAuthorizationConfig.optional().describe("Access point and IAM settings of the mount."),
});

/** An Amazon S3 Files file system (ECS `S3FilesVolumeConfiguration`). */
export const s3FilesVolumeConfiguration = z.looseObject({
  fileSystemArn: arn.describe("ARN of the S3 Files file system."),
  rootDirectory: name
    .optional()
    .meta({ description: "Directory in the file system that is mounted as its root.", ecsDefault: "/" }),
  transitEncryptionPort: int.optional().describe("Port for encrypted traffic. Absent: the mount helper chooses one."),
  accessPointArn: arn.optional().describe("ARN of the S3 Files access point."),
});

/** Credentials for FSx for Windows File Server (ECS `FSxWindowsFileServerAuthorizationConfig`). */
export const fsxAuthorizationConfig = z.looseObject({
  credentialsParameter: arn.describe("ARN of the secret or parameter that holds the credentials."),
  domain: name.describe("Fully qualified name of the Active Directory domain."),
});

/** An FSx for Windows File Server file system (ECS `FSxWindowsFileServerVolumeConfiguration`). */
export const fsxWindowsFileServerVolumeConfiguration = z.looseObject({
  fileSystemId: name.describe("Id of the FSx for Windows File Server file system."),
  rootDirectory: name.describe("Directory in the file system that is mounted as its root."),
  authorizationConfig: fsxAuthorizationConfig.describe("Credentials and domain for the file system."),
});

/** A volume of a task: a name and at most one of the kinds (ECS `Volume`). */
export const volume = z.looseObject({
  name: name.optional().describe("Name that mount points refer to."),
  host: hostVolume
    .optional()
    .describe("A directory of the container instance or, without `sourcePath`, an empty directory of the task."),
  dockerVolumeConfiguration: dockerVolumeConfiguration.optional().describe("A volume made by a Docker volume driver."),
  efsVolumeConfiguration: efsVolumeConfiguration.optional().describe("An Amazon EFS file system."),
  s3filesVolumeConfiguration: s3FilesVolumeConfiguration.optional().describe("An Amazon S3 Files file system."),
  fsxWindowsFileServerVolumeConfiguration: fsxWindowsFileServerVolumeConfiguration
    .optional()
    .describe("An Amazon FSx for Windows File Server file system."),
  configuredAtLaunch: bool.optional().meta({
    description: "Whether the service or the task that uses this task definition says what the volume is.",
    ecsDefault: false,
  }),
});
export type Volume = z.infer<typeof volume>;

/** Where a volume appears in a container (ECS `MountPoint`). */
export const mountPoint = z.looseObject({
  sourceVolume: name.optional().describe("Name of the task definition's volume to mount."),
  containerPath: name.optional().describe("Path in the container at which the volume is mounted."),
  readOnly: bool.optional().meta({ description: "Whether the container may only read the volume.", ecsDefault: false }),
});
export type MountPoint = z.infer<typeof mountPoint>;

/** Takes over the mounts of another container of the task (ECS `VolumeFrom`). */
export const volumeFrom = z.looseObject({
  sourceContainer: name.optional().describe("Name of the container whose mounts are taken over."),
  readOnly: bool
    .optional()
    .meta({ description: "Whether the container may only read the volumes.", ecsDefault: false }),
});
export type VolumeFrom = z.infer<typeof volumeFrom>;
