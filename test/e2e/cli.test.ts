import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { kubeconfig } from "../support/api.ts";
import { runBerth } from "../support/berth-cli.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { within } from "../support/wait.ts";

/* What people do with the command line, on real containers. */

const shop = story("cli");
beforeAll(() => shop.apply(aCluster()));
afterEach(async () => {
  await shop.removeRuns();
  await shop.removeServices();
});

const SUCCESS = 0;
const FAILURE = 1;
const ROLLED_BACK = 3;
const ID = /[0-9a-f]{32}/;

const berth = (...args: readonly string[]) => runBerth(kubeconfig(), shop.namespace, ...args);
const shell = (script: string) =>
  sleeper({ containerDefinitions: [{ name: "main", image: "busybox:1", command: ["sh", "-c", script] }] });
const FOREVER = "trap 'echo bye; exit 9' TERM; while :; do sleep 1; done";

/** Registers a definition, and waits until its revision is there. */
async function register(family: string, script: string): Promise<void> {
  const before = (await shop.taskDefinition(family))?.status?.revision ?? 0;
  await shop.apply(aTaskDefinition(family, shell(script)));
  await expect
    .poll(async () => (await shop.taskDefinition(family))?.status?.revision, within(20))
    .toBeGreaterThan(before);
}

const run = (name: string, ...args: readonly string[]) =>
  berth("run-task", "-t", name, "--name", name, "--launch-type", "FARGATE", ...args);

describe("a task that is run once", () => {
  test.each([
    [0, SUCCESS],
    [3, FAILURE],
  ])("and ends with %i makes run-task --wait end with %i, and has its logs", async (exit, expected) => {
    const name = `exits-${exit}`;
    await register(name, `echo "$WORD from $0"; exit ${exit}`);
    const { code, stdout, stderr } = await run(name, "--wait", "--timeout", "90s", "-e", "WORD=hello");
    expect({ code, stderr }).toMatchObject({ code: expected });
    const [id = ""] = ID.exec(stdout) ?? [];
    expect(stdout).toMatch(new RegExp(`^${id} .* STOPPED .* ${exit} +Essential container in task exited$`, "m"));
    if (exit !== 0) expect(stderr).toContain(`error: task ${id}: container main exited with ${exit} `);
    expect(await berth("logs", id)).toEqual({ code: SUCCESS, stdout: "hello from sh\n", stderr: "" });
    expect((await berth("logs", name)).stdout).toBe("hello from sh\n");
  });

  test("is stopped by its id, with a reason, and leaves the others of its request", async () => {
    await register("several", `echo begun; ${FOREVER}`);
    expect(await run("several", "--count", "2")).toMatchObject({ code: SUCCESS });
    const isRunning = async () => (await shop.run("several"))?.status?.tasks?.map(({ lastStatus }) => lastStatus);
    await expect.poll(isRunning, within(60)).toEqual(["RUNNING", "RUNNING"]);
    const [first = ""] = ((await shop.run("several"))?.status?.tasks ?? []).map(({ taskArn }) => taskArn);
    expect(await berth("stop-task", first, "--reason", "this one")).toMatchObject({ code: SUCCESS });
    expect(await berth("wait", "tasks-stopped", first, "--timeout", "60s")).toMatchObject({ code: SUCCESS });
    expect((await shop.run("several"))?.status?.tasks).toMatchObject([
      { stopCode: "UserInitiated", stoppedReason: "this one", containers: [{ exitCode: 9 }] },
      { lastStatus: "RUNNING", desiredStatus: "RUNNING" },
    ]);
    expect((await berth("logs", first)).stdout).toBe("begun\nbye\n");
    expect(await berth("stop-task", "several", "--reason", "all")).toMatchObject({ code: SUCCESS });
    expect(await berth("wait", "tasks-stopped", "several", "--timeout", "60s")).toMatchObject({ code: SUCCESS });
    const tasks = (await shop.run("several"))?.status?.tasks;
    expect(tasks?.map(({ stoppedReason }) => stoppedReason)).toEqual(["this one", "all"]);
  });
});

describe("a service", () => {
  const stable = (name: string) => berth("wait", "services-stable", name, "--timeout", "100s");
  const breaker = { enable: true, rollback: true, thresholdConfiguration: { type: "COUNT", value: 2 } } as const;

  async function serve(name: string): Promise<void> {
    await register(name, FOREVER);
    const deploymentConfiguration = { deploymentCircuitBreaker: breaker };
    const launchType = "FARGATE";
    await shop.apply(aService(name, { taskDefinition: name, desiredCount: 1, launchType, deploymentConfiguration }));
    expect(await stable(name)).toMatchObject({ code: SUCCESS });
  }

  /** Registers the next revision, and waits until the service, which follows the newest one, deploys it. */
  async function deploy(name: string, script: string): Promise<void> {
    await register(name, script);
    const primary = async () => (await shop.service(name))?.status?.deployments?.[0]?.taskDefinition;
    await expect.poll(primary, within(20)).toMatch(/:2$/);
  }

  test("gets another task for one that is stopped by hand, whose end has the reason and the exit code", async () => {
    await serve("replaced");
    const { tasks } = JSON.parse((await berth("tasks", "--service", "replaced", "-o", "json")).stdout);
    const taskArn: string = tasks[0].taskArn;
    expect(await berth("stop-task", taskArn, "--reason", "it hangs")).toMatchObject({ code: SUCCESS });
    expect(await berth("wait", "tasks-stopped", taskArn, "--timeout", "60s")).toMatchObject({ code: SUCCESS });
    expect(await stable("replaced")).toMatchObject({ code: SUCCESS });
    await expect
      .poll(async () => (await shop.service("replaced"))?.status?.stoppedTasks, within(20))
      .toMatchObject([
        { taskArn, stopCode: "UserInitiated", stoppedReason: "it hangs", containers: [{ name: "main", exitCode: 9 }] },
      ]);
    const listed = await berth("tasks", "--service", "replaced", "-a");
    expect(listed.stdout).toMatch(new RegExp(`^${taskArn.split("/").at(-1)} .* STOPPED .* 9 +it hangs$`, "m"));
  });

  test("whose new deployment fails is waited for until it is rolled back, which has an exit code of its own", async () => {
    await serve("broken");
    await deploy("broken", "echo no; exit 1");
    const { code, stdout, stderr } = await stable("broken");
    expect({ code, stdout }).toEqual({ code: ROLLED_BACK, stdout: "" });
    expect(stderr).toMatch(/^service broken: .*broken:2 IN_PROGRESS/m);
    expect(stderr).toMatch(/^error: service broken was rolled back: /m);
    expect((await berth("deployments", "broken")).stdout).toMatch(
      / ROLLBACK_SUCCESSFUL +broken:1 +broken:2 +broken:1 /,
    );
    expect((await berth("logs", "broken")).stdout).toMatch(/\/main \| no$/m);
  });

  test("goes back to the revision before by rollback, and is waited for", async () => {
    await serve("undone");
    await deploy("undone", `echo second; ${FOREVER}`);
    expect(await stable("undone")).toMatchObject({ code: SUCCESS });
    await shop.settled("undone", 1, "undone:2");
    const { code, stdout } = await berth("rollback", "undone", "--wait", "--timeout", "100s");
    expect(code).toBe(SUCCESS);
    expect(stdout).toBe(
      "service undone: taskDefinition was undone, and is undone:1\nservice undone is stable: 1 of 1 tasks run undone:1\n",
    );
    await shop.settled("undone", 1, "undone:1");
  });
});
