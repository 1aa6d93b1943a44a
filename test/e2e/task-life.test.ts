import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";
import { pods } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { watchTasks } from "../support/sampling.ts";
import { within } from "../support/wait.ts";

/* A task is replaced, never restarted. */

const shop = story("task-life");

beforeAll(() => shop.apply(aCluster()));
afterEach(() => shop.removeServices());

/** A container that runs a shell command. */
const shell = (name: string, script: string, more: object = {}) => ({
  name,
  image: "busybox:1",
  command: ["sh", "-c", script],
  stopTimeout: 2,
  ...more,
});

const oneOf = (...containerDefinitions: TaskDefinitionSpec["containerDefinitions"]) =>
  sleeper({ containerDefinitions });

const stopped = async (service: string) => (await shop.service(service))?.status?.stoppedTasks ?? [];
const podsOf = (service: string) => shop.list(pods, `ecs.berth.dev/service=${service}`);

/** A program that waits to be told how to end. */
const ENDS = "trap 'exit 0' TERM; while [ ! -e /tmp/end ]; do sleep 0.2; done; exit $(cat /tmp/end)";

async function end(pod: string, code: number, container = "main"): Promise<void> {
  await shop.kubectl("exec", pod, "-c", container, "--", "sh", "-c", `echo ${code} > /tmp/end`);
}

describe("when an essential container ends", () => {
  test.each([0, 7])(
    "with code %i, its program ran once, the stop is recorded, and another task starts",
    async (code) => {
      const name = `ends-${code}`;
      await shop.apply(aTaskDefinition(name, oneOf(shell("main", `echo ran; ${ENDS}`))));
      await shop.apply(aService(name, { taskDefinition: name, launchType: "FARGATE", desiredCount: 1 }));
      await shop.settled(name, 1);
      const [first] = await shop.tasks(name);
      const pod = first?.metadata.name ?? "";
      await end(pod, code);
      await expect
        .poll(() => stopped(name), within(15))
        .toMatchObject([
          {
            taskArn: expect.stringMatching(new RegExp(`:task/default/${first?.metadata.uid?.replaceAll("-", "")}$`)),
            stopCode: "EssentialContainerExited",
            stoppedReason: "Essential container in task exited",
            containers: [{ name: "main", exitCode: code }],
            startedBy: expect.stringMatching(/^ecs-svc\/\d{19}$/),
            taskDefinitionArn: expect.stringMatching(new RegExp(`${name}:1$`)),
          },
        ]);
      await shop.settled(name, 1);
      const [second] = await shop.tasks(name);
      expect(second?.metadata.uid).not.toBe(first?.metadata.uid);
      // The program ran once, and its output is there to be read.
      expect(await shop.kubectl("logs", pod)).toBe("ran\n");
      const restarts = (await podsOf(name)).flatMap(({ status }) => status?.containerStatuses ?? []);
      expect(restarts.map(({ restartCount }) => restartCount)).toEqual([0, 0]);
    },
  );

  test("the others of its task are stopped, with their exit codes, and their output stays", async () => {
    const side = shell("side", "trap 'echo told to stop; exit 5' TERM; while :; do sleep 0.2; done");
    await shop.apply(aTaskDefinition("pair", oneOf(shell("main", ENDS), side)));
    await shop.apply(aService("pair", { taskDefinition: "pair", launchType: "FARGATE", desiredCount: 1 }));
    await shop.settled("pair", 1);
    const [first] = await shop.tasks("pair");
    const pod = first?.metadata.name ?? "";
    await end(pod, 3);
    await expect
      .poll(() => stopped("pair"), within(15))
      .toMatchObject([{ containers: [{ name: "main", exitCode: 3 }, { name: "side" }] }]);
    await expect.poll(() => shop.kubectl("logs", pod, "-c", "side"), within(15)).toBe("told to stop\n");
    await expect
      .poll(() => stopped("pair"), within(15))
      .toMatchObject([{ containers: [{ exitCode: 3 }, { name: "side", exitCode: 5 }] }]);
    await shop.settled("pair", 1);
    expect(await shop.taskIds("pair")).not.toContain(first?.metadata.uid);
  });

  test("a task that was healthy is replaced at once, again and again, and only the last one's Pod is kept", async () => {
    await shop.apply(aTaskDefinition("again", oneOf(shell("main", ENDS))));
    await shop.apply(
      aService("again", {
        taskDefinition: "again",
        launchType: "FARGATE",
        desiredCount: 1,
        kubernetes: { healthyAfterSeconds: 1 },
      }),
    );
    const seen: string[] = [];
    for (const round of [1, 2, 3]) {
      await shop.settled("again", 1);
      const [task] = await shop.tasks("again");
      seen.push(task?.metadata.name ?? "");
      // It has to have been healthy for longer than times in seconds can blur.
      await new Promise((resolve) => setTimeout(resolve, 2500));
      await end(seen.at(-1) ?? "", 1);
      await expect.poll(async () => (await stopped("again")).length, within(15)).toBe(round);
    }
    await shop.settled("again", 1);
    await expect.poll(async () => (await podsOf("again")).length, within(15)).toBe(2);
    expect((await podsOf("again")).map(({ metadata }) => metadata.name)).toContain(seen.at(-1));
    expect((await shop.service("again"))?.status?.deployments?.[0]?.failedTasks).toBe(0);
  });
});

