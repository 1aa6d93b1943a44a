import { expect, test } from "vitest";
import { aService } from "../../test/support/a-service.ts";
import type { Condition } from "../api/conditions.ts";
import type { Deployment, ServiceDeployment, ServiceStatus } from "../api/kinds/service-status.ts";
import { rollbackPlan } from "./rollback-plan.ts";
import { stabilityOf } from "./stability.ts";

const definition = (revision: number) => `arn:aws:ecs:local:000000000000:task-definition/web:${revision}`;
const at = "2026-01-01T00:00:00Z";

function deployment(revision: number, change: Partial<Deployment> = {}): Deployment {
  return {
    id: `ecs-svc/${revision}`,
    status: "PRIMARY",
    taskDefinition: definition(revision),
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    failedTasks: 0,
    createdAt: at,
    updatedAt: at,
    rolloutState: "COMPLETED",
    ...change,
  };
}

function ended(revision: number, status: ServiceDeployment["status"], backTo?: number): ServiceDeployment {
  return {
    serviceDeploymentArn: `arn:aws:ecs:local:000000000000:service-deployment/default/web/${revision}`,
    status,
    createdAt: at,
    targetServiceRevision: { taskDefinition: definition(revision) },
    ...(backTo !== undefined && { rollback: { reason: "r", startedAt: at, taskDefinition: definition(backTo) } }),
  };
}

function condition(type: string, status: Condition["status"], reason: string, message: string): Condition {
  return { type, status, reason, message, lastTransitionTime: at };
}

const FAILED = condition("Stalled", "True", "DeploymentFailed", "tasks failed to start. No more are started.");

/** A service in steady state at revision 2, or as the change says. */
function service(change: Partial<ServiceStatus> = {}) {
  return aService(
    {},
    {
      observedGeneration: 1,
      status: "ACTIVE",
      desiredCount: 2,
      runningCount: 2,
      pendingCount: 0,
      taskDefinition: definition(2),
      deployments: [deployment(2)],
      serviceDeployments: [ended(2, "SUCCESSFUL"), ended(1, "SUCCESSFUL")],
      ...change,
    },
  );
}

const rolling = {
  deployments: [deployment(3, { rolloutState: "IN_PROGRESS", runningCount: 1 }), deployment(2, { status: "ACTIVE" })],
};

test.each<[string, string, Partial<ServiceStatus>]>([
  ["ACTIVE, with one deployment and all tasks running", "stable", {}],
  ["with nothing desired and nothing running", "stable", { desiredCount: 0, runningCount: 0 }],
  ["with a task too few", "waiting", { runningCount: 1 }],
  ["with two deployments", "waiting", rolling],
  [
    "whose tasks all run in a deployment that is in progress",
    "waiting",
    { deployments: [deployment(2, { rolloutState: "IN_PROGRESS" })] },
  ],
  ["whose present spec was not seen", "waiting", { observedGeneration: 0 }],
  ["that was never seen", "waiting", { observedGeneration: -1, deployments: [] }],
  ["without deployments", "waiting", { deployments: [], desiredCount: 0, runningCount: 0 }],
  ["that drains", "failed", { status: "DRAINING" }],
  [
    "that is refused",
    "failed",
    { conditions: [condition("Stalled", "True", "InvalidParameter", "ClientException: x")] },
  ],
  [
    "whose deployment failed",
    "failed",
    {
      conditions: [FAILED],
      deployments: [deployment(3, { rolloutState: "FAILED" })],
      serviceDeployments: [ended(3, "STOPPED")],
    },
  ],
  [
    "whose deployment failed while it waits for something else",
    "failed",
    { deployments: [deployment(3, { rolloutState: "FAILED" })], serviceDeployments: [ended(3, "STOPPED")] },
  ],
  [
    "whose deployment failed and is about to be rolled back",
    "waiting",
    { deployments: [deployment(3, { rolloutState: "FAILED" })], serviceDeployments: [ended(3, "ROLLBACK_REQUESTED")] },
  ],
  ["that is being rolled back", "waiting", { serviceDeployments: [ended(3, "ROLLBACK_IN_PROGRESS", 2)] }],
  [
    "that was rolled back",
    "rolledBack",
    { conditions: [FAILED], serviceDeployments: [ended(3, "ROLLBACK_SUCCESSFUL", 2)] },
  ],
  [
    "that was rolled back once, and deployed since",
    "stable",
    { serviceDeployments: [ended(4, "SUCCESSFUL"), ended(3, "ROLLBACK_SUCCESSFUL", 2)] },
  ],
])("a service %s is %s", (_what, kind, change) => {
  expect(stabilityOf(service(change)).kind).toBe(kind);
});

