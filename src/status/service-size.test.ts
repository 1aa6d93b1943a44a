import { expect, test } from "vitest";
import { aService, deploymentOf, observed, rolloutOf, settings } from "../../test/support/a-service.ts";
import type { ServiceDeployment, ServiceStatus, StoppedTask } from "../api/kinds/service.ts";
import { planService } from "../plan/service.ts";
import { serviceReport } from "./service.ts";

const NOW = new Date("2026-02-03T04:05:06Z");
const arn = (what: string) => `arn:aws:ecs:local:000000000000:${what}/${"c".repeat(255)}/${"n".repeat(255)}`;
const time = "2026-02-03T04:05:06Z";

test("the history in a status has at most 64 KiB, however long names and reasons are", () => {
  const stoppedTask: StoppedTask = {
    taskArn: arn("task"),
    stopCode: "TaskFailedToStart",
    stoppedReason: "r".repeat(1024),
    containers: [{ name: "n".repeat(255), exitCode: 137, reason: "r".repeat(255) }],
    createdAt: time,
    stoppedAt: time,
    taskDefinitionArn: arn("task-definition"),
  };
  const serviceDeployment: ServiceDeployment = {
    serviceDeploymentArn: arn("service-deployment"),
    status: "ROLLBACK_SUCCESSFUL",
    statusReason: "r".repeat(80),
    createdAt: time,
    startedAt: time,
    finishedAt: time,
    sourceServiceRevisions: [{ taskDefinition: arn("task-definition") }],
    targetServiceRevision: { taskDefinition: arn("task-definition") },
    rollback: { reason: "r".repeat(80), startedAt: time, taskDefinition: arn("task-definition") },
  };
  const event = { id: "i".repeat(36), createdAt: time, message: "m".repeat(700) };
  const before: ServiceStatus = {
    stoppedTasks: Array.from({ length: 20 }, () => stoppedTask),
    serviceDeployments: Array.from({ length: 10 }, () => serviceDeployment),
    events: Array.from({ length: 20 }, () => event),
  };
  const observation = { ...observed(), service: aService({}, before) };
  const plan = planService(observation, settings, NOW);
  const live = { ...observation, deployment: deploymentOf(plan) };
  const { status } = serviceReport(live, rolloutOf(plan), undefined, settings.identity, NOW);
  const { stoppedTasks, serviceDeployments, events } = status;
  expect(stoppedTasks?.length).toBeGreaterThan(5);
  expect(events?.length).toBeGreaterThan(15);
  expect(JSON.stringify({ stoppedTasks, serviceDeployments, events }).length).toBeLessThanOrEqual(65_536);
});
