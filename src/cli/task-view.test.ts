import { describe, expect, test } from "vitest";
import { aContainerStatus, aService } from "../../test/support/a-service.ts";
import type { StoppedTask } from "../api/kinds/service-status.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations, labels } from "../api/labels.ts";
import { logSources, prefixOf } from "./log-sources.ts";
import type { Sight } from "./sight.ts";
import { findService, findTask, reportOf, serviceNamed, tasksInCluster, tasksOfService } from "./target.ts";
import { exitCodesOf, idOfTask, type TaskView, tasksIn } from "./task-view.ts";

const now = new Date("2026-01-01T01:00:00Z");
const IDS = [
  "aaaa0000000000000000000000000000",
  "aaab0000000000000000000000000000",
  "bbbb0000000000000000000000000000",
] as const;
const [FIRST, SECOND, THIRD] = IDS;
const where = { namespace: "demo", cluster: undefined };

function aPod(id: string, change: Partial<Pod> & { minute?: number } = {}): Pod {
  const { minute = 0, metadata, ...rest } = change;
  return {
    metadata: {
      name: `web-${id.slice(0, 4)}`,
      namespace: "demo",
      uid: id,
      creationTimestamp: `2026-01-01T00:0${minute}:00Z`,
      labels: { [labels.cluster]: "demo.default", [labels.service]: "web", [labels.launchType]: "EC2" },
      annotations: { [annotations.taskDefinition]: "web:3", [annotations.templateHash]: "h" },
      ...metadata,
    },
    spec: { nodeName: "node", containers: [{ name: "nginx" }] },
    status: {
      phase: "Running",
      containerStatuses: [aContainerStatus({ running: { startedAt: "2026-01-01T00:00:10Z" } })],
    },
    ...rest,
  };
}

const ended = aContainerStatus({
  terminated: { exitCode: 3, startedAt: "2026-01-01T00:00:10Z", finishedAt: "2026-01-01T00:00:20Z" },
});

function aStop(id: string): StoppedTask {
  return {
    taskArn: `arn:aws:ecs:eu:123456789012:task/default/${id}`,
    taskDefinitionArn: "arn:aws:ecs:eu:123456789012:task-definition/web:2",
    stopCode: "EssentialContainerExited",
    stoppedReason: "Essential container in task exited",
    createdAt: "2026-01-01T00:00:00Z",
    stoppedAt: "2026-01-01T00:00:20Z",
    containers: [{ name: "nginx", exitCode: 3 }],
  };
}

const service = aService(
  {},
  {
    serviceArn: "arn:aws:ecs:eu:123456789012:service/default/web",
    kubernetes: { deployments: [{ id: "ecs-svc/1", templateHash: "h" }], tasks: [THIRD] },
    events: [
      {
        id: "e",
        createdAt: "2026-01-01T00:00:00Z",
        message: `(service web) has stopped 1 running tasks: (task ${SECOND}).`,
      },
    ],
  },
);
const withStops = (...ids: string[]) => ({ ...service, status: { ...service.status, stoppedTasks: ids.map(aStop) } });

function sight(change: Partial<Sight>): Sight {
  return { services: [service], pods: [], tasks: [], ...change };
}

describe("a task of a service", () => {
  test("is told as DescribeTasks tells it, with the operator's region and account", () => {
    expect(tasksIn(sight({ pods: [aPod(FIRST)] }), now)).toEqual([
      {
        taskArn: `arn:aws:ecs:eu:123456789012:task/default/${FIRST}`,
        clusterArn: "arn:aws:ecs:eu:123456789012:cluster/default",
        taskDefinitionArn: "arn:aws:ecs:eu:123456789012:task-definition/web:3",
        group: "service:web",
        lastStatus: "RUNNING",
        desiredStatus: "RUNNING",
        healthStatus: "UNKNOWN",
        launchType: "EC2",
        startedBy: "ecs-svc/1",
        createdAt: "2026-01-01T00:00:00Z",
        startedAt: "2026-01-01T00:00:10Z",
        containers: [{ name: "nginx", lastStatus: "RUNNING" }],
        kubernetes: { pod: "web-aaaa", node: "node", service: "web" },
      },
    ]);
  });

  test("is to be stopped while its Pod is being deleted", () => {
    const pod = aPod(FIRST);
    const leaving = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: "2026-01-01T00:01:00Z" } };
    expect(tasksIn(sight({ pods: [leaving] }), now)).toMatchObject([
      { lastStatus: "STOPPING", desiredStatus: "STOPPED" },
    ]);
  });

  test("that has ended is one task, by its record and its Pod", () => {
    const pod = aPod(FIRST, { status: { phase: "Failed", containerStatuses: [ended] } });
    const [task, ...others] = tasksIn(sight({ services: [withStops(FIRST)], pods: [pod] }), now);
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      lastStatus: "STOPPED",
      desiredStatus: "STOPPED",
      stopCode: "EssentialContainerExited",
      stoppedAt: "2026-01-01T00:00:20Z",
      containers: [{ name: "nginx", lastStatus: "STOPPED", exitCode: 3 }],
      kubernetes: { pod: "web-aaaa", service: "web" },
    });
  });

  test("that has ended is known by its record alone, and by its Pod alone", () => {
    expect(tasksIn(sight({ services: [withStops(FIRST)] }), now)).toMatchObject([
      { lastStatus: "STOPPED", kubernetes: { service: "web" } },
    ]);
    const pod = aPod(FIRST, { status: { phase: "Failed", containerStatuses: [ended] } });
    expect(tasksIn(sight({ pods: [pod] }), now)).toMatchObject([
      { lastStatus: "STOPPED", stopCode: "EssentialContainerExited" },
    ]);
  });

  test("has a health where a container's check decides about it", () => {
    const health = (ready: string) => {
      const pod = aPod(FIRST);
      const notes = { [annotations.healthCheck]: "container", [annotations.unhealthyAfter]: "60" };
      const conditions = [{ type: "Ready", status: ready, lastTransitionTime: "2026-01-01T00:00:30Z" }];
      const checked = {
        ...pod,
        metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...notes } },
        status: { ...pod.status, conditions },
      };
      return tasksIn(sight({ pods: [checked] }), now)[0]?.healthStatus;
    };
    expect([health("True"), health("False")]).toEqual(["HEALTHY", "UNHEALTHY"]);
  });

  test("the newest task is the first one", () => {
    const pods = [aPod(FIRST, { minute: 1 }), aPod(SECOND, { minute: 3 }), aPod(THIRD, { minute: 2 })];
    expect(tasksIn(sight({ pods }), now).map(idOfTask)).toEqual([SECOND, THIRD, FIRST]);
  });
});