describe("a task that cannot start", () => {
  test("is stopped in ECS's words within a minute, and tried again with growing delay", async () => {
    await shop.apply(aTaskDefinition("unpulled", oneOf({ name: "main", image: "registry.invalid/nothing:1" })));
    await shop.apply(aService("unpulled", { taskDefinition: "unpulled", launchType: "FARGATE", desiredCount: 1 }));
    const watching = await watchTasks(shop.namespace, "unpulled");
    await expect
      .poll(() => stopped("unpulled"), within(60))
      .toMatchObject([
        {
          stopCode: "TaskFailedToStart",
          stoppedReason: expect.stringMatching(/^CannotPullContainerError: .*registry\.invalid\/nothing:1/),
          containers: [{ name: "main" }],
        },
      ]);
    expect((await stopped("unpulled"))[0]?.containers[0]).not.toHaveProperty("exitCode");
    await expect.poll(async () => (await stopped("unpulled")).length, within(20)).toBeGreaterThan(1);
    expect(await shop.service("unpulled")).toMatchObject({ status: { runningCount: 0 } });
    const { seen } = await watching.end();
    expect(seen.size).toBeLessThanOrEqual(10);
  });

  test("because its program is not there, says so", async () => {
    await shop.apply(aTaskDefinition("absent", oneOf({ name: "main", image: "busybox:1", entryPoint: ["/no/such"] })));
    await shop.apply(aService("absent", { taskDefinition: "absent", launchType: "FARGATE", desiredCount: 1 }));
    await expect
      .poll(async () => (await stopped("absent"))[0], within(30))
      .toMatchObject({
        stopCode: "TaskFailedToStart",
        stoppedReason: expect.stringMatching(/^CannotStartContainerError: .*no such/),
      });
    expect((await stopped("absent"))[0]?.containers[0]).not.toHaveProperty("exitCode");
  });

  test("a program that ends at once makes at most ten Pods in its first minute", async () => {
    await shop.apply(aTaskDefinition("instant", oneOf(shell("main", "exit 1"))));
    await shop.apply(aService("instant", { taskDefinition: "instant", launchType: "FARGATE", desiredCount: 1 }));
    const watching = await watchTasks(shop.namespace, "instant");
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    const { seen } = await watching.end();
    expect(seen.size).toBeGreaterThan(2);
    expect(seen.size).toBeLessThanOrEqual(10);
    expect(await shop.events("instant")).toContain(
      "(service instant) is unable to consistently start tasks successfully.",
    );
    expect((await shop.service("instant"))?.conditions.Ready?.message).toContain(
      "Essential container in task exited (main with exit code 1)",
    );
  });
});

describe("a task whose health check fails", () => {
  const checked = (name: string, more: object = {}) =>
    aTaskDefinition(
      name,
      oneOf(
        shell("main", "touch /tmp/well; trap exit TERM; while :; do sleep 0.2; done", {
          healthCheck: { command: ["CMD-SHELL", "test -e /tmp/well"], interval: 5, timeout: 2, retries: 1 },
          ...more,
        }),
      ),
    );

  test("is replaced, start first, and recorded", async () => {
    await shop.apply(checked("ill"));
    await shop.apply(aService("ill", { taskDefinition: "ill", launchType: "FARGATE", desiredCount: 2 }));
    await shop.settled("ill", 2);
    const [first] = await shop.tasks("ill");
    const watching = await watchTasks(shop.namespace, "ill");
    await shop.kubectl("exec", first?.metadata.name ?? "", "--", "rm", "/tmp/well");
    await expect
      .poll(() => stopped("ill"), within(60))
      .toMatchObject([{ stopCode: "ServiceSchedulerInitiated", stoppedReason: "Task failed container health checks" }]);
    await shop.settled("ill", 2);
    const { mostTasks, seen } = await watching.end();
    expect({ mostTasks, seen: seen.size }).toEqual({ mostTasks: 3, seen: 3 });
    expect(await shop.taskIds("ill")).not.toContain(first?.metadata.uid);
    expect(await shop.events("ill")).toContainEqual(expect.stringContaining("failed container health checks."));
  });
});
