import { z } from "zod";
import { statusBase } from "../conditions.ts";
import { count } from "../scalars.ts";

const time = z.iso.datetime({ offset: true });
const string = z.string();

/** Launch types of tasks (ECS `LaunchType`). */
export const launchType = z.enum(["EC2", "EXTERNAL", "FARGATE", "MANAGED_INSTANCES"]);
export type LaunchType = z.infer<typeof launchType>;

/** How the tasks of a service are counted (ECS `SchedulingStrategy`). */
export const schedulingStrategy = z.enum(["DAEMON", "REPLICA"]);
export type SchedulingStrategy = z.infer<typeof schedulingStrategy>;

/** A deployment of a service (ECS `Deployment`). */
export const deployment = z.object({
  id: string.describe("Id of the deployment, ecs-svc/ and 19 digits."),
  status: z
    .enum(["PRIMARY", "ACTIVE", "INACTIVE"])
    .describe("PRIMARY: the newest. ACTIVE: an older one that still has tasks. INACTIVE: done with."),
  taskDefinition: string.describe("ARN of the task definition's revision."),
  desiredCount: count.describe("How many tasks the deployment is to have."),
  runningCount: count.describe("How many tasks of the deployment are RUNNING."),
  pendingCount: count.describe("How many tasks of the deployment are PENDING."),
  failedTasks: count.describe("How many tasks in a row failed to start or to become healthy."),
  createdAt: time.describe("When the deployment was created."),
  updatedAt: time.describe("When the deployment last changed."),
  launchType: launchType.optional().describe("Launch type of the tasks."),
  rolloutState: z.enum(["IN_PROGRESS", "COMPLETED", "FAILED"]).optional().describe("How far the deployment is."),
  rolloutStateReason: string.optional().describe("The state in words."),
});
export type Deployment = z.infer<typeof deployment>;

/** An event of a service (ECS `ServiceEvent`). */
export const serviceEvent = z.object({
  id: string.describe("Id of the event."),
  createdAt: time.describe("When it happened."),
  message: string.describe("What happened, in ECS's words."),
});
export type ServiceEvent = z.infer<typeof serviceEvent>;

/** The operator's own notes about a service; not part of ECS. */
export const serviceBookkeeping = z.looseObject({
  cluster: string.optional().describe("Name of the ECS cluster."),
  taskDefinition: string.optional().describe("family:revision in force."),
  deployments: z
    .array(
      z.looseObject({
        id: string.describe("Id of the deployment."),
        templateHash: string.describe("Hash of the ECS input of the deployment's Pod template."),
      }),
    )
    .max(100)
    .optional()
    .meta({ description: "What makes each deployment the one it is.", listMapKeys: ["id"] }),
  tasks: z.array(string).optional().describe("Ids of the tasks that were last reported."),
});
export type ServiceBookkeeping = z.infer<typeof serviceBookkeeping>;

/** What DescribeServices says, and conditions. */
export const serviceStatus = z.object({
  ...statusBase,
  status: z.enum(["ACTIVE", "DRAINING", "INACTIVE"]).optional().describe("Status of the service."),
  serviceArn: string.optional().describe("ARN of the service."),
  clusterArn: string.optional().describe("ARN of the cluster."),
  launchType: launchType.optional().describe("Launch type of the tasks."),
  schedulingStrategy: schedulingStrategy.optional().describe("REPLICA or DAEMON."),
  desiredCount: count.optional().describe("How many tasks the service is to have; for DAEMON computed."),
  runningCount: count.optional().describe("How many tasks are RUNNING."),
  pendingCount: count.optional().describe("How many tasks are PENDING."),
  taskDefinition: string.optional().describe("ARN of the task definition's revision in force."),
  deployments: z.array(deployment).optional().describe("Deployments of the service; the first one is PRIMARY."),
  events: z.array(serviceEvent).max(100).optional().describe("What happened to the service, newest first."),
  createdAt: time.optional().describe("When the service was created."),
  selector: string.optional().describe("Label selector of the service's Pods, for autoscaling."),
  kubernetes: serviceBookkeeping.optional().describe("The operator's own notes; not part of ECS."),
});
export type ServiceStatus = z.infer<typeof serviceStatus>;

/** Members of the answer of DescribeServices that are no input: known, and skipped with a line. */
export const serviceOutputOnly: readonly string[] = [
  "serviceArn",
  "clusterArn",
  "status",
  "runningCount",
  "pendingCount",
  "deployments",
  "taskSets",
  "events",
  "createdAt",
  "createdBy",
  "roleArn",
  "platformFamily",
  "currentServiceDeployment",
  "currentServiceRevisions",
  "resourceManagementType",
];