test("exit codes are those of all containers that have one", () => {
  expect(exitCodesOf([{ name: "a", exitCode: 0 }])).toBe("0");
  expect(exitCodesOf([{ name: "a", exitCode: 0 }, { name: "b", exitCode: 137 }, { name: "c" }])).toBe("a=0 b=137");
  expect(exitCodesOf([{ name: "a" }])).toBeUndefined();
});

describe("a name", () => {
  const tasks = tasksIn(sight({ pods: IDS.map((id) => aPod(id)) }), now);
  const object = { metadata: { name: "bbbb", namespace: "demo" } };

  test.each([
    ["an id", THIRD, THIRD],
    ["the beginning of an id", "aaab", SECOND],
    ["an ARN", `arn:aws:ecs:eu:123456789012:task/default/${FIRST}`, FIRST],
  ])("is %s", (_what, given, id) => {
    expect(findTask(tasks, [], given)).toMatchObject({
      kind: "task",
      task: { kubernetes: { pod: `web-${id.slice(0, 4)}` } },
    });
  });

  test("of a Task object goes before the beginning of an id", () => {
    expect(findTask(tasks, [object], "bbbb")).toMatchObject({ kind: "object" });
  });

  test("is none where it is too short, or nothing begins so, and is refused where several do", () => {
    expect(findTask(tasks, [], "aaa")).toBeUndefined();
    expect(findTask(tasks, [], "cccc")).toBeUndefined();
    const twins = [...tasks, { ...tasks[0], taskArn: `arn:x/${FIRST.replace(/0$/, "1")}` } as TaskView];
    expect(() => findTask(twins, [], "aaaa")).toThrow("several task ids begin with aaaa");
  });

  test("of a service is ECS's first, then the object's", () => {
    const named = { ...aService({ serviceName: "shop" }), metadata: { ...service.metadata, name: "other" } };
    const other = {
      ...aService({ cluster: "prod" }),
      metadata: { ...service.metadata, name: "twin" },
      spec: { serviceName: "web", cluster: "prod" },
    };
    const all = [service, named, other];
    expect(findService(all, "shop")).toEqual([named]);
    expect(findService(all, "other")).toEqual([named]);
    expect(findService(all, "arn:aws:ecs:eu:1:service/prod/web")).toEqual([other]);
    expect(() => serviceNamed(all, "web", where)).toThrow(
      "in each of the clusters default, prod: name one with --cluster",
    );
    expect(serviceNamed(all, "web", { ...where, cluster: "arn:aws:ecs:eu:1:cluster/prod" })).toBe(other);
    expect(() => serviceNamed(all, "nobody", where)).toThrow(
      /^Service not found: nobody, in namespace demo, where there is shop, web, web$/,
    );
    expect(() => serviceNamed([], "x", { ...where, cluster: "no cluster" })).toThrow("--cluster no cluster is neither");
  });

  test("of a cluster leaves its tasks only", () => {
    expect(tasksInCluster(tasks, { ...where, cluster: "prod" })).toEqual([]);
    expect(tasksInCluster(tasks, { ...where, cluster: "default" })).toHaveLength(3);
  });

  test("of a service has the tasks of its own cluster", () => {
    const twin = aService({ cluster: "prod" });
    expect(tasksOfService(tasks, service)).toHaveLength(3);
    expect(tasksOfService(tasks, twin)).toEqual([]);
  });

  test("of a task without Pod and record is known to its service by what it reported", () => {
    expect([THIRD, SECOND.slice(0, 6), FIRST].map((id) => reportOf([service], id))).toEqual([
      "live",
      "stopped",
      undefined,
    ]);
  });
});

test("logs are those of the oldest task first, of a container where one is named", () => {
  const pod = aPod(FIRST, {
    minute: 1,
    spec: { containers: [{ name: "nginx" }, { name: "side" }], initContainers: [{ name: "before" }] },
  });
  const pods = [aPod(SECOND, { minute: 2 }), pod];
  const tasks = tasksIn(sight({ services: [withStops(THIRD)], pods }), now);
  const told = (only?: string) => logSources(tasks, pods, only).map((source) => [prefixOf(source), source.hasStarted]);
  expect(told()).toEqual([
    ["aaaa00000000/before | ", false],
    ["aaaa00000000/nginx | ", true],
    ["aaaa00000000/side | ", false],
    ["aaab00000000/nginx | ", true],
  ]);
  expect(told("before")).toEqual([["aaaa00000000/before | ", false]]);
});
