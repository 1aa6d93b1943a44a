import type { Reason } from "./conditions.ts";

/**
 * The stable reasons of Kubernetes Events that tell of something that happened, each with what that is; the same texts
 * stand in a Service's `status.events`. An Event that tells of a condition has the condition's reason.
 */
export const eventReasons = {
  Registered: "A revision of a TaskDefinition was registered, or is what its spec says again.",
  TasksStarted: "A service or a Task has started tasks; the message has their ids.",
  TasksStopped: "Tasks have been stopped, or have ended; the message has their ids.",
  SteadyState: "A service runs as many tasks as it should, all of its newest deployment.",
  DeploymentCompleted: "All tasks of a deployment are healthy, and those of older ones are gone.",
  DeploymentFailed: "Too many tasks of a deployment failed, an alarm went off, or somebody stopped the deployment.",
  RollingBack: "A deployment failed, and the service goes back to the last one that completed.",
  TaskUnhealthy: "A task failed its health checks and is replaced.",
  TaskStartImpaired: "Tasks of a service fail again and again; the time between attempts grows to 15 minutes.",
  PlacementFailed: "A task has found no place; the message says why. It is told again only after six hours.",
} as const satisfies Record<string, string>;

/** Why an Event was told: a reason of its own, or that of the condition that it tells of. */
export type EventReason = keyof typeof eventReasons | Reason;
