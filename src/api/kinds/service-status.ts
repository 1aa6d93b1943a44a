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

/** A task of a service that has stopped, as DescribeTasks tells it (ECS `Task`). */
export const stoppedTask = z.object({
  taskArn: string.describe("ARN of the task."),
  stopCode: string.describe("Why it stopped, for programs, such as EssentialContainerExited."),
  stoppedReason: string.describe("Why it stopped, in ECS's words."),
  containers: z
    .array(
      z.object({
        name: string.describe("Name of the container."),
        exitCode: z.int().optional().describe("Exit code of its program; absent where it never ran."),
        reason: string.optional().describe("What happened to it, where there is more to tell."),
      }),
    )
    .describe("Containers of the task."),
  createdAt: time.optional().describe("When the task was created."),
  startedAt: time.optional().describe("When its containers had started."),
  stoppedAt: time.describe("When it stopped."),
  startedBy: string.optional().describe("Id of the deployment that started it."),
  taskDefinitionArn: string.describe("ARN of the task definition's revision."),
});
export type StoppedTask = z.infer<typeof stoppedTask>;

/** A deployment in the history of a service (ECS `ServiceDeployment`). */
export const serviceDeployment = z.object({
  serviceDeploymentArn: string.describe("ARN of the service deployment; it ends with the deployment's id."),
  status: z
    .enum([
      "PENDING",
      "IN_PROGRESS",
      "SUCCESSFUL",
      "STOPPED",
      "STOP_REQUESTED",
      "ROLLBACK_REQUESTED",
      "ROLLBACK_IN_PROGRESS",
      "ROLLBACK_SUCCESSFUL",
      "ROLLBACK_FAILED",
    ])
    .describe("How far it is, or how it ended."),
  statusReason: string.optional().describe("The status in words."),
  createdAt: time.describe("When it was created."),
  startedAt: time.optional().describe("When its first task was to start."),
  finishedAt: time.optional().describe("When it ended."),
  sourceServiceRevisions: z
    .array(z.object({ taskDefinition: string.describe("ARN of the task definition's revision.") }))
    .optional()
    .describe("What ran before."),
  targetServiceRevision: z
    .object({ taskDefinition: string.describe("ARN of the task definition's revision.") })
    .describe("What is to run."),
  rollback: z
    .object({
      reason: string.describe("Why it is rolled back."),
      startedAt: time.describe("When the rollback began."),
      taskDefinition: string.optional().describe("ARN of the task definition's revision that it goes back to."),
    })
    .optional()
    .describe("The rollback, where there is one."),
  deploymentCircuitBreaker: z
    .object({
      status: z.enum(["TRIGGERED", "MONITORING", "MONITORING_COMPLETE", "DISABLED"]).describe("What it does."),
      failureCount: count.describe("How many tasks have failed."),
      threshold: count.describe("How many failed tasks make the deployment fail."),
    })
    .optional()
    .describe("The circuit breaker of the deployment."),
});
export type ServiceDeployment = z.infer<typeof serviceDeployment>;

/** What the operator knows of the deployment that is PRIMARY, beside what it shows. */
export const rolloutNotes = z.object({
  id: string.describe("Id of the deployment."),
  failedTasks: count.describe("Tasks that failed since one was last healthy; all of them where the breaker says so."),
  lastTried: time.optional().describe("When the task was created that failed last."),
  throttle: z
    .object({
      round: count.describe("How often in a row a task was tried in vain."),
      until: time.describe("When the next task is tried."),
    })
    .optional()
    .describe("The delay between attempts, while tasks fail."),
  alarmsCount: z.boolean().optional().describe("Whether its alarms count: none was in ALARM when it began."),
  bakingSince: time.optional().describe("Since when all its tasks are healthy, and its alarms are still watched."),
});
export type RolloutNotes = z.infer<typeof rolloutNotes>;

/** What a deployment that completed was made of: a rollback makes it again. */
export const completedDeployment = z.object({
  id: string.describe("Id of the deployment."),
  taskDefinition: string.describe("family:revision."),
  templateHash: string.describe("Hash of the ECS input of its Pod template."),
  launchType: z.enum(["EC2", "EXTERNAL", "FARGATE"]).describe("Launch type of its tasks."),
  request: z.looseObject({}).optional().describe("Members of the request whose change starts a deployment."),
});
export type CompletedDeployment = z.infer<typeof completedDeployment>;

/** A deployment that failed, or was stopped: it is not tried again until the service changes. */
export const failedDeployment = z.object({
  id: string.describe("Id of the deployment."),
  templateHash: string.describe("Hash of the ECS input of its Pod template."),
  reason: string.describe("Why, in ECS's words."),
  at: time.describe("When."),
  rollback: string.optional().describe("Id of the completed deployment to go back to."),
});
export type FailedDeployment = z.infer<typeof failedDeployment>;

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
  ended: z.array(string).optional().describe("Ids of tasks that are recorded as stopped, and whose Pods are there."),
  rollout: rolloutNotes.optional().describe("The deployment that is PRIMARY."),
  completed: completedDeployment.optional().describe("The last deployment that completed."),
  failed: failedDeployment.optional().describe("The deployment that the spec asks for, where it failed."),
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
  stoppedTasks: z.array(stoppedTask).max(20).optional().describe("Tasks that stopped last, newest first."),
  serviceDeployments: z
    .array(serviceDeployment)
    .max(10)
    .optional()
    .describe("History of the service's deployments, newest first."),
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
