import { describe, expect, test } from "vitest";
import { aRevision, aService } from "../../test/support/a-service.ts";
import type { TaskStatus } from "../api/kinds/task-status.ts";
import { annotations } from "../api/labels.ts";
import {
  isStarting,
  type ObservedRevisions,
  planRetention,
  revisionsOfPod,
  revisionsOfService,
  revisionsOfTask,
  revisionsOfWorkload,
} from "./revision-retention.ts";

/** What is planned for revisions 1 to `count`, as numbers; INACTIVE are those that are named. */
function plan(count: number, change: Partial<ObservedRevisions> = {}, inactive: number[] = [], used: number[] = []) {
  const revisions = Array.from({ length: count }, (_, index) => {
    const revision = aRevision(index + 1);
    return inactive.includes(index + 1) ? { ...revision, status: "INACTIVE" as const } : revision;
  });
  const isUsed: ObservedRevisions["isUsed"] = ({ revision }) => used.includes(revision);
  const { remove, held } = planRetention({ revisions, meant: count, limit: 2, starting: false, isUsed, ...change });
  return { remove: remove.map(({ revision }) => revision), held };
}

describe("revisions that nothing uses", () => {
  test.each<[string, ReturnType<typeof plan>, number[], boolean]>([
    ["stay up to the limit, beside the newest ACTIVE one", plan(3), [], false],
    ["go beyond it, the oldest first", plan(6), [1, 2, 3], false],
    ["stay, 100 of them, where no limit is given", plan(102, { limit: undefined }), [1], false],
    ["all go with a limit of 0, but for the newest ACTIVE one", plan(3, { limit: 0 }), [1, 2], false],
    ["go whatever their status", plan(5, {}, [1, 3]), [1, 2], false],
    ["the newest ACTIVE one stays, however many are newer", plan(4, { limit: 0 }, [2, 3, 4]), [2, 3], false],
    ["the one that the TaskDefinition means stays, although it is INACTIVE", plan(2, { limit: 0 }, [1, 2]), [1], false],
    ["used ones stay, and do not count", plan(6, {}, [], [1, 3]), [2], true],
    ["newer used ones push nothing out", plan(6, {}, [], [4, 5]), [1], true],
    ["none goes while a task starts of which the revision is not noted", plan(6, { starting: true }), [], true],
  ])("%s", (_what, planned, remove, held) => {
    expect(planned).toEqual({ remove, held });
  });

  test("are not asked about while there are few", () => {
    const isUsed = () => {
      throw new Error("asked");
    };
    expect(plan(3, { isUsed })).toEqual({ remove: [], held: false });
  });
});

const arn = (revision: number) => `arn:aws:ecs:local:000000000000:task-definition/web:${revision}`;
const at = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };
const noted = (revision: string) => ({ annotations: { [annotations.taskDefinition]: revision } });

describe("in use are", () => {
  test("what a service names, runs, has completed, deploys, and can be rolled back to", () => {
    const counts = { desiredCount: 1, runningCount: 1, pendingCount: 0, failedTasks: 0 };
    const service = aService(
      { taskDefinition: arn(1) },
      {
        taskDefinition: arn(2),
        kubernetes: {
          taskDefinition: "web:3",
          completed: { id: "ecs-svc/1", taskDefinition: "web:4", templateHash: "", launchType: "EC2" },
        },
        deployments: [{ id: "ecs-svc/1", status: "ACTIVE", taskDefinition: arn(5), ...counts, ...at }],
        serviceDeployments: [
          {
            serviceDeploymentArn: "",
            status: "ROLLBACK_SUCCESSFUL",
            ...at,
            sourceServiceRevisions: [{ taskDefinition: arn(6) }],
            targetServiceRevision: { taskDefinition: arn(7) },
            rollback: { reason: "", startedAt: at.createdAt, taskDefinition: "other:8" },
          },
        ],
      },
    );
    const numbers = [1, 2, 3, 4, 5, 6, 7].map((number) => `web:${number}`);
    expect(revisionsOfService(service)).toEqual([...numbers, "other:8"]);
    expect(revisionsOfService(aService({ taskDefinition: "web" }))).toEqual([]);
    expect(revisionsOfService({ metadata: { name: "web" } })).toEqual([]);
  });

  test("what a Task object names and runs", () => {
    const status: TaskStatus = { kubernetes: { taskDefinition: "web:2" } };
    expect(revisionsOfTask({ metadata: { name: "a" }, spec: { taskDefinition: "web:1" }, status })).toEqual([
      "web:1",
      "web:2",
    ]);
  });

  test("what a Pod was made of, and a workload and its Pods", () => {
    expect(revisionsOfPod({ metadata: { name: "a", ...noted("web:1") } })).toEqual(["web:1"]);
    expect(revisionsOfPod({ metadata: { name: "a", ...noted("nonsense:") } })).toEqual([]);
    const spec = { selector: {}, template: { metadata: noted("web:2") } };
    expect(revisionsOfWorkload({ metadata: { name: "a", ...noted("web:1") }, spec })).toEqual(["web:1", "web:2"]);
  });
});

describe("a Task object that names a family alone", () => {
  const starting = (taskDefinition: string, status?: TaskStatus) =>
    isStarting({ metadata: { name: "a" }, spec: { taskDefinition }, ...(status && { status }) });
  const said = { reason: "InvalidParameter", message: "", lastTransitionTime: at.createdAt } as const;

  test.each<[string, boolean, boolean]>([
    ["may run any revision until that is noted", starting("web"), true],
    ["runs what is noted", starting("web", { kubernetes: { taskDefinition: "web:1" } }), false],
    ["runs what it names", starting("web:1"), false],
    [
      "runs nothing where it is refused",
      starting("web", { conditions: [{ type: "Stalled", status: "True", ...said }] }),
      false,
    ],
    [
      "runs nothing where its tasks are another object's",
      starting("web", { kubernetes: { sameAs: { name: "b", uid: "b" } } }),
      false,
    ],
  ])("%s", (_what, is, expected) => {
    expect(is).toBe(expected);
  });
});
