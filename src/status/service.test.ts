import { describe, expect, test } from "vitest";
import {
  aContainerStatus,
  aRevision,
  aService,
  aTask,
  daemonSetOf,
  deploymentOf,
  observed,
  rolloutOf,
  settings,
} from "../../test/support/a-service.ts";
import type { ServiceStatus } from "../api/kinds/service.ts";
import { planService } from "../plan/service.ts";
import { serviceReport } from "./service.ts";

const NOW = new Date("2026-02-03T04:05:06Z");
const LATER = new Date("2026-02-03T04:06:06Z");

type Change = Parameters<typeof observed>[0];

function report(change: Change = {}, now = NOW) {
  const observation = observed(change);
  return serviceReport(observation, planService(observation, settings, now), undefined, settings.identity, now);
}

const plan = (change: Change = {}) => planService(observed(change), settings, NOW);
const whole = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
const noTasks = {
  observedGeneration: 1,
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
};
const tasks = [aTask("t1", rolloutOf(plan())), aTask("t2", rolloutOf(plan()))];
const running: Change = { deployment: deploymentOf(plan(), whole), pods: tasks };

function condition(status: ServiceStatus, type: string) {
  return status.conditions?.find((entry) => entry.type === type);
}

describe("a service whose tasks run", () => {
  test("is steady: one COMPLETED deployment, Ready, and ECS's events, newest first", () => {
    const { status } = report(running);
    expect(status).toMatchObject({ status: "ACTIVE", desiredCount: 2, runningCount: 2, pendingCount: 0 });
    expect(status.deployments).toMatchObject([{ status: "PRIMARY", rolloutState: "COMPLETED", runningCount: 2 }]);
    expect(condition(status, "Ready")).toMatchObject({ status: "True" });
    expect(status.events?.map(({ message }) => message.replace(/ecs-svc\/\d+/, "ID"))).toEqual([
      "(service web) has reached a steady state.",
      "(service web) (deployment ID) deployment completed.",
      "(service web) has started 2 tasks: (task t1) (task t2).",
    ]);
  });

  test("says the same again later: nothing is written at rest", () => {
    const { status } = report(running);
    expect(report({ ...running, status }, LATER)).toEqual({ status, events: [] });
  });

  test("tells which task stopped and which was started in its place", () => {
    const { status } = report(running);
    const { events } = report(
      { ...running, status, pods: [tasks[0] ?? aTask("", rolloutOf(plan())), aTask("t3", rolloutOf(plan()))] },
      LATER,
    );
    expect(events.map(({ message }) => message)).toEqual([
      "(service web) has started 1 tasks: (task t3).",
      "(service web) has stopped 1 running tasks: (task t2).",
    ]);
  });
});

describe("during a deployment", () => {
  const { status } = report(running);
  const next = { ...running, status, revision: aRevision(2) };
  const second = rolloutOf(plan(next));
  const rolling = report(
    {
      ...next,
      deployment: deploymentOf(plan(next), { ...whole, updatedReplicas: 1 }),
      pods: [...tasks, aTask("t3", second), aTask("t4", rolloutOf(plan()), { status: { phase: "Failed" } })],
    },
    LATER,
  ).status;

  test("the new one is PRIMARY and IN_PROGRESS, the old one ACTIVE with its own id and tasks", () => {
    expect(rolling.deployments).toMatchObject([
      { id: second.deploymentId, status: "PRIMARY", rolloutState: "IN_PROGRESS", runningCount: 1 },
      { id: status.deployments?.[0]?.id, status: "ACTIVE", runningCount: 2 },
    ]);
    expect(rolling.deployments?.[1]?.desiredCount).toBe(2);
    expect(rolling.taskDefinition).toMatch(/web:2$/);
    expect(condition(rolling, "Ready")).toMatchObject({ status: "False" });
    expect(condition(rolling, "Reconciling")).toMatchObject({ status: "True" });
  });

  test("a completed deployment stays completed when a task of it dies", () => {
    const after = report({
      ...running,
      status,
      pods: tasks.slice(0, 1),
      deployment: deploymentOf(plan(), { ...whole, availableReplicas: 1 }),
    });
    expect(after.status.deployments).toMatchObject([{ rolloutState: "COMPLETED", runningCount: 1 }]);
    expect(condition(after.status, "Ready")).toMatchObject({ status: "False" });
  });
});

describe("a service without container instances", () => {
  const { status, events } = report({ instances: [] });

  test("says so in ECS's words, with the command that helps", () => {
    expect(events.map(({ message }) => message)).toEqual([
      "(service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.",
    ]);
    expect(condition(status, "Ready")?.message).toBe(
      "No Container Instances were found in your cluster. Make a Node a container instance: kubectl label node NODE ecs.berth.dev/cluster=demo.default",
    );
  });

  test("says it again only after six hours", () => {
    expect(report({ instances: [], status }, LATER).events).toEqual([]);
    expect(report({ instances: [], status }, new Date("2026-02-03T10:05:07Z")).events).toHaveLength(1);
  });
});

