import { z } from "zod";
import { arn, bool, count, list, name } from "../scalars.ts";
import { propagateTags, tags } from "./tag.ts";

/** Tags of a new EBS volume (ECS `EBSTagSpecification`). */
export const ebsTagSpecification = z.looseObject({
  resourceType: z.enum(["volume"]).describe("What is tagged: volume."),
  tags: tags.optional().describe("Tags of the volume."),
  propagateTags: propagateTags.optional().describe("From where further tags of the volume are copied."),
});

/** A new EBS volume for each task (ECS `ServiceManagedEBSVolumeConfiguration`). */
export const managedEbsVolume = z.looseObject({
  encrypted: bool.optional().describe("Whether the volume is encrypted."),
  kmsKeyId: arn.optional().describe("KMS key that encrypts the volume."),
  volumeType: name
    .optional()
    .meta({ description: "Type of the volume: gp2, gp3, io1, io2, st1, sc1 or standard.", ecsDefault: "gp3" }),
  sizeInGiB: count.optional().describe("Size of the volume, in GiB. Required without a snapshot."),
  snapshotId: name.optional().describe("Snapshot that the volume is made from."),
  volumeInitializationRate: count
    .optional()
    .describe("Rate at which the snapshot's data is fetched, in MiB per second."),
  iops: count.optional().describe("Input/output operations per second. Required for io1 and io2."),
  throughput: count.optional().describe("Throughput, in MiB per second. Only for gp3."),
  tagSpecifications: list(ebsTagSpecification).optional().describe("Tags of the volume."),
  roleArn: arn.describe("IAM role with which ECS manages the volume."),
  filesystemType: z
    .enum(["ext3", "ext4", "ntfs", "xfs"])
    .optional()
    .meta({ description: "File system on the volume.", ecsDefault: "xfs" }),
});

/** What a volume with `configuredAtLaunch` is in this service (ECS `ServiceVolumeConfiguration`). */
export const serviceVolumeConfiguration = z.looseObject({
  name: name.describe("Name of the task definition's volume that has `configuredAtLaunch`."),
  managedEBSVolume: managedEbsVolume.optional().describe("A new EBS volume for each task; it ends with the task."),
});
export type ServiceVolumeConfiguration = z.infer<typeof serviceVolumeConfiguration>;

/** A new EBS volume for a task of its own (ECS `TaskManagedEBSVolumeConfiguration`). */
export const taskManagedEbsVolume = managedEbsVolume.extend({
  terminationPolicy: z
    .looseObject({
      deleteOnTermination: bool.describe("Whether the volume ends with the task."),
    })
    .optional()
    .describe("What becomes of the volume when the task has stopped. Absent: it ends with the task."),
});

/** What a volume with `configuredAtLaunch` is in a task of its own (ECS `TaskVolumeConfiguration`). */
export const taskVolumeConfiguration = z.looseObject({
  name: name.describe("Name of the task definition's volume that has `configuredAtLaunch`."),
  managedEBSVolume: taskManagedEbsVolume.optional().describe("A new EBS volume."),
});
