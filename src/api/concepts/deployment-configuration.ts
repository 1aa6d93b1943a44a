import { z } from "zod";
import { arn, bool, count, double, int, list, name } from "../scalars.ts";

/** Stops a deployment whose tasks fail to start or to become healthy (ECS `DeploymentCircuitBreaker`). */
export const deploymentCircuitBreaker = z.looseObject({
  enable: bool.describe("Whether a deployment whose tasks keep failing is stopped and marked FAILED."),
  rollback: bool.describe("Whether a failed deployment goes back to the last one that completed."),
  resetOnHealthyTask: bool
    .optional()
    .meta({ description: "Whether a task that becomes healthy sets the count of failures to 0.", ecsDefault: true }),
  thresholdConfiguration: z
    .looseObject({
      type: z
        .enum(["BOUNDED_PERCENT", "COUNT", "UNBOUNDED_PERCENT"])
        .describe(
          "How `value` is read. BOUNDED_PERCENT: percent of the desired count, at least 3 and at most 200. UNBOUNDED_PERCENT: the same without bounds. COUNT: the number itself.",
        ),
      value: count.describe("Number of failed tasks, or percent of the desired count."),
    })
    .optional()
    .describe("How many failed tasks stop the deployment. Absent: BOUNDED_PERCENT with 50."),
});
export type DeploymentCircuitBreaker = z.infer<typeof deploymentCircuitBreaker>;

/** Alarms that stop a deployment (ECS `DeploymentAlarms`). */
export const deploymentAlarms = z.looseObject({
  alarmNames: list(name).describe("Names of the alarms."),
  rollback: bool.describe("Whether an alarm makes the service go back to the last deployment that completed."),
  enable: bool.describe("Whether the alarms are watched during a deployment."),
});
export type DeploymentAlarms = z.infer<typeof deploymentAlarms>;

/** Something that happens at a stage of a deployment (ECS `DeploymentLifecycleHook`). */
export const deploymentLifecycleHook = z.looseObject({
  targetType: z.enum(["AWS_LAMBDA", "PAUSE"]).optional().meta({
    description: "AWS_LAMBDA calls a function. PAUSE waits until somebody continues or rolls back.",
    ecsDefault: "AWS_LAMBDA",
  }),
  hookTargetArn: arn.optional().describe("ARN of the function to call."),
  roleArn: arn.optional().describe("IAM role with which ECS calls the function."),
  lifecycleStages: list(
    z.enum([
      "POST_PRODUCTION_TRAFFIC_SHIFT",
      "POST_SCALE_UP",
      "POST_TEST_TRAFFIC_SHIFT",
      "PRE_PRODUCTION_TRAFFIC_SHIFT",
      "PRE_SCALE_UP",
      "PRODUCTION_TRAFFIC_SHIFT",
      "RECONCILE_SERVICE",
      "TEST_TRAFFIC_SHIFT",
    ]),
  )
    .optional()
    .describe("Stages of the deployment at which the hook is run."),
  hookDetails: z.unknown().optional().describe("Any JSON value that is handed to the hook."),
  timeoutConfiguration: z
    .looseObject({
      timeoutInMinutes: int
        .min(1)
        .max(20_160)
        .optional()
        .meta({ description: "Minutes to wait for the hook.", ecsDefault: 1440 }),
      action: z
        .enum(["CONTINUE", "ROLLBACK"])
        .optional()
        .meta({ description: "What happens after that time.", ecsDefault: "ROLLBACK" }),
    })
    .optional()
    .describe("How long to wait for the hook, and what to do then."),
});
export type DeploymentLifecycleHook = z.infer<typeof deploymentLifecycleHook>;

/** How a service gets from one service revision to the next (ECS `DeploymentConfiguration`). */
export const deploymentConfiguration = z.looseObject({
  deploymentCircuitBreaker: deploymentCircuitBreaker
    .optional()
    .describe("Stops a deployment whose tasks keep failing. Absent: off."),
  maximumPercent: count
    .optional()
    .describe(
      "Upper limit of running and pending tasks during a deployment, in percent of the desired count, rounded down. Absent: 200, for DAEMON 100.",
    ),
  minimumHealthyPercent: count
    .optional()
    .describe(
      "Lower limit of healthy tasks during a deployment, in percent of the desired count, rounded up. Absent: 100, for DAEMON 0.",
    ),
  alarms: deploymentAlarms.optional().describe("Alarms that stop a deployment."),
  strategy: z.enum(["BLUE_GREEN", "CANARY", "LINEAR", "ROLLING"]).optional().meta({
    description:
      "ROLLING replaces tasks bit by bit. BLUE_GREEN starts all new tasks, then moves the traffic at once; LINEAR moves it in equal steps, CANARY a small part first.",
    ecsDefault: "ROLLING",
  }),
  bakeTimeInMinutes: int.min(0).max(1440).optional().meta({
    description: "Minutes for which both revisions run after the traffic has moved.",
    ecsDefault: 0,
  }),
  lifecycleHooks: list(deploymentLifecycleHook).optional().describe("What happens at the stages of a deployment."),
  linearConfiguration: z
    .looseObject({
      stepPercent: double
        .min(3)
        .max(100)
        .optional()
        .meta({ description: "Percent of the traffic that each step moves.", ecsDefault: 10 }),
      stepBakeTimeInMinutes: int
        .min(0)
        .max(1440)
        .optional()
        .meta({ description: "Minutes between two steps.", ecsDefault: 6 }),
    })
    .optional()
    .describe("Steps of a LINEAR deployment."),
  canaryConfiguration: z
    .looseObject({
      canaryPercent: double
        .min(0.1)
        .max(100)
        .optional()
        .meta({ description: "Percent of the traffic that moves first.", ecsDefault: 5 }),
      canaryBakeTimeInMinutes: int
        .min(0)
        .max(1440)
        .optional()
        .meta({ description: "Minutes until the rest moves.", ecsDefault: 10 }),
    })
    .optional()
    .describe("First step of a CANARY deployment."),
  earlySuccessCriteria: z
    .looseObject({
      enable: bool.describe("Whether a deployment counts as successful before all its tasks run."),
      healthyPercent: int
        .min(0)
        .max(100)
        .optional()
        .describe("Percent of the desired count that must be healthy for that."),
      sourceServiceRevisionCleanup: z
        .enum(["BLOCKING", "DEFERRED"])
        .optional()
        .describe("BLOCKING: old tasks are gone before the deployment counts as done. DEFERRED: they go afterwards."),
    })
    .optional()
    .describe("When a rolling deployment counts as successful early."),
});
export type DeploymentConfiguration = z.infer<typeof deploymentConfiguration>;

/** Who carries out the deployments of a service (ECS `DeploymentController`). */
export const deploymentController = z.looseObject({
  type: z
    .enum(["CODE_DEPLOY", "ECS", "EXTERNAL"])
    .describe("ECS: the service scheduler. CODE_DEPLOY: AWS CodeDeploy. EXTERNAL: somebody else, by task sets."),
});
export type DeploymentController = z.infer<typeof deploymentController>;
