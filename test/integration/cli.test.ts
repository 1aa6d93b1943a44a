import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { idOf } from "../../src/api/names.ts";
import * as resources from "../../src/kube/resource.ts";
import { berth, startBerth } from "../support/berth-cli.ts";
import { binaries } from "../support/control-plane.ts";
import { fakeKubelet } from "../support/fake-kubelet.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Place } from "../support/place.ts";
import { attempt, repository } from "../support/shell.ts";

/* The CLI, as a process of its own, against a real API server and the operator. */

const SUCCESS = 0;
const FAILURE = 1;
const USAGE = 2;
const ROLLED_BACK = 3;
const TIMED_OUT = 4;

let operator: OperatorProcess;
let place: Place;
let node: string;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
  place = await aPlace("cli");
  await place.apply(aCluster());
  node = await place.addNode("default");
});
afterAll(async () => {
  await place?.leave();
  await operator?.terminate();
});

const cli = (...args: readonly string[]) => berth(place.namespace, ...args);

/** Registers a revision whose only difference is its image; `stuck` never becomes ready. */
function register(family: string, image: string) {
  return place.apply(aTaskDefinition(family, { containerDefinitions: [{ name: "main", image, memory: 64 }] }));
}

function serve(name: string, taskDefinition: string, spec: object = {}) {
  return place.apply(
    aService(name, { taskDefinition, desiredCount: 1, kubernetes: { healthyAfterSeconds: 0 }, ...spec }),
  );
}

const rows = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().split(/\s{2,}/));

