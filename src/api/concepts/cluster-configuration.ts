import { z } from "zod";
import { arn, bool, name } from "../scalars.ts";

/** A setting of a cluster (ECS `ClusterSetting`). */
export const clusterSetting = z.looseObject({
  name: z.enum(["containerInsights"]).optional().describe("Name of the setting: containerInsights."),
  value: name.optional().describe("Value of the setting: enabled, disabled or enhanced."),
});
export type ClusterSetting = z.infer<typeof clusterSetting>;

/** How sessions of ECS Exec are logged (ECS `ExecuteCommandConfiguration`). */
export const executeCommandConfiguration = z.looseObject({
  kmsKeyId: arn.optional().describe("KMS key that encrypts the data between the client and the container."),
  logging: z
    .enum(["DEFAULT", "NONE", "OVERRIDE"])
    .optional()
    .describe("NONE: not logged. DEFAULT: by the task's awslogs settings. OVERRIDE: by `logConfiguration`."),
  logConfiguration: z
    .looseObject({
      cloudWatchLogGroupName: name.optional().describe("CloudWatch log group that gets the log."),
      cloudWatchEncryptionEnabled: bool
        .optional()
        .meta({ description: "Whether the CloudWatch log is encrypted.", ecsDefault: false }),
      s3BucketName: name.optional().describe("S3 bucket that gets the log."),
      s3EncryptionEnabled: bool
        .optional()
        .meta({ description: "Whether the log in the bucket is encrypted.", ecsDefault: false }),
      s3KeyPrefix: name.optional().describe("Folder in the bucket."),
    })
    .optional()
    .describe("Where the log goes. Required with OVERRIDE."),
});

/** Settings of a cluster's own facilities (ECS `ClusterConfiguration`). */
export const clusterConfiguration = z.looseObject({
  executeCommandConfiguration: executeCommandConfiguration
    .optional()
    .describe("How sessions of ECS Exec are encrypted and logged."),
  managedStorageConfiguration: z
    .looseObject({
      kmsKeyId: arn.optional().describe("KMS key that encrypts managed storage."),
      fargateEphemeralStorageKmsKeyId: arn.optional().describe("KMS key that encrypts the scratch disks of Fargate."),
    })
    .optional()
    .describe("How managed storage is encrypted."),
});
export type ClusterConfiguration = z.infer<typeof clusterConfiguration>;
