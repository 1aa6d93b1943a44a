import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import { labels } from "../../src/api/labels.ts";
import { pods, replicaSets } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { watchTasks } from "../support/sampling.ts";
import { throughout, within } from "../support/wait.ts";

/* A deployment whose tasks fail is stopped, and gone back from if the service says so. */

const shop = story("circuit-breaker");

beforeAll(() => shop.apply(aCluster()));
afterEach(() => shop.removeServices());

const FAILED = "ECS deployment circuit breaker: tasks failed to start.";

const breaker = (rollback: boolean, more: object = {}): ServiceSpec => ({
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback, ...more } },
});
const quick = { thresholdConfiguration: { type: "COUNT", value: 2 } } as const;

const good = (variable: string) => sleeper({ variable });
const broken = () =>
  sleeper({ containerDefinitions: [{ name: "main", image: "busybox:1", command: ["sh", "-c", "exit 1"] }] });

const fargate = (name: string, spec: ServiceSpec) =>
  aService(name, { taskDefinition: name, launchType: "FARGATE", ...spec });
const status = async (name: string) => (await shop.service(name))?.status;
/** Sizes of all ReplicaSets of a service, the smallest first, as far as their controller has seen them. */
const sizes = async (name: string) => {
  const sets = await shop.list(replicaSets, `${labels.service}=${name}`);
  // A ReplicaSet's controller may be about to create what its last size asked for.
  const seen = sets.filter(({ metadata, status }) => status?.observedGeneration === metadata.generation);
  return seen.map(({ spec }) => spec?.replicas ?? 0).toSorted();
};

describe("with rollback", () => {
  test("the service goes back to what completed last, its good tasks are not touched, and the spec stays", async () => {
    await shop.apply(
      aTaskDefinition("back", good("one")),
      fargate("back", { desiredCount: 2, ...breaker(true, quick) }),
    );
    await shop.settled("back", 2, "back:1");
    const [tasks, first] = [await shop.taskIds("back"), (await status("back"))?.deployments?.[0]?.id];
    const watching = await watchTasks(shop.namespace, "back");
    await shop.apply(aTaskDefinition("back", broken()));
    await expect
      .poll(() => shop.service("back"), within(90))
      .toMatchObject({
        conditions: { Ready: { status: "False" }, Stalled: { status: "True", reason: "DeploymentFailed" } },
      });
    const after = await status("back");
    expect(after).toMatchObject({
      runningCount: 2,
      taskDefinition: expect.stringMatching(/back:1$/),
      deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED", taskDefinition: expect.stringMatching(/back:1$/) }],
      serviceDeployments: [
        {
          status: "ROLLBACK_SUCCESSFUL",
          targetServiceRevision: { taskDefinition: expect.stringMatching(/back:2$/) },
          rollback: { reason: FAILED },
          deploymentCircuitBreaker: { status: "TRIGGERED", threshold: 2 },
        },
        { status: "SUCCESSFUL" },
      ],
    });
    expect(after?.deployments?.[0]?.id).not.toBe(first);
    expect(await shop.taskIds("back")).toEqual(tasks);
    const { fewestHealthy, mostTasks, seen } = await watching.end();
    expect(fewestHealthy).toBe(2);
    expect(mostTasks).toBeLessThanOrEqual(4);
    expect(seen.size).toBeLessThanOrEqual(2 + 8);
    const events = await shop.events("back");
    expect(events).toContainEqual(
      expect.stringMatching(/\(deployment ecs-svc\/\d+\) deployment failed: tasks failed to start\.$/),
    );
    expect(events).toContain(`(service back) rolling back to deployment ${first}.`);
    await throughout(5, async () => expect(await shop.taskIds("back")).toEqual(tasks));
  });

  test("another deployment is started by the next change, also while the old one is being gone back from", async () => {
    await shop.apply(
      aTaskDefinition("next", good("one")),
      fargate("next", { desiredCount: 1, ...breaker(true, quick) }),
    );
    await shop.settled("next", 1, "next:1");
    await shop.apply(aTaskDefinition("next", broken()));
    await expect
      .poll(async () => (await status("next"))?.serviceDeployments?.[0]?.status, within(90))
      .toMatch(/^ROLLBACK_/);
    await shop.apply(aTaskDefinition("next", good("three")));
    await shop.settled("next", 1, "next:3");
    expect((await status("next"))?.kubernetes?.failed).toBeUndefined();
  });

  test("a broken image opens the default breaker within three minutes", async () => {
    await shop.apply(aTaskDefinition("image", good("one")), fargate("image", { desiredCount: 1, ...breaker(true) }));
    await shop.settled("image", 1, "image:1");
    const unpulled = [{ name: "main", image: "registry.invalid/nothing:1" }];
    await shop.apply(aTaskDefinition("image", sleeper({ containerDefinitions: unpulled })));
    await expect
      .poll(async () => (await status("image"))?.serviceDeployments?.[0]?.status, within(180))
      .toBe("ROLLBACK_SUCCESSFUL");
    const stops = (await status("image"))?.stoppedTasks ?? [];
    expect(stops.filter(({ stopCode }) => stopCode === "TaskFailedToStart")).toHaveLength(3);
    expect(stops.length).toBeLessThanOrEqual(4);
  }, 240_000);
});

