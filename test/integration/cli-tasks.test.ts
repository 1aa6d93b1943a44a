import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";
import { idOf } from "../../src/api/names.ts";
import * as resources from "../../src/kube/resource.ts";
import { berth, startBerth } from "../support/berth-cli.ts";
import { fakeKubelet } from "../support/fake-kubelet.ts";
import { aCluster, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Place } from "../support/place.ts";
import { taskObjects } from "../support/runs.ts";

/* The commands that run tasks and stop them, as a process of its own, against a real API server and the operator. */

const SUCCESS = 0;
const FAILURE = 1;
const USAGE = 2;
const TIMED_OUT = 4;

const ID = "[0-9a-f]{32}";

let operator: OperatorProcess;
let place: Place;
let node: string;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
  place = await aPlace("cli-tasks");
  node = await place.addReadyNode("default");
  await place.apply(aCluster());
  // Containers end, or do not, by their images (test/support/kwok.yaml).
  for (const image of ["ends", "ends-badly", "absent"]) await register(image, { image });
  await register("runs", { image: "nginx", environment: [{ name: "MODE", value: "wet" }] });
  await register("large", { image: "nginx", memory: 1_200_000 });
  const pair = ["one", "two"].map((name) => ({ name, image: "ends", memory: 64 }));
  await place.apply(aTaskDefinition("pair", { containerDefinitions: pair }));
  await place.untilReady(resources.taskDefinitions, "pair");
});
afterAll(async () => {
  await place?.leave();
  await operator?.terminate();
});

async function register(family: string, change: Partial<TaskDefinitionSpec["containerDefinitions"][number]>) {
  const container = { name: "main", image: "nginx", memory: 64, ...change };
  await place.apply(aTaskDefinition(family, { containerDefinitions: [container] }));
  await place.untilReady(resources.taskDefinitions, family);
}

const cli = (...args: readonly string[]) => berth(place.namespace, ...args);
const run = (family: string, name: string, ...args: readonly string[]) =>
  cli("run-task", "-t", family, "--name", name, ...args);
const tasksOf = async (name: string) => (await place.find(taskObjects, name))?.status?.tasks ?? [];
const idsOf = async (name: string) => (await tasksOf(name)).map(({ taskArn }) => taskArn.split("/").at(-1) ?? "");
const requestOf = async (name: string) => (await place.find(taskObjects, name))?.spec;

/** The cells of a table's rows, without its head. */
const rows = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s{2,}/));

