import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aRun } from "../../../test/support/a-run.ts";
import { cliOn } from "../../../test/support/cli-runs.ts";
import { FaultServer } from "../../../test/support/fault-server.ts";
import { until } from "../../../test/support/kube-client.ts";
import type { TaskStatus } from "../../api/kinds/task.ts";
import { annotations, labels } from "../../api/labels.ts";

/* What the commands that run and stop tasks do where the API server fails them, or is not asked at all. */

const OBJECT = "/apis/ecs.berth.dev/v1alpha1/namespaces/demo/ecstasks/job";
const POD = "/api/v1/namespaces/demo/pods/web-1";

let server: FaultServer;
beforeEach(async () => {
  server = await FaultServer.start();
});
afterEach(() => server.close());

const cli = (...args: readonly string[]) => cliOn(server, ...args);
const refusal = (code: number, reason: string, message: string) =>
  ({ kind: "status", code, body: { kind: "Status", code, reason, message } }) as const;

describe("run-task", () => {
  /** Says what the operator does. */
  const say = (status: TaskStatus) => server.put(OBJECT, { ...aRun({}, status) });

  test("goes on waiting when its connection breaks", async () => {
    const ends = cli("run-task", "-t", "job", "--name", "job", "--wait");
    const isWatched = () => server.watches.filter(({ open }) => open).length === 3;
    await until(isWatched);
    for (const watch of server.watches) watch.reset();
    await until(isWatched);
    say({ observedGeneration: 1, failures: [{ reason: "AGENT" }], kubernetes: { finishedAt: "2026-01-01T00:00:00Z" } });
    expect(await ends).toMatchObject({ code: 1, stderr: expect.stringContaining("a task was not started: AGENT\n") });
  });

  test("gives up when the time is over, and says what goes on without it", async () => {
    const { code, stderr } = await cli("run-task", "-t", "job", "--name", "job", "--wait", "--timeout", "1s");
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^error: timed out after 1s: job: waiting for the operator to see it; it goes on by itself, until /m,
    );
  });

  test("says what to do in a cluster without the kind", async () => {
    server.next("create", refusal(404, "NotFound", "the server could not find the requested resource"));
    expect(await cli("run-task", "-t", "job")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: the cluster does not have Berth's kinds: /),
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

describe("stop-task of a task of a service", () => {
  const ID = "1b6a90cc3e3b4b9997718fb8b8465e63";
  const told = `task ${ID} is being stopped; service web starts another one\n`;
  beforeEach(() => {
    const metadata = { name: "web-1", uid: ID, labels: { [labels.cluster]: "demo.default", [labels.service]: "web" } };
    server.put(POD, { metadata, spec: { nodeName: "a", containers: [] }, status: { phase: "Running" } });
  });

  test("deletes its Pod without a reason where it may not write one, and says so", async () => {
    server.next("patch", refusal(403, "Forbidden", "no patch"));
    expect(await cli("stop-task", ID, "--reason", "enough")).toEqual({
      code: 0,
      stdout: told,
      stderr: "the reason is not recorded: the API server does not allow it: no patch\n",
    });
    expect(server.at(POD)).toBeUndefined();
  });

  test("takes its reason back where it may not delete the Pod", async () => {
    server.next("delete", refusal(403, "Forbidden", "no delete"));
    expect(await cli("stop-task", ID)).toMatchObject({ code: 1, stderr: expect.stringContaining("no delete") });
    expect(server.at(POD)).toMatchObject({ metadata: { annotations: { [annotations.stopReason]: null } } });
  });

  test("has done its work where the task is gone meanwhile", async () => {
    server.next("patch", refusal(404, "NotFound", "pods web-1 not found"));
    server.next("delete", refusal(409, "Conflict", "the UID in the precondition does not match"));
    expect(await cli("stop-task", ID)).toEqual({ code: 0, stdout: told, stderr: "" });
  });
});
