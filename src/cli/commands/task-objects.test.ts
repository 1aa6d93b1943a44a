import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aRevision } from "../../../test/support/a-service.ts";
import { cliOn } from "../../../test/support/cli-runs.ts";
import { FaultServer } from "../../../test/support/fault-server.ts";
import { until } from "../../../test/support/kube-client.ts";
import { revisionConfigMap } from "../../translate/revision/config-map.ts";
import type { RunTask, RunTaskStatus } from "../task-object.ts";

/* The commands that work with Task objects, on a server where the test says what the operator would. */

const OBJECTS = "/apis/ecs.berth.dev/v1alpha1/namespaces/demo/ecstasks";
const ID = "1b6a90cc3e3b4b9997718fb8b8465e63";
const SECOND_ID = "2c5da40a39045d2bc2e83f65573b2140";

let server: FaultServer;
beforeEach(async () => {
  server = await FaultServer.start();
});
afterEach(() => server.close());

const cli = (...args: readonly string[]) => cliOn(server, ...args);

function aTask(id: string, lastStatus: string, exitCode?: number): RunTask {
  return {
    taskArn: `arn:aws:ecs:local:000000000000:task/default/${id}`,
    taskDefinitionArn: "arn:aws:ecs:local:000000000000:task-definition/job:1",
    group: "family:job",
    lastStatus,
    desiredStatus: lastStatus === "STOPPED" ? "STOPPED" : "RUNNING",
    createdAt: "2026-01-01T00:00:00Z",
    containers: [{ name: "main", lastStatus, exitCode }],
    ...(lastStatus === "STOPPED" && { stoppedReason: "Essential container in task exited" }),
  };
}

/** Stores a Task object, or what the operator says of one. */
function say(name: string, status: RunTaskStatus, spec: object = { taskDefinition: "job" }) {
  const live = server.at(`${OBJECTS}/${name}`);
  const metadata = { generation: 1, ...live?.metadata, name };
  return server.put(`${OBJECTS}/${name}`, { spec, ...live, metadata, status: { observedGeneration: 1, ...status } });
}

/** Starts run-task for an object, and waits until that is stored. */
async function started(name: string, ...args: readonly string[]) {
  const ends = cli("run-task", "-t", "job", "--name", name, ...args);
  await until(() => server.at(`${OBJECTS}/${name}`) !== undefined);
  return { ends, spec: server.at(`${OBJECTS}/${name}`)?.spec };
}

describe("run-task", () => {
  test("creates the request that the flags say, and prints RunTask's answer", async () => {
    const { ends, spec } = await started(
      "a",
      "--count",
      "2",
      "--launch-type",
      "FARGATE",
      "--started-by",
      "me",
      "--group",
      "g",
      "--cluster",
      "c",
    );
    expect(spec).toEqual({
      taskDefinition: "job",
      cluster: "c",
      count: 2,
      launchType: "FARGATE",
      group: "g",
      startedBy: "me",
    });
    say("a", { tasks: [aTask(ID, "PENDING")] });
    const { code, stdout, stderr } = await ends;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^task.ecs.berth.dev\/a created$/m),
    });
    expect(stdout).toMatch(new RegExp(`^TASK .*\n${ID}   family:job   job:1            PENDING`));
  });

  test("makes overrides of a command and of variables, for the only container of the task definition", async () => {
    const revision = aRevision(1);
    server.put("/api/v1/namespaces/demo/configmaps/taskdef-web-1", { ...revisionConfigMap("demo", revision) });
    const ends = cli(
      "run-task",
      "-t",
      "web",
      "--name",
      "b",
      "-e",
      "A=1",
      "-e",
      "nginx:B=2",
      "--",
      "sh",
      "-c",
      "echo hi",
    );
    await until(() => server.at(`${OBJECTS}/b`) !== undefined);
    const environment = [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ];
    expect(server.at(`${OBJECTS}/b`)?.spec).toEqual({
      taskDefinition: "web",
      overrides: { containerOverrides: [{ name: "nginx", command: ["sh", "-c", "echo hi"], environment }] },
    });
    say("b", { tasks: [aTask(ID, "RUNNING")] });
    expect((await ends).code).toBe(0);
  });

  test("waits for the end, and succeeds where all exit codes are 0", async () => {
    const { ends } = await started("c", "--wait");
    say("c", { tasks: [aTask(ID, "RUNNING")] });
    await until(() => server.watches.some(({ open }) => open));
    await new Promise((resolve) => setTimeout(resolve, 200));
    say("c", { tasks: [aTask(ID, "STOPPED", 0)] });
    const { code, stdout, stderr } = await ends;
    expect(code).toBe(0);
    expect(stderr).toContain(`task ${ID}: RUNNING\n`);
    expect(stdout).toMatch(new RegExp(`^${ID} .* STOPPED .* 0 +Essential container in task exited$`, "m"));
  });

  test("fails where one is not, and says which", async () => {
    const { ends } = await started("d", "--wait", "-o", "json");
    say("d", { tasks: [aTask(ID, "STOPPED", 3)] });
    const { code, stdout, stderr } = await ends;
    expect(code).toBe(1);
    expect(stderr).toContain(`error: task ${ID}: container main exited with 3 (Essential container in task exited)\n`);
    expect(JSON.parse(stdout)).toMatchObject({ tasks: [{ containers: [{ exitCode: 3 }] }], failures: [] });
  });

  test("fails where a task could not be started, and where the request is refused", async () => {
    const { ends } = await started("e");
    say("e", { failures: [{ reason: "RESOURCE:MEMORY", arn: "arn:i" }] });
    expect(await ends).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("error: a task was not started: RESOURCE:MEMORY"),
    });
    const refused = await started("f", "--wait");
    const message = "ClientException: TaskDefinition not found.";
    const stalled = {
      type: "Stalled",
      status: "True",
      reason: "InvalidParameter",
      message,
      lastTransitionTime: "2026-01-01T00:00:00Z",
    } as const;
    say("f", { conditions: [stalled] });
    expect(await refused.ends).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`error: f was refused: ${message}\n`),
    });
  });

  test("gives up when the time is over", async () => {
    const { ends } = await started("g", "--wait", "--timeout", "300ms");
    expect(await ends).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/error: timed out after 0s|error: timed out/),
    });
  });

  test.each([
    [["--count", "11"], "A whole number from 1 to 10 is needed."],
    [["--env", "MODE"], "It is such as MODE=dry or main:MODE=dry."],
    [["--overrides", "{"], "--overrides is no JSON"],
    [["--launch-type", "LAMBDA"], "Allowed choices are EC2, FARGATE, EXTERNAL."],
    [["--command", "a", "--", "b"], "the command stands in --command or behind --, not in both"],
  ])("is called wrongly with %j", async (flags, told) => {
    const { code, stderr } = await cli("run-task", "-t", "job", ...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(told) });
    expect(server.count("create")).toBe(0);
  });
});