describe("run-task", () => {
  test("prints RunTask's answer as soon as each task has its place", async () => {
    const { code, stdout, stderr } = await run("runs", "three", "--count", "3", "--started-by", "me", "--group", "g");
    expect({ code, stderr }).toEqual({
      code: SUCCESS,
      stderr: expect.stringMatching(/^task.ecs.berth.dev\/three created\n/),
    });
    const ids = await idsOf("three");
    expect(ids).toHaveLength(3);
    const all = rows(stdout);
    expect(all.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
    const row = [expect.any(String), "g", "runs:1", expect.stringMatching(/^(PENDING|RUNNING)$/), "UNKNOWN", "EC2"];
    expect(all.map((cells) => cells.slice(0, 6))).toEqual([row, row, row]);
    expect(await requestOf("three")).toEqual({ taskDefinition: "runs", count: 3, startedBy: "me", group: "g" });
  });

  test("waits for the end, and succeeds where all exit codes are 0", async () => {
    const { code, stdout, stderr } = await run("ends", "good", "--wait", "--timeout", "60s");
    expect({ code, stderr }).toMatchObject({ code: SUCCESS });
    expect(stderr).toMatch(new RegExp(`^task ${ID}: (PROVISIONING|PENDING|RUNNING)$`, "m"));
    expect(stdout).toMatch(new RegExp(`^${ID} .* STOPPED .* 0 +Essential container in task exited$`, "m"));
  });

  test("fails where one is not, says which, and tells all as DescribeTasks does", async () => {
    const { code, stdout, stderr } = await run("ends-badly", "bad", "--wait", "-o", "json");
    expect(code).toBe(FAILURE);
    const ended = "container main exited with 7 \\(Essential container in task exited\\)";
    expect(stderr).toMatch(new RegExp(`^error: task ${ID}: ${ended}$`, "m"));
    const [task] = await tasksOf("bad");
    const [pod] = await place.list(resources.pods, "ecs.berth.dev/task=bad");
    const kubernetes = { task: "bad", pod: pod?.metadata.name, node };
    expect(JSON.parse(stdout)).toEqual({ tasks: [{ ...task, kubernetes }], failures: [] });
  });

  test("fails where a container cannot start, in ECS's words", async () => {
    const { code, stderr } = await run("absent", "absent", "--wait", "--timeout", "60s");
    expect({ code, stderr }).toEqual({ code: FAILURE, stderr: expect.stringContaining("CannotPullContainerError") });
  });

  test.each(["answer", "end"])("fails where a task finds no place, whether its %s is waited for", async (what) => {
    const wait = what === "end" ? ["--wait"] : [];
    const { code, stdout, stderr } = await run("large", `large-${what}`, "-o", "json", ...wait);
    expect(code).toBe(FAILURE);
    expect(stderr).toMatch(/^error: a task was not started: RESOURCE:MEMORY, .*Insufficient memory/m);
    const detail = expect.stringContaining("Insufficient memory");
    const reason = "RESOURCE:MEMORY";
    expect(JSON.parse(stdout)).toEqual({ tasks: [], failures: [expect.objectContaining({ reason, detail })] });
  });

  test("fails where the request is refused, in ECS's words", async () => {
    const { code, stdout, stderr } = await run("runs", "refused", "--launch-type", "FARGATE");
    expect({ code, stdout }).toEqual({ code: FAILURE, stdout: "" });
    expect(stderr).toContain("error: refused was refused: InvalidParameterException: Task definition does not support");
    const nowhere = await run("nowhere", "nowhere", "--wait");
    expect(nowhere.code).toBe(FAILURE);
    expect(nowhere.stderr).toContain("error: nowhere was refused: ClientException: TaskDefinition not found.");
    const twice = await run("runs", "refused");
    expect(twice).toMatchObject({ code: FAILURE, stderr: expect.stringContaining("already exists") });
  });

  test("overrides commands and variables, of the only container where none is named", async () => {
    const overrides = JSON.stringify({ containerOverrides: [{ name: "main", memoryReservation: 32 }], cpu: "128" });
    const flags = ["--overrides", overrides, "-e", "MODE=dry", "-e", "main:NEW=a=b"];
    expect(await run("runs", "other", ...flags, "--", "sh", "-c", "echo hi")).toMatchObject({ code: SUCCESS });
    const [pod] = await place.list(resources.pods, "ecs.berth.dev/task=other");
    expect(pod?.spec?.containers[0]).toMatchObject({
      env: expect.arrayContaining([
        { name: "MODE", value: "dry" },
        { name: "NEW", value: "a=b" },
      ]),
    });
    expect(JSON.stringify(pod?.spec?.containers[0])).toContain('"echo hi"');
    expect((await requestOf("other"))?.overrides).toMatchObject({
      cpu: "128",
      containerOverrides: [{ name: "main", memoryReservation: 32, command: ["sh", "-c", "echo hi"] }],
    });
    expect(await cli("run-task", "-t", "pair", "-e", "A=1")).toMatchObject({
      code: USAGE,
      stderr: expect.stringContaining("pair has the containers one, two: name one with --container"),
    });
  });

  test("runs nothing twice for one client token, and shows the same tasks", async () => {
    expect((await run("runs", "first", "--client-token", "t")).code).toBe(SUCCESS);
    const second = await run("runs", "second", "--client-token", "t");
    const ids = await idsOf("first");
    expect(second.code).toBe(SUCCESS);
    expect(rows(second.stdout).map(([id]) => id)).toEqual(ids);
    expect(await run("runs", "third", "--client-token", "t", "--count", "2")).toMatchObject({
      code: FAILURE,
      stderr: expect.stringContaining("ConflictException: The RunTask request could not be processed"),
    });
    expect((await cli("stop-task", "second", "--reason", "both")).code).toBe(SUCCESS);
    expect((await cli("wait", "tasks-stopped", "first", "second")).code).toBe(SUCCESS);
    expect(await tasksOf("first")).toMatchObject([{ stoppedReason: "both" }]);
  });
});

describe("stop-task", () => {
  test("stops all tasks of a Task object by its name, with a reason, and is waited for", async () => {
    await run("runs", "all", "--count", "2");
    const waits = startBerth(place.namespace, "wait", "tasks-stopped", "all");
    await expect.poll(() => waits.stderr().split("\n"), { timeout: 15_000 }).toHaveLength(3);
    const { code, stdout } = await cli("stop-task", "all", "--reason", "enough");
    expect(code).toBe(SUCCESS);
    expect(stdout).toMatch(new RegExp(`^all is being stopped: task ${ID}, task ${ID}\n$`));
    const told = (await idsOf("all")).map((id) => `task ${id} has stopped`);
    const lines = () => waits.stdout().trim().split("\n").toSorted();
    await expect.poll(lines, { timeout: 15_000 }).toEqual(told.toSorted());
    expect(await tasksOf("all")).toMatchObject([
      { stopCode: "UserInitiated", stoppedReason: "enough", containers: [{ exitCode: 143 }] },
      { stopCode: "UserInitiated", stoppedReason: "enough", containers: [{ exitCode: 143 }] },
    ]);
    expect(await cli("stop-task", "all")).toMatchObject({
      code: SUCCESS,
      stdout: "all tasks of all have stopped already\n",
    });
  });

  test("stops one task of several by its id, and leaves the others and its Pod", async () => {
    await run("runs", "some", "--count", "2");
    const [first = "", second = ""] = await idsOf("some");
    expect(await cli("stop-task", first, "--reason", "this one")).toMatchObject({
      code: SUCCESS,
      stdout: `task ${first} of some is being stopped\n`,
    });
    expect(await cli("wait", "tasks-stopped", first)).toMatchObject({ code: SUCCESS });
    expect(await tasksOf("some")).toMatchObject([
      { lastStatus: "STOPPED", stopCode: "UserInitiated", stoppedReason: "this one", containers: [{ exitCode: 143 }] },
      { lastStatus: "RUNNING", desiredStatus: "RUNNING" },
    ]);
    const pods = await place.list(resources.pods, "ecs.berth.dev/task=some");
    expect(pods.map(({ metadata }) => idOf(metadata.uid ?? "")).toSorted()).toEqual([first, second].toSorted());
    expect(await cli("stop-task", first)).toMatchObject({
      code: SUCCESS,
      stdout: `task ${first} has stopped already\n`,
    });
    const timedOut = await cli("wait", "tasks-stopped", second, "--timeout", "2s");
    expect(timedOut).toMatchObject({
      code: TIMED_OUT,
      stderr: `task ${second}: RUNNING\nerror: timed out after 2s: task ${second}: RUNNING\n`,
    });
  });

  test("stops the only task by its ARN, in ECS's words where no reason is given", async () => {
    await run("runs", "only");
    const [task] = await tasksOf("only");
    expect(await cli("stop-task", task?.taskArn ?? "")).toMatchObject({ code: SUCCESS });
    await place.untilReady(taskObjects, "only");
    expect(await tasksOf("only")).toMatchObject([{ stoppedReason: "Task stopped by user" }]);
  });

  test("has nothing to do where there are no tasks, and tasks says why there are none", async () => {
    await run("nowhere", "unknown");
    await run("large", "unplaced");
    const late = startBerth(place.namespace, "run-task", "-t", "runs", "--cluster", "late", "--name", "late");
    await place.until(taskObjects, "late", (object) =>
      JSON.stringify(object?.status ?? {}).includes("Cluster not found"),
    );
    await late.end();
    expect((await cli("tasks", "late")).stderr).toMatch(/^late: ClusterNotFoundException: Cluster not found\./);
    expect((await cli("stop-task", "late")).stdout).toBe("late is being stopped\n");
    expect(await cli("wait", "tasks-stopped", "late")).toMatchObject({
      code: SUCCESS,
      stdout: "late was stopped before a task was started\n",
    });
    const stops = ["late", "unknown", "unplaced"].map(async (name) => (await cli("stop-task", name)).stdout);
    expect(await Promise.all(stops)).toEqual([
      "late has no tasks: it was stopped already\n",
      "unknown has no tasks: it was refused\n",
      "unplaced has no tasks: none found a place\n",
    ]);
    expect((await cli("tasks", "unknown")).stderr).toMatch(/^unknown was refused: ClientException: TaskDefinition not/);
    expect((await cli("tasks", "unplaced")).stdout).toMatch(/^not started: RESOURCE:MEMORY, /);
    for (const name of ["unknown", "unplaced"]) {
      expect((await cli("wait", "tasks-stopped", name)).code).toBe(FAILURE);
    }
  });

  test("does not know others", async () => {
    for (const args of [["stop-task"], ["wait", "tasks-stopped"], ["tasks"]]) {
      expect(await cli(...args, "nobody")).toMatchObject({
        code: FAILURE,
        stderr: expect.stringMatching(/^error: The referenced task was not found: nobody, /),
      });
    }
  });
});

describe("tasks that were run once", () => {
  beforeAll(async () => {
    await run("ends-badly", "ended", "--wait");
    await run("runs", "running", "--started-by", "someone");
  });

  test("are listed while they run, and with --stopped afterwards, too", async () => {
    const [ended = "", running = ""] = [...(await idsOf("ended")), ...(await idsOf("running"))];
    const listed = await cli("tasks", "--started-by", "someone");
    expect(rows(listed.stdout)).toEqual([
      [running, "family:runs", "runs:1", "RUNNING", "UNKNOWN", "EC2", expect.any(String)],
    ]);
    expect((await cli("tasks", "--family", "ends-badly")).stdout).toBe("");
    const all = await cli("tasks", "--family", "ends-badly", "-a");
    expect(all.stdout).toMatch(
      new RegExp(`^${ended} .* STOPPED +- +EC2 .* 7 +Essential container in task exited$`, "m"),
    );
  });

  test("are shown by the name of their object, in full and as DescribeTasks tells them", async () => {
    const { stdout } = await cli("tasks", "ended");
    expect(stdout).toMatch(/^Stopped reason: +Essential container in task exited$/m);
    expect(stdout).toMatch(/^main +STOPPED +7 +-$/m);
    const { tasks } = JSON.parse((await cli("tasks", "ended", "-o", "json")).stdout);
    const [task] = await tasksOf("ended");
    expect(tasks).toEqual([{ ...task, kubernetes: expect.objectContaining({ task: "ended" }) }]);
  });

  test("have logs while their Pods are kept", async () => {
    const kubelet = await fakeKubelet(node, ["one", "two"]);
    try {
      expect(await cli("logs", "ended")).toEqual({ code: SUCCESS, stdout: "one\ntwo\nfrom main\n", stderr: "" });
      const [id = ""] = await idsOf("ended");
      expect((await cli("logs", id, "-f")).stdout).toBe("one\ntwo\nfrom main\n");
    } finally {
      await kubelet.close();
    }
    const [pod] = await place.list(resources.pods, "ecs.berth.dev/task=ended");
    await place.delete(resources.pods, pod?.metadata.name ?? "");
    await place.untilGone(resources.pods, pod?.metadata.name ?? "");
    expect(await cli("logs", "ended")).toMatchObject({
      code: FAILURE,
      stderr: expect.stringContaining("the Pod is gone, and its logs with it"),
    });
    expect((await cli("tasks", "ended")).stdout).toMatch(/^main +STOPPED +7 +-$/m);
  });
});