describe("a service", () => {
  beforeAll(async () => {
    await register("web", "nginx:1");
    await serve("web", "web:1", { desiredCount: 2 });
  });

  test("is waited for until it is stable, with its progress on standard error", async () => {
    const { code, stdout, stderr } = await cli("wait", "services-stable", "web", "--timeout", "60s");
    expect({ code, stderr }).toMatchObject({ code: SUCCESS });
    expect(stdout).toBe("service web is stable: 2 of 2 tasks run web:1\n");
  });

  test("is listed as kubectl lists it, and told in full by its name", async () => {
    const list = await cli("services");
    expect(rows(list.stdout)).toEqual([
      ["NAME", "CLUSTER", "STATUS", "DESIRED", "RUNNING", "PENDING", "TASKDEFINITION", "ROLLOUT", "AGE"],
      ["web", "default", "ACTIVE", "2", "2", "0", "web:1", "COMPLETED", expect.stringMatching(/^\d+[sm]/)],
    ]);
    const { stdout } = await cli("services", "arn:aws:ecs:local:000000000000:service/default/web");
    expect(stdout).toMatch(/^Tasks: +2 desired, 2 running, 0 pending$/m);
    expect(stdout).toContain("(service web) has reached a steady state.");
  });

  test("is told as DescribeServices tells it", async () => {
    const json = JSON.parse((await cli("services", "web", "-o", "json")).stdout);
    expect(json).toMatchObject({ services: [{ serviceName: "web", status: "ACTIVE", runningCount: 2 }], failures: [] });
    expect((await cli("services", "web", "-o", "yaml")).stdout).toMatch(/^services:\n {2}- serviceName: web$/m);
  });

  test("is looked for in its cluster only", async () => {
    expect(await cli("services", "--cluster", "other")).toMatchObject({
      code: SUCCESS,
      stdout: "",
      stderr: `There are no services in namespace ${place.namespace} and cluster other.\n`,
    });
  });

  test("has tasks, which are found by the beginning of an id, and by filters", async () => {
    const { stdout } = await cli("tasks", "--service", "web");
    const [head, ...tasks] = rows(stdout);
    expect(head?.slice(0, 4)).toEqual(["TASK", "GROUP", "TASKDEFINITION", "STATUS"]);
    expect(tasks.map(([, ...rest]) => rest.slice(0, 3))).toEqual([
      ["service:web", "web:1", "RUNNING"],
      ["service:web", "web:1", "RUNNING"],
    ]);
    const pods = await place.list(resources.pods);
    const ids = pods.map(({ metadata }) => idOf(metadata.uid ?? ""));
    expect(tasks.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
    const one = await cli("tasks", ids[0]?.slice(0, 12) ?? "");
    expect(one.stdout).toContain(`arn:aws:ecs:local:000000000000:task/default/${ids[0]}`);
    expect((await cli("tasks", "--family", "other")).stdout).toBe("");
    const json = JSON.parse((await cli("tasks", "--family", "web:1", "-o", "json")).stdout);
    expect(json.tasks).toHaveLength(2);
    expect(json.tasks[0]).toMatchObject({
      startedBy: expect.stringMatching(/^ecs-svc\/\d{19}$/),
      desiredStatus: "RUNNING",
    });
  });

  test("has logs: of all its tasks with their ids, of one as they are", async () => {
    const kubelet = await fakeKubelet(node, ["one", "", "three"]);
    try {
      const pods = await place.list(resources.pods);
      const ids = pods.map(({ metadata }) => idOf(metadata.uid ?? ""));
      const all = await cli("logs", "web");
      const lines = ids.flatMap((id) =>
        ["one", "", "three", "from main"].map((line) => `${id.slice(0, 12)}/main | ${line}`),
      );
      expect(all.stdout.trimEnd().split("\n").toSorted()).toEqual(lines.toSorted());
      const one = await cli("logs", ids[0] ?? "", "--tail", "7", "--since", "2m");
      expect(one.stdout).toBe("one\n\nthree\nfrom main\n");
      expect(kubelet.asked.at(-1)).toMatch(/main\?sinceSeconds=120&tailLines=7$/);
      const followed = startBerth(place.namespace, "logs", "web", "-f");
      await expect.poll(() => followed.stdout().split("\n").length, { timeout: 15_000 }).toBe(9);
      await followed.end();
      expect(await cli("logs", "web", "-c", "sidecar")).toMatchObject({
        code: FAILURE,
        stderr: "error: there is no container sidecar: there is main\n",
      });
    } finally {
      await kubelet.close();
    }
  });

  test("replaces a task that is stopped by hand", async () => {
    const watch = startBerth(place.namespace, "tasks", "-w");
    await expect.poll(() => rows(watch.stdout()).length, { timeout: 15_000 }).toBe(3);
    const [pod] = await place.list(resources.pods);
    const id = idOf(pod?.metadata.uid ?? "");
    expect(await cli("stop-task", id, "--reason", "it hangs")).toMatchObject({
      code: SUCCESS,
      stdout: `task ${id} is being stopped; service web starts another one\n`,
    });
    expect(await cli("wait", "tasks-stopped", id)).toMatchObject({
      code: SUCCESS,
      stdout: `task ${id} has stopped\n`,
    });
    await expect.poll(() => watch.stdout(), { timeout: 15_000 }).toMatch(new RegExp(`^${id} .* STOPPED `, "m"));
    await watch.end();
    expect((await cli("wait", "services-stable", "web")).code).toBe(SUCCESS);
    const { stdout } = await cli("tasks", "-a");
    expect(stdout).toMatch(new RegExp(`^${id} +service:web .* it hangs$`, "m"));
    const { status } = (await place.find(resources.services, "web")) ?? {};
    expect(status).toMatchObject({ stoppedTasks: [{ stopCode: "UserInitiated", stoppedReason: "it hangs" }] });
  });
});

describe("a deployment", () => {
  beforeAll(async () => {
    await register("app", "nginx:1");
    await serve("app", "app:1");
    expect((await cli("wait", "services-stable", "app")).code).toBe(SUCCESS);
    await register("app", "stuck");
    await place.until(resources.taskDefinitions, "app", { status: { revision: 2 } });
  });

  test("that does not end is waited for as long as was said", async () => {
    await place.patchSpec(resources.services, "app", { taskDefinition: "app:2" });
    const { code, stderr } = await cli("wait", "services-stable", "app", "--timeout", "3s");
    expect(code).toBe(TIMED_OUT);
    expect(stderr).toMatch(/^service app: .*app:2 IN_PROGRESS; app:1 1 running/m);
    expect(stderr).toMatch(/^error: timed out after 3s: service app: /m);
  });

  test("is rolled back, and the waiter says so by its exit code", async () => {
    const { code, stdout } = await cli("rollback", "app", "--wait", "--timeout", "60s");
    expect(stdout).toMatch(/^service app: the deployment ecs-svc\/\d{19} is stopped and rolled back to app:1$/m);
    expect(code).toBe(SUCCESS);
    const waited = await cli("wait", "services-stable", "app");
    expect(waited).toMatchObject({ code: ROLLED_BACK, stdout: "" });
    expect(waited.stderr).toMatch(/^error: service app was rolled back: .*back at app:1/);
    const { stdout: history } = await cli("deployments", "app");
    expect(history).toMatch(/^ {2}ecs-svc\/\d{19} +ROLLBACK_SUCCESSFUL +app:1 +app:2 +app:1 /m);
  });

  test("is never rolled back to a guess", async () => {
    expect(await cli("rollback", "app")).toMatchObject({
      code: FAILURE,
      stderr: "error: app was rolled back already, and runs app:1: name a revision with --to; there is app:2, app:1\n",
    });
    expect((await cli("rollback", "app", "--to", "app:9")).stderr).toMatch(/^error: TaskDefinition not found: app:9, /);
    expect((await cli("rollback", "app", "--to", "app")).code).toBe(USAGE);
  });

  test("that completed is undone by the one before it", async () => {
    await register("app", "nginx:3");
    await place.until(resources.taskDefinitions, "app", { status: { revision: 3 } });
    const to = await cli("rollback", "app", "--to", "app:3", "--wait");
    expect(to).toMatchObject({
      code: SUCCESS,
      stdout: expect.stringContaining("taskDefinition was app:2, and is app:3"),
    });
    const back = await cli("rollback", "app", "--wait");
    expect(back).toMatchObject({
      code: SUCCESS,
      stdout: expect.stringContaining("taskDefinition was app:3, and is app:1"),
    });
    expect(await place.find(resources.services, "app")).toMatchObject({ spec: { taskDefinition: "app:1" } });
  });
});

test("what cannot be done is told in one line, and by the exit code", async () => {
  const failed = (stderr: unknown) => ({ code: FAILURE, stdout: "", stderr });
  expect(await cli("services", "nobody")).toEqual(
    failed(expect.stringMatching(/^error: Service not found: nobody, .*\n$/)),
  );
  expect(await cli("tasks", "feedbeef")).toEqual(
    failed(expect.stringMatching(/^error: The referenced task was not found: .*\n$/)),
  );
  expect(await cli("logs", "nobody")).toEqual(
    failed(expect.stringMatching(/^error: neither a task nor a service .*\n$/)),
  );
  expect(await cli("services", "--context", "nowhere")).toEqual(
    failed('error: there is no context "nowhere": it has plane\n'),
  );
  expect(await cli("services", "--frobnicate")).toMatchObject({
    code: USAGE,
    stderr: "error: unknown option '--frobnicate'\n--help says how it is used.\n",
  });
  expect((await cli("wait", "services-stable", "web", "--timeout", "soon")).code).toBe(USAGE);
});

test("it is the kubectl plugin ecs", async () => {
  const folder = join(inject("plane").folder, "plugins");
  mkdirSync(folder);
  symlinkSync(join(repository, "bin/berth.js"), join(folder, "kubectl-ecs"));
  const PATH = [folder, dirname(process.execPath), process.env.PATH].join(":");
  const plugin = (...args: readonly string[]) =>
    attempt(join(binaries, "kubectl"), ["ecs", ...args], { env: { PATH, KUBECONFIG: inject("plane").admin } });
  expect((await plugin("tasks", "--help")).stdout).toMatch(/^Usage: kubectl ecs tasks /);
  const { code, stdout } = await plugin("services", "-n", place.namespace);
  expect({ code, stdout }).toEqual({ code: SUCCESS, stdout: expect.stringMatching(/^web +default +ACTIVE /m) });
});
