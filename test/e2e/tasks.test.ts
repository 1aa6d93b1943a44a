import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ContainerDefinition } from "../../src/api/concepts/container-definition.ts";
import type { TaskSpec } from "../../src/api/kinds/task.ts";
import { story } from "../support/given.ts";
import { aCluster, aTask, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { stalled } from "../support/told.ts";
import { throughout, within } from "../support/wait.ts";

/* What becomes of tasks of no service, in real containers. */

const shop = story("tasks");
beforeAll(() => shop.apply(aCluster()));
afterEach(() => shop.removeRuns());

const shell = (script: string): Partial<ContainerDefinition> => ({ command: ["sh", "-c", script] });
const container = (name: string, members: Partial<ContainerDefinition>): ContainerDefinition => ({
  name,
  image: "busybox:1",
  ...members,
});
const FOREVER = "trap exit TERM; while :; do sleep 1; done";

/** Registers a definition of these containers, and runs it once. */
async function run(name: string, containers: ContainerDefinition[], spec: Partial<TaskSpec> = {}): Promise<void> {
  await shop.apply(aTaskDefinition(name, sleeper({ containerDefinitions: containers })));
  await shop.apply(aTask(name, { taskDefinition: name, launchType: "FARGATE", ...spec }));
}

const exited = { stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited" };
const logs = (name: string, of = "main") =>
  shop.kubectl("logs", "--selector", `ecs.berth.dev/task=${name}`, "--container", of);
const until = (name: string, status: object, seconds = 60) =>
  expect.poll(async () => (await shop.run(name))?.status, within(seconds)).toMatchObject(status);
const running = (name: string) => until(name, { tasks: [{ lastStatus: "RUNNING" }] });

describe("a task runs once", () => {
  test.each([0, 7])("and keeps its exit code %i and its logs", async (code) => {
    const name = `exits-${code}`;
    await run(name, [container("main", shell(`echo ran; exit ${code}`))]);
    const [task] = await shop.stopped(name);
    expect(task).toMatchObject({ ...exited, containers: [{ name: "main", lastStatus: "STOPPED", exitCode: code }] });
    expect(task?.startedAt).toBeDefined();
    expect(await logs(name)).toBe("ran\n");
    await throughout(5, async () => expect(await shop.podsOfRun(name)).toHaveLength(1));
    const line = await shop.kubectl("get", "ecstask", name, "--no-headers");
    expect(line.split(/\s+/).slice(0, 7)).toEqual([name, "default", "STOPPED", `${name}:1`, "0", "1", String(code)]);
  });

  test("with what the request overrides", async () => {
    const environment = [{ name: "WHO", value: "definition" }];
    const overrides = {
      containerOverrides: [
        { name: "main", command: ["sh", "-c", "echo $WHO"], environment: [{ name: "WHO", value: "request" }] },
      ],
    };
    await run("overridden", [container("main", { ...shell("echo $WHO"), environment })], { overrides });
    await shop.stopped("overridden");
    expect(await logs("overridden")).toBe("request\n");
  });

  test("and goes on when a container ends that is not essential", async () => {
    const helper = container("helper", { ...shell("exit 3"), essential: false });
    await run("helped", [container("main", shell(FOREVER)), helper]);
    const helped = [{ lastStatus: "RUNNING", containers: [{ lastStatus: "RUNNING" }, { exitCode: 3 }] }];
    await until("helped", { tasks: helped });
    await throughout(5, async () => expect((await shop.run("helped"))?.status?.tasks).toMatchObject(helped));
  });
});

describe("when an essential container ends", () => {
  test("the others are told to stop, and have time for it", async () => {
    const side = container("side", {
      ...shell("trap 'sleep 2; echo stopped; exit 5' TERM; while :; do sleep 1; done"),
      essential: false,
      stopTimeout: 20,
    });
    await run("pair", [container("main", shell("sleep 2; exit 4")), side]);
    const [task] = await shop.stopped("pair");
    expect(task).toMatchObject({ ...exited, containers: [{ exitCode: 4 }, { exitCode: 5 }] });
    expect(await logs("pair", "side")).toContain("stopped");
  });

  test("who does not stop in time is killed", async () => {
    const side = container("side", {
      ...shell("trap '' TERM; while :; do sleep 1; done"),
      essential: false,
      stopTimeout: 2,
    });
    await run("stubborn", [container("main", { ...shell("sleep 2"), stopTimeout: 2 }), side]);
    const [task] = await shop.stopped("stubborn");
    expect(task).toMatchObject({ ...exited, containers: [{ exitCode: 0 }, { exitCode: 137 }] });
  });

  test("because it needs more memory than it has, the reason says so", async () => {
    const greedy = container("main", { memory: 16, ...shell("tail /dev/zero") });
    await run("greedy", [greedy]);
    const [task] = await shop.stopped("greedy");
    expect(task).toMatchObject({
      ...exited,
      containers: [{ exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" }],
    });
  });
});

describe("a task that cannot start has failed, in ECS's words, and is not tried again:", () => {
  test("an image that cannot be pulled", async () => {
    await run("no-image", [container("main", { image: "localhost:1/nobody/nothing:1" })]);
    const [task] = await shop.stopped("no-image");
    expect(task).toMatchObject({
      stopCode: "TaskFailedToStart",
      stoppedReason: expect.stringMatching(/^CannotPullContainerError: container main: /),
    });
    expect(task?.containers[0]).not.toHaveProperty("exitCode");
    expect((await shop.podsOfRun("no-image")).length).toBeLessThanOrEqual(1);
  });

  test("a program that does not exist", async () => {
    await run("no-program", [container("main", { command: ["/nowhere"] })]);
    const [task] = await shop.stopped("no-program");
    expect(task).toMatchObject({
      stopCode: "TaskFailedToStart",
      stoppedReason: expect.stringMatching(/^CannotStartContainerError: container main: /),
    });
    expect(task?.containers[0]).not.toHaveProperty("exitCode");
  });

  test("one that finds no place", async () => {
    const large = { ...sleeper(), cpu: "16384", memory: "122880" };
    await shop.apply(aTaskDefinition("large", large));
    await shop.apply(aTask("large", { taskDefinition: "large", launchType: "FARGATE" }));
    await expect.poll(() => shop.run("large"), within(30)).toMatchObject(stalled("PlacementFailed"));
    expect((await shop.run("large"))?.status?.failures).toMatchObject([
      { reason: expect.stringContaining("Capacity is unavailable at this time."), detail: expect.any(String) },
    ]);
    expect(await shop.podsOfRun("large")).toEqual([]);
  });
});

describe("StopTask", () => {
  const stop = (name: string, reason = "enough") =>
    shop.apply(aTask(name, { taskDefinition: name, launchType: "FARGATE", kubernetes: { stop: { reason } } }));
  const byUser = { stopCode: "UserInitiated", stoppedReason: "enough", desiredStatus: "STOPPED" };

  test("stops a task that runs, and keeps exit codes and logs", async () => {
    await run("stopped", [container("main", shell("trap 'echo bye; exit 9' TERM; while :; do sleep 1; done"))]);
    await running("stopped");
    await stop("stopped");
    const [task] = await shop.stopped("stopped");
    expect(task).toMatchObject({ ...byUser, containers: [{ exitCode: 9 }] });
    expect(await logs("stopped")).toBe("bye\n");
  });

  test("stops a task whose image is being pulled, and which never ran", async () => {
    // A registry that takes the connection and says nothing: the pull takes its time.
    await run("silent", [container("main", shell("nc -l -p 5000 -e sleep 60"))]);
    await running("silent");
    const [registry] = await shop.podsOfRun("silent");
    await run("pulling", [container("main", { image: `${registry?.status?.podIP}:5000/nothing:1` })]);
    await until("pulling", { tasks: [{ lastStatus: "PENDING" }] });
    await stop("pulling");
    const [task] = await shop.stopped("pulling", 60);
    expect(task).toMatchObject({ lastStatus: "STOPPED", desiredStatus: "STOPPED" });
    expect(task?.containers[0]).not.toHaveProperty("exitCode");
  });

  test("is what deleting a Task does, too", async () => {
    await run("deleted", [container("main", shell(FOREVER))]);
    await running("deleted");
    await shop.kubectl("delete", "ecstask", "deleted");
    await expect.poll(() => shop.podsOfRun("deleted"), within(60)).toEqual([]);
  });
});

test("the Pod goes when its time is over, and the Task when its own is", async () => {
  const kubernetes = { stoppedTaskRetention: "3s", ttlSecondsAfterFinished: 15 };
  await run("brief", [container("main", shell("exit 0"))], { kubernetes });
  await shop.stopped("brief");
  await expect.poll(() => shop.podsOfRun("brief"), within(20)).toEqual([]);
  expect((await shop.run("brief"))?.status?.tasks).toMatchObject([{ containers: [{ exitCode: 0 }] }]);
  await expect.poll(() => shop.run("brief"), within(30)).toBeUndefined();
});

test("several tasks of one request are tasks of their own", async () => {
  await run("several", [container("main", shell("hostname"))], { count: 3 });
  const tasks = await shop.stopped("several");
  expect(tasks).toHaveLength(3);
  expect(new Set(tasks.map(({ taskArn }) => taskArn)).size).toBe(3);
  expect(new Set((await logs("several")).trim().split("\n")).size).toBe(3);
});