describe("without rollback", () => {
  test("the deployment is FAILED, no more of its tasks are started, and the old ones stay", async () => {
    await shop.apply(
      aTaskDefinition("held", good("one")),
      fargate("held", { desiredCount: 2, ...breaker(false, quick) }),
    );
    await shop.settled("held", 2, "held:1");
    const tasks = await shop.taskIds("held");
    await shop.apply(aTaskDefinition("held", broken()));
    await expect
      .poll(() => status("held"), within(90))
      .toMatchObject({ deployments: [{ rolloutState: "FAILED", rolloutStateReason: FAILED }, { status: "ACTIVE" }] });
    await expect.poll(() => sizes("held"), within(20)).toEqual([0, 2]);
    const watching = await watchTasks(shop.namespace, "held");
    await throughout(15, async () => expect(await shop.taskIds("held")).toEqual(tasks));
    expect((await watching.end()).fewestHealthy).toBe(2);
    await shop.apply(aTaskDefinition("held", good("three")));
    await shop.settled("held", 2, "held:3");
  });

  test("a first deployment that fails stalls: it is FAILED, and nothing is started any more", async () => {
    await shop.apply(
      aTaskDefinition("first", broken()),
      fargate("first", { desiredCount: 2, ...breaker(true, quick) }),
    );
    await expect
      .poll(() => status("first"), within(60))
      .toMatchObject({ deployments: [{ rolloutState: "FAILED", rolloutStateReason: FAILED }] });
    await expect.poll(() => sizes("first"), within(20)).toEqual([0]);
    const watching = await watchTasks(shop.namespace, "first");
    await throughout(15, async () => expect((await status("first"))?.runningCount).toBe(0));
    expect((await watching.end()).started).toEqual([]);
    // What is kept for its logs.
    expect(await shop.list(pods, `${labels.service}=first`)).toHaveLength(1);
  });
});

describe("a deployment that the user stops", () => {
  // Never healthy, and never ended: it would go on for ever.
  const slow = { healthCheck: { command: ["CMD", "false"], interval: 30, startPeriod: 300 } };
  const waiting = () =>
    sleeper({
      containerDefinitions: [{ name: "main", image: "busybox:1", command: ["sleep", "3600"], stopTimeout: 2, ...slow }],
    });

  test.each(["ROLLBACK", "ABORT"] as const)("by %s", async (type) => {
    const name = `stopped-${type.toLowerCase()}`;
    await shop.apply(aTaskDefinition(name, good("one")), fargate(name, { desiredCount: 1 }));
    await shop.settled(name, 1, `${name}:1`);
    const tasks = await shop.taskIds(name);
    await shop.apply(aTaskDefinition(name, waiting()));
    await expect
      .poll(async () => (await status(name))?.deployments?.[0], within(20))
      .toMatchObject({ taskDefinition: expect.stringMatching(/:2$/), runningCount: 1, rolloutState: "IN_PROGRESS" });
    const deployment = (await status(name))?.deployments?.[0]?.id ?? "";
    await shop.apply(fargate(name, { desiredCount: 1, kubernetes: { stopDeployment: { deployment, type } } }));
    const ended = type === "ROLLBACK" ? "ROLLBACK_SUCCESSFUL" : "STOPPED";
    await expect.poll(async () => (await status(name))?.serviceDeployments?.[0]?.status, within(60)).toBe(ended);
    const left = type === "ROLLBACK" ? 1 : 2;
    await expect.poll(() => shop.taskIds(name), within(40)).toHaveLength(left);
    expect(await shop.taskIds(name)).toEqual(expect.arrayContaining(tasks));
  });
});