describe("stop-task", () => {
  const spec = (name: string) => server.at(`${OBJECTS}/${name}`)?.spec;

  test("stops all tasks of a Task object, with a reason", async () => {
    say("job", { tasks: [aTask(ID, "RUNNING"), aTask(SECOND_ID, "STOPPED", 0)] });
    expect(await cli("stop-task", "job", "--reason", "enough")).toEqual({
      code: 0,
      stdout: `job is being stopped: task ${ID}\n`,
      stderr: "",
    });
    expect(spec("job")).toEqual({ kubernetes: { stop: { reason: "enough" } } });
  });

  test("stops the only task of one by its ARN, in ECS's words where no reason is given", async () => {
    say("job", { tasks: [aTask(ID, "RUNNING")] });
    expect((await cli("stop-task", `arn:aws:ecs:local:000000000000:task/default/${ID}`)).code).toBe(0);
    expect(spec("job")).toEqual({ kubernetes: { stop: { reason: "Task stopped by user" } } });
  });

  test("does not stop others with the one that is meant", async () => {
    say("job", { tasks: [aTask(ID, "RUNNING"), aTask(SECOND_ID, "RUNNING")] });
    const { code, stderr } = await cli("stop-task", ID.slice(0, 8));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `error: task ${ID} is one of 2 of job, which stop together only: stop-task job\n`,
    });
    expect(server.count("patch")).toBe(0);
  });

  test("has nothing to do where the task has stopped", async () => {
    say("job", { tasks: [aTask(ID, "STOPPED", 0)] });
    expect(await cli("stop-task", ID)).toMatchObject({ code: 0, stdout: `task ${ID} has stopped already\n` });
    expect(await cli("stop-task", "job")).toMatchObject({ code: 0, stdout: "all tasks of job have stopped already\n" });
    expect(server.count("patch")).toBe(0);
  });

  test("does not know others", async () => {
    const { code, stderr } = await cli("stop-task", "nobody");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error: The referenced task was not found: nobody, /),
    });
  });
});

describe("tasks", () => {
  beforeEach(() => say("job", { tasks: [aTask(ID, "STOPPED", 3), aTask(SECOND_ID, "RUNNING")] }));

  test("lists those that run, and with --stopped the others, too", async () => {
    expect((await cli("tasks")).stdout).toMatch(new RegExp(`^TASK .*\n${SECOND_ID} .*\n$`));
    expect((await cli("tasks", "-a")).stdout).toMatch(
      new RegExp(`^${ID} .* 3 +Essential container in task exited$`, "m"),
    );
  });

  test("tells all of a Task object's tasks by its name", async () => {
    const { stdout } = await cli("tasks", "job");
    expect(stdout.match(/^Task: .*$/gm)).toEqual([`Task:             ${ID}`, `Task:             ${SECOND_ID}`]);
    expect(stdout).toMatch(/^main +STOPPED +3 +-$/m);
  });

  test("waits for tasks to stop", async () => {
    const ends = cli("wait", "tasks-stopped", "job");
    const pause = () => new Promise((resolve) => setTimeout(resolve, 300));
    await pause();
    // A change that is no progress is not told.
    say("job", { tasks: [aTask(ID, "STOPPED", 4), aTask(SECOND_ID, "RUNNING")] });
    await pause();
    say("job", { tasks: [aTask(ID, "STOPPED", 3), aTask(SECOND_ID, "STOPPED", 1)] });
    expect(await ends).toEqual({
      code: 0,
      stdout: `task ${ID} has stopped\ntask ${SECOND_ID} has stopped\n`,
      stderr: `task ${SECOND_ID}: RUNNING\n`,
    });
  });
});

test("a cluster without the kind Task has no such tasks", async () => {
  const body = {
    kind: "Status",
    code: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
  };
  const gone = { kind: "status", code: 404, body } as const;
  server.next("create", gone);
  expect(await cli("run-task", "-t", "job")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: the cluster does not have Berth's kinds: /),
  });
});