test("a service that is being deleted has failed", () => {
  const { metadata, ...rest } = service();
  expect(stabilityOf({ ...rest, metadata: { ...metadata, deletionTimestamp: at } }).kind).toBe("failed");
});

test("progress tells the counts, the deployments, and why it waits", () => {
  const ready = condition("Ready", "False", "Progressing", "1 of 2 tasks are running. container main: ErrImagePull");
  const { message } = stabilityOf(service({ ...rolling, runningCount: 1, pendingCount: 1, conditions: [ready] }));
  expect(message).toBe(
    "service web: 1 of 2 tasks running, 1 pending; web:3 IN_PROGRESS; web:2 2 running; container main: ErrImagePull",
  );
});

test("a failure is told in ECS's words", () => {
  const reason = "ECS deployment circuit breaker: tasks failed to start.";
  const failed = deployment(3, { rolloutState: "FAILED", rolloutStateReason: reason });
  expect(stabilityOf(service({ deployments: [failed], serviceDeployments: [] })).message).toBe(
    `service web: the deployment failed: ${reason}`,
  );
});

const completed = { id: "ecs-svc/2", taskDefinition: "web:2", templateHash: "h", launchType: "EC2" } as const;

test.each<[string, Partial<ServiceStatus>, object]>([
  [
    "stops a deployment in progress",
    { ...rolling, kubernetes: { completed } },
    { kind: "stop", deployment: "ecs-svc/3" },
  ],
  ["has nothing to go back to in the first deployment", rolling, { kind: "unknown" }],
  ["goes to the revision before the one in force", {}, { kind: "set", taskDefinition: "web:1" }],
  [
    "skips deployments of the same revision",
    { serviceDeployments: [ended(2, "SUCCESSFUL"), ended(2, "SUCCESSFUL"), ended(1, "SUCCESSFUL")] },
    { taskDefinition: "web:1" },
  ],
  [
    "skips deployments that did not succeed",
    { serviceDeployments: [ended(2, "SUCCESSFUL"), ended(3, "STOPPED"), ended(1, "SUCCESSFUL")] },
    { taskDefinition: "web:1" },
  ],
  [
    "takes a rollback for what it went back to",
    { taskDefinition: definition(4), serviceDeployments: [ended(4, "SUCCESSFUL"), ended(3, "ROLLBACK_SUCCESSFUL", 1)] },
    { taskDefinition: "web:1" },
  ],
  [
    "undoes a deployment that failed and was not rolled back",
    {
      taskDefinition: definition(3),
      deployments: [deployment(3, { rolloutState: "FAILED" })],
      serviceDeployments: [ended(3, "STOPPED"), ended(2, "SUCCESSFUL")],
    },
    { taskDefinition: "web:2" },
  ],
  [
    "does not go further back after a rollback",
    { serviceDeployments: [ended(3, "ROLLBACK_SUCCESSFUL", 2), ended(2, "SUCCESSFUL"), ended(1, "SUCCESSFUL")] },
    { kind: "unknown" },
  ],
  ["is under way already", { serviceDeployments: [ended(3, "ROLLBACK_IN_PROGRESS", 2)] }, { kind: "underWay" }],
  ["knows no other revision", { serviceDeployments: [ended(2, "SUCCESSFUL")] }, { kind: "unknown" }],
  ["does not decide by an old status", { observedGeneration: 0 }, { kind: "unknown" }],
])("a rollback %s", (_what, change, plan) => {
  expect(rollbackPlan(service(change))).toMatchObject(plan);
});
