import { describe, expect, test } from "vitest";
import { aContainerStatus, aService, aTask, settings } from "../../test/support/a-service.ts";
import type { ServiceStatus } from "../api/kinds/service.ts";
import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { newStops, STOPPED_TASKS_KEPT, type TaskSightings, withLastCodes, withStops } from "./task-stops.ts";

const NOW = new Date("2026-02-03T04:05:06Z");
const DEPLOYMENT = "ecs-svc/1234567890123456789";
const rule = { healthyAfterSeconds: 0, gracePeriodSeconds: 0 };

const known: ServiceStatus = { kubernetes: { deployments: [{ id: DEPLOYMENT, templateHash: "h" }] } };

function task(id: string, change: Partial<Pod> = {}): Pod {
  const pod = aTask(id, { templateHash: "h", revision: { family: "web", revision: 3 } as never }, change);
  return { ...pod, metadata: { ...pod.metadata, creationTimestamp: "2026-02-03T04:00:00Z" } };
}

const exited = (id: string, exitCode = 1) =>
  task(id, {
    status: {
      phase: "Failed",
      containerStatuses: [
        aContainerStatus({
          terminated: { exitCode, startedAt: "2026-02-03T04:00:01Z", finishedAt: "2026-02-03T04:01:00Z" },
        }),
      ],
    },
  });
const deleting = (pod: Pod): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, deletionTimestamp: "2026-02-03T04:02:00Z" },
});

function stops(sightings: Partial<Omit<TaskSightings, "service">>, status: ServiceStatus = known) {
  const all = { service: aService({}, status), pods: [], departed: [], ...sightings };
  return newStops(all, rule, settings.identity, NOW);
}

describe("a task that ended by itself", () => {
  test("is recorded once, with all that DescribeTasks tells, and its id kept while its Pod is there", () => {
    const first = stops({ pods: [exited("a", 7), task("b")] });
    expect(first.stops.map(({ record }) => record)).toEqual([
      {
        taskArn: "arn:aws:ecs:local:000000000000:task/default/a",
        stopCode: "EssentialContainerExited",
        stoppedReason: "Essential container in task exited",
        containers: [{ name: "nginx", exitCode: 7 }],
        createdAt: "2026-02-03T04:00:00Z",
        startedAt: "2026-02-03T04:00:01Z",
        stoppedAt: "2026-02-03T04:01:00Z",
        startedBy: DEPLOYMENT,
        taskDefinitionArn: "arn:aws:ecs:local:000000000000:task-definition/web:3",
      },
    ]);
    expect(first.ended).toEqual(["a"]);
    const status: ServiceStatus = { kubernetes: { ...known.kubernetes, ended: first.ended } };
    expect(stops({ pods: [exited("a", 7)] }, status)).toEqual({ stops: [], ended: ["a"] });
    expect(stops({}, status)).toEqual({ stops: [], ended: [] });
  });

  test("is recorded so, too, where its Pod was deleted before anybody looked", () => {
    const [stop] = stops({ departed: [{ last: deleting(exited("a", 7)), before: exited("a", 7) }] }).stops;
    expect(stop).toMatchObject({ failed: true, byItself: true, record: { stopCode: "EssentialContainerExited" } });
  });
});

describe("a task that somebody stopped", () => {
  const asked = (pod: Pod, reason: string): Pod => {
    const notes = { ...pod.metadata.annotations, [annotations.stopReason]: reason };
    return { ...pod, metadata: { ...pod.metadata, annotations: notes } };
  };

  test.each([
    ["enough", "enough"],
    ["", "Task stopped by user"],
    ["x".repeat(2000), `${"x".repeat(1023)}…`],
  ])("by hand, with a reason, is recorded with it", (reason, stoppedReason) => {
    const before = asked(task("a"), reason);
    expect(stops({ departed: [{ last: deleting(before), before }] }).stops).toMatchObject([
      { failed: false, byItself: false, record: { stopCode: "UserInitiated", stoppedReason } },
    ]);
    // Who came upon it only while it was ending knows as much.
    expect(stops({ departed: [{ last: deleting(before) }] }).stops).toMatchObject([{ record: { stoppedReason } }]);
  });

  test("by hand when it had ended, or had lost its place, is recorded as that", () => {
    const before = asked(exited("a", 7), "enough");
    expect(stops({ departed: [{ last: deleting(before), before }] }).stops).toMatchObject([
      { record: { stopCode: "EssentialContainerExited" } },
    ]);
    const condition = { type: "DisruptionTarget", status: "True", reason: "DeletionByTaintManager" };
    const evicted = asked(task("b", { status: { phase: "Running", conditions: [condition] } }), "enough");
    expect(stops({ departed: [{ last: deleting(evicted) }] }).stops).toMatchObject([
      { record: { stopCode: "TerminationNotice" } },
    ]);
  });

  test("is recorded when it is gone, as stopped by the deployment", () => {
    const running = task("a");
    expect(stops({ pods: [deleting(running)] }).stops).toEqual([]);
    const { stops: recorded, ended } = stops({ departed: [{ last: deleting(exited("a", 143)), before: running }] });
    expect(recorded).toMatchObject([
      {
        failed: false,
        record: {
          stopCode: "ServiceSchedulerInitiated",
          stoppedReason: `Scaling activity initiated by (deployment ${DEPLOYMENT})`,
          containers: [{ exitCode: 143 }],
        },
      },
    ]);
    expect(ended).toEqual([]);
  });

  test("because it was unhealthy is recorded so, and counts as failed", () => {
    const pod = task("a");
    const conditions = [{ type: "Ready", status: "False", lastTransitionTime: "2026-02-03T04:03:00Z" }];
    const notes = { [annotations.healthCheck]: "container", [annotations.unhealthyAfter]: "30" };
    const ill: Pod = {
      ...pod,
      metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...notes } },
      status: { ...pod.status, conditions },
    };
    expect(stops({ departed: [{ last: deleting(ill), before: ill }] }).stops).toMatchObject([
      { failed: true, record: { stoppedReason: "Task failed container health checks" } },
    ]);
  });

  test("and of which nobody saw the end is recorded with its id", () => {
    const status: ServiceStatus = { kubernetes: { ...known.kubernetes, tasks: ["a", "b"] } };
    expect(stops({ pods: [task("b")] }, status).stops).toMatchObject([
      { failed: false, record: { taskArn: expect.stringMatching(/\/a$/), containers: [] } },
    ]);
  });
});

test("a record gets the exit codes of containers that ended after it was made", () => {
  const [stop] = stops({ pods: [exited("a", 7)] }).stops;
  const open = { ...stop?.record, containers: [{ name: "nginx" }] } as NonNullable<typeof stop>["record"];
  expect(withLastCodes([open], [exited("a", 7)])[0]?.containers).toEqual([{ name: "nginx", exitCode: 7 }]);
  expect(withLastCodes([open], [task("a")])).toEqual([open]);
});

test("a status keeps the last stops, newest first", () => {
  const { stops: recorded } = stops({ pods: [exited("a"), exited("b")] });
  const many = withStops([], Array.from({ length: 30 }, () => recorded).flat());
  expect(many).toHaveLength(STOPPED_TASKS_KEPT);
  expect(withStops([], recorded).map(({ taskArn }) => taskArn.at(-1))).toEqual(["b", "a"]);
});
