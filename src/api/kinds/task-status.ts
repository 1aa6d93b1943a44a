import { z } from "zod";
import { tag } from "../concepts/tag.ts";
import { statusBase } from "../conditions.ts";
import { count } from "../scalars.ts";
import { launchType } from "./service-status.ts";

const time = z.iso.datetime({ offset: true });
const string = z.string();

/** Health of a container or task (ECS `HealthStatus`). */
export const healthStatus = z.enum(["HEALTHY", "UNHEALTHY", "UNKNOWN"]);
export type HealthStatus = z.infer<typeof healthStatus>;

/** Steps of a task's life (ECS developer guide, "Task lifecycle"); a task never goes back. */
export const lastStatus = z.enum(["PROVISIONING", "PENDING", "RUNNING", "STOPPING", "STOPPED"]);
export type LastStatus = z.infer<typeof lastStatus>;

/** A container of a task (ECS `Container`). */
export const taskContainer = z.object({
  name: string.describe("Name of the container."),
  image: string.optional().describe("Image of the container."),
  lastStatus: z.enum(["PENDING", "RUNNING", "STOPPED"]).describe("How far it is."),
  exitCode: z.int().optional().describe("Exit code of its program; absent where it never ran."),
  reason: string.optional().describe("What happened to it, where there is more to tell."),
  healthStatus: healthStatus.optional().describe("Its health, as its health check tells."),
});
export type TaskContainer = z.infer<typeof taskContainer>;

/** A task, as DescribeTasks tells it (ECS `Task`). It has nothing of the tasks' environment. */
export const task = z.object({
  taskArn: string.describe("ARN of the task; its id is the UID of its Pod without hyphens."),
  clusterArn: string.describe("ARN of the cluster."),
  taskDefinitionArn: string.describe("ARN of the task definition's revision."),
  lastStatus: lastStatus.describe("How far it is."),
  desiredStatus: z.enum(["RUNNING", "STOPPED"]).describe("What is wanted of it."),
  launchType: launchType.describe("Launch type of the task."),
  group: string.describe("Task group."),
  startedBy: string.optional().describe("Who started it, as the request says."),
  cpu: string.optional().describe("CPU units of the task."),
  memory: string.optional().describe("Memory of the task in MiB."),
  healthStatus: healthStatus.describe("Health of its essential containers."),
  createdAt: time.describe("When it was created."),
  startedAt: time.optional().describe("When its containers had started."),
  stoppingAt: time.optional().describe("When it began to stop."),
  stoppedAt: time.optional().describe("When it had stopped."),
  stopCode: string.optional().describe("Why it stopped, for programs, such as EssentialContainerExited."),
  stoppedReason: string.optional().describe("Why it stopped, in ECS's words."),
  containerInstanceArn: string.optional().describe("ARN of its container instance; FARGATE has none."),
  availabilityZone: string.optional().describe("Zone that it runs in."),
  containers: z.array(taskContainer).describe("Containers of the task."),
  tags: z.array(tag).optional().describe("Tags of the task."),
});
export type TaskRecord = z.infer<typeof task>;

/** A task that could not be placed (ECS `Failure`). */
export const failure = z.object({
  arn: string.optional().describe("ARN of the container instance, where the cluster has only one."),
  reason: string.describe("Why, for programs, such as RESOURCE:MEMORY."),
  detail: string.optional().describe("Why, in the scheduler's words."),
});
export type Failure = z.infer<typeof failure>;

/** One of the tasks of a request, in the operator's notes: which Pod it is, from before the Pod can run. */
export const taskNote = z.object({
  pod: string.describe("Name of the Pod."),
  uid: string.optional().describe("UID of the Pod: no other one ever runs for this task. Absent: there never was one."),
  failure: failure.optional().describe("Why it was not placed, where it was not."),
});
export type TaskNote = z.infer<typeof taskNote>;

/** The operator's own notes about a request; not part of ECS. */
export const taskBookkeeping = z.looseObject({
  cluster: string.optional().describe("Name of the ECS cluster."),
  taskDefinition: string.optional().describe("family:revision that is run. It is noted before the first Pod is made."),
  launchType: launchType.optional().describe("Launch type of the tasks."),
  lastStatus: string.optional().describe("How far the tasks are, all together."),
  runningCount: count.optional().describe("How many tasks are RUNNING."),
  stoppedCount: count.optional().describe("How many tasks are STOPPED."),
  exitCode: z.int().optional().describe("Exit code of the essential container that ended, where there is one task."),
  stoppedReason: string.optional().describe("Why the task stopped, or was not placed."),
  notes: z
    .array(taskNote)
    .max(10)
    .optional()
    .meta({
      description: "The tasks, each from before it can run.",
      listMapKeys: ["pod"],
    }),
  sameAs: z
    .object({ name: string.describe("Its name."), uid: string.describe("Its UID.") })
    .optional()
    .describe("The Task with the same clientToken whose tasks these are."),
  finishedAt: time.optional().describe("When the last task had stopped."),
});
export type TaskBookkeeping = z.infer<typeof taskBookkeeping>;

/** What RunTask and DescribeTasks say, and conditions. */
export const taskStatus = z.object({
  ...statusBase,
  tasks: z.array(task).max(10).optional().describe("The tasks."),
  failures: z.array(failure).max(10).optional().describe("Tasks that could not be placed."),
  kubernetes: taskBookkeeping.optional().describe("The operator's own notes; not part of ECS."),
});
export type TaskStatus = z.infer<typeof taskStatus>;

/** Members of a task, as DescribeTasks has it, that are no input: known, and skipped with a line. */
export const taskOutputOnly: readonly string[] = [
  "attachments",
  "attributes",
  "availabilityZone",
  "capacityProviderName",
  "clusterArn",
  "connectivity",
  "connectivityAt",
  "containerInstanceArn",
  "containers",
  "cpu",
  "createdAt",
  "desiredStatus",
  "ephemeralStorage",
  "executionStoppedAt",
  "fargateEphemeralStorage",
  "healthStatus",
  "inferenceAccelerators",
  "lastStatus",
  "memory",
  "platformFamily",
  "pullStartedAt",
  "pullStoppedAt",
  "startedAt",
  "stopCode",
  "stoppedAt",
  "stoppedReason",
  "stoppingAt",
  "taskArn",
  "taskDefinitionArn",
  "version",
];