describe("a service that is refused or waits", () => {
  test("tells ECS's words once, and keeps what it knew of its deployments", () => {
    const before = report(running).status;
    const refused = { ...running, status: before, spec: { launchType: "FARGATE" as const } };
    const { status, events } = report(refused, LATER);
    expect(condition(status, "Stalled")).toMatchObject({ status: "True", reason: "InvalidParameter" });
    expect(status.deployments).toEqual(before.deployments);
    expect(events).toMatchObject([
      { type: "Warning", message: "InvalidParameterException: Task definition does not support launch_type FARGATE." },
    ]);
    expect(report({ ...refused, status }, LATER).events).toEqual([]);
  });

  test("waiting is no warning and not stalled", () => {
    const { status, events } = report({ cluster: undefined });
    expect(events).toMatchObject([{ type: "Normal", reason: "WaitingForCluster" }]);
    expect(condition(status, "Stalled")).toMatchObject({ status: "False" });
    expect(condition(status, "Reconciling")).toMatchObject({ status: "True" });
  });
});

describe("instances that take no new tasks", () => {
  test("are no news to a service whose tasks all run: nothing has to be placed", () => {
    const { status, events } = report({ ...running, instances: [] });
    expect(condition(status, "Ready")).toMatchObject({ status: "True" });
    expect(events.map(({ reason }) => reason)).not.toContain("PlacementFailed");
  });

  test("leave a DAEMON service waiting, and nothing is said twice about it", () => {
    const service = { ...aService(), spec: { taskDefinition: "web", schedulingStrategy: "DAEMON" as const } };
    const nowhere = { service, instances: [] };
    const daemonSet = { ...daemonSetOf(plan(nowhere)), status: noTasks };
    const { status, events } = report({ ...nowhere, daemonSet });
    expect(condition(status, "Ready")).toMatchObject({ status: "False", reason: "NoContainerInstances" });
    expect(events.map(({ reason }) => reason)).not.toContain("SteadyState");
    expect(report({ ...nowhere, daemonSet, service: { ...service, status } }, LATER)).toEqual({ status, events: [] });
  });
});

test("a task that cannot start is told of where the user looks first", () => {
  const waiting = aContainerStatus({ waiting: { reason: "ImagePullBackOff", message: "not found" } });
  const pod = aTask("t1", rolloutOf(plan()), { status: { phase: "Pending", containerStatuses: [waiting] } });
  const { status } = report({ ...running, pods: [pod] });
  expect(status).toMatchObject({ runningCount: 0, pendingCount: 0 });
  expect(condition(status, "Ready")?.message).toContain("CannotPullContainerError: container nginx: not found");
});

test("a task that Kubernetes may not create is told of, once", () => {
  const message = 'pods "web-5b8d-x2x4z" is forbidden: exceeded quota: few';
  const failure = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message };
  const deployment = deploymentOf(plan(), { observedGeneration: 1, conditions: [failure] });
  const { status, events } = report({ deployment });
  expect(condition(status, "Ready")?.message).toBe(`0 of 2 tasks are running. ${message}`);
  expect(events.map((event) => event.message)).toEqual([
    `(service web) was unable to place a task. Reason: ${message}`,
  ]);
  expect(report({ deployment, status }, LATER)).toEqual({ status, events: [] });
});

test("a task that is going away gives no reason why the others do not run", () => {
  const waiting = aContainerStatus({ waiting: { reason: "ImagePullBackOff" } });
  const going = aTask("t0", rolloutOf(plan()), { status: { containerStatuses: [waiting] } });
  going.metadata.deletionTimestamp = "2026-02-03T04:05:00Z";
  const { status } = report({ ...running, pods: [going, ...tasks.slice(0, 1)] });
  expect(condition(status, "Ready")?.message).toBe("1 of 2 tasks are running.");
});

describe("a service of more tasks than are remembered", () => {
  const many = Array.from({ length: 700 }, (_, index) => aTask(`t${index + 1000}`, rolloutOf(plan())));
  const before = report({ ...running, pods: many }).status;

  test("tells of the remembered task that stopped, and remembers another one instead", () => {
    const { events } = report({ ...running, status: before, pods: many.slice(1) }, LATER);
    expect(events.map(({ message }) => message)).toEqual([
      "(service web) has started 1 tasks: (task t1500).",
      "(service web) has stopped 1 running tasks: (task t1000).",
    ]);
  });

  test("takes no task for stopped because an unknown one came", () => {
    const pods = [aTask("t0", rolloutOf(plan())), ...many];
    expect(report({ ...running, status: before, pods }, LATER).events).toEqual([]);
  });
});

test("no more than 20 events are kept, the newest", () => {
  const old = Array.from({ length: 20 }, (_, index) => ({
    id: `${index}`,
    createdAt: "2026-01-01T00:00:00Z",
    message: `${index}`,
  }));
  const { status } = report({ ...running, status: { events: old } });
  expect(status.events).toHaveLength(20);
  expect(status.events?.[3]?.message).toBe("0");
});
