import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ContainerDefinition, TaskDefinitionSpec } from "../../src/api/index.ts";
import { story } from "../support/given.ts";
import { aCluster, aTask, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { within } from "../support/wait.ts";

/* What a task may use of its Node, and as whom, as its own programs and its Node's kernel see it. */

const shop = story("limits");
beforeAll(() => shop.apply(aCluster()));
afterAll(() => shop.removeRuns());

/** Registers a definition of one container, on Fargate's smallest size, and runs it once. */
async function run(name: string, container: ContainerDefinition, spec: Partial<TaskDefinitionSpec> = {}) {
  const containerDefinitions = [{ name: "main", image: "busybox:1", ...container }];
  await shop.apply(aTaskDefinition(name, sleeper({ containerDefinitions, ...spec })));
  await shop.apply(aTask(name, { taskDefinition: name, launchType: "FARGATE" }));
}

const shell = (script: string): ContainerDefinition => ({ command: ["sh", "-c", script] });
const said = (name: string) => shop.kubectl("logs", "--selector", `ecs.berth.dev/task=${name}`, "--tail=-1");

/** The lines that a container wrote, when its task has ended well. */
async function linesOf(name: string): Promise<string[]> {
  expect(await shop.stopped(name)).toMatchObject([{ containers: [{ exitCode: 0 }] }]);
  return (await said(name)).trimEnd().split("\n");
}

test("a container that uses more than its memory is killed, and that is what is recorded", async () => {
  await run("greedy", { memory: 32, command: ["dd", "if=/dev/zero", "of=/dev/null", "bs=200M", "count=1"] });
  expect(await shop.stopped("greedy")).toMatchObject([
    {
      stopCode: "EssentialContainerExited",
      containers: [{ name: "main", exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" }],
    },
  ]);
});

// The control groups of the Node are of version 1 or 2.
const QUOTA = "cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_quota_us";
const PERIODS = "cat /sys/fs/cgroup/cpu.stat /sys/fs/cgroup/cpu/cpu.stat";
const BUSY = "(while :; do :; done) & sleep 3; kill $!";

test("a container may use more than its cpu: its quota is that of the whole task", async () => {
  const script = `exec 2>/dev/null; ${BUSY}; ${QUOTA}; ${PERIODS}; exit 0`;
  await run("busy", { cpu: 64, ...shell(script) }, { cpu: "1024", memory: "2048" });
  const [quota, ...lines] = await linesOf("busy");
  expect(quota).toMatch(/^100000( 100000)?$/);
  const stat = Object.fromEntries(lines.map((line) => line.split(" ")));
  // One vCPU is what a busy loop can use. With 64 units it would be stopped in every period.
  expect(Number(stat.nr_periods)).toBeGreaterThan(10);
  expect(Number(stat.nr_throttled)).toBeLessThan(Number(stat.nr_periods) / 2);
});

describe("a task of Fargate's smallest size", () => {
  beforeAll(async () => {
    await run("sized", shell("trap exit TERM; while :; do sleep 1; done"));
    const running = { tasks: [{ lastStatus: "RUNNING" }] };
    await vi.waitFor(async () => expect((await shop.run("sized"))?.status).toMatchObject(running), within(60));
  });

  test("has that size at the API server, as a whole", async () => {
    const [pod] = await shop.podsOfRun("sized");
    const size = { cpu: "250m", memory: "512Mi" };
    expect(pod?.spec).toMatchObject({ resources: { requests: size, limits: size }, containers: [{ resources: {} }] });
  });

  test("has that size on its Node, as a whole", async () => {
    const [pod] = await shop.podsOfRun("sized");
    const uid = pod?.metadata.uid ?? "";
    const found = await onNode(pod?.spec?.nodeName ?? "", [
      `cd /node && for group in $(find . -type d -name "*pod${uid}*" -o -type d -name "*pod${uid.replaceAll("-", "_")}*")`,
      "do cat $group/memory.max $group/memory.limit_in_bytes $group/cpu.max 2>/dev/null",
      'test ! -e $group/cpu.cfs_quota_us || echo "$(cat $group/cpu.cfs_quota_us) $(cat $group/cpu.cfs_period_us)"',
      "done",
    ]);
    expect(found).toContain(String(512 * 2 ** 20));
    expect(found).toContain("25000 100000");
  });
});

/** What a script prints that sees the control groups of a Node at /node. */
async function onNode(nodeName: string, script: readonly string[]): Promise<string[]> {
  const container = {
    name: "look",
    image: "busybox:1",
    command: ["sh", "-c", script.join("; ")],
    volumeMounts: [{ name: "node", mountPath: "/node", readOnly: true }],
  };
  const volumes = [{ name: "node", hostPath: { path: "/sys/fs/cgroup" } }];
  await shop.apply({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "look" },
    spec: { nodeName, restartPolicy: "Never", containers: [container], volumes },
  });
  await shop.kubectl("wait", "pod/look", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=60s");
  return (await shop.kubectl("logs", "look")).trimEnd().split("\n");
}

test("the program is who it is said to be, on a root file system that it cannot write", async () => {
  const script = "id -u; id -g; touch /written 2>/dev/null && echo written || echo read-only";
  await run("who", { user: "1000:2000", readonlyRootFilesystem: true, ...shell(script) });
  expect(await linesOf("who")).toEqual(["1000", "2000", "read-only"]);
  await run("root", shell(script));
  expect(await linesOf("root")).toEqual(["0", "0", "written"]);
});

test("what looks like a variable of Kubernetes reaches the program as it was written", async () => {
  await run("dollars", {
    environment: [
      { name: "NAME", value: "value" },
      { name: "TEXT", value: "$(NAME) $$(NAME) $NAME $" },
    ],
    entryPoint: ["sh", "-c", 'printf "%s\\n" "$TEXT" "$@"', "$(NAME)"],
    command: ["$(NAME)", "$$(NAME)", "$(MISSING)", "$"],
  });
  expect(await linesOf("dollars")).toEqual(["$(NAME) $$(NAME) $NAME $", "$(NAME)", "$$(NAME)", "$(MISSING)", "$"]);
});
