import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ContainerDefinition } from "../../src/api/index.ts";
import type { TaskSpec } from "../../src/api/kinds/task.ts";
import { taskContainers } from "../../src/status/task-containers.ts";
import { deployments, pods } from "../support/api.ts";
import { tryKubectl } from "../support/cluster.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTask, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { throughout, within } from "../support/wait.ts";

/* In which order the containers of a task start and stop. */

const shop = story("depends-on", { "pod-security.kubernetes.io/enforce": "baseline" });
beforeAll(() => shop.apply(aCluster()));
afterEach(() => shop.removeRuns());
afterAll(() => shop.removeServices());

// Programs say what they do and when; the containers of a Pod have one clock.
const SAY = "say() { read now rest </proc/uptime; echo $now $1; };";
const STAYS = "while :; do sleep 0.1; done";

type Members = ContainerDefinition & { script: string };
type Dependencies = NonNullable<ContainerDefinition["dependsOn"]>;

/** A container whose program the task definition names. */
function program(name: string, { script, ...members }: Members): ContainerDefinition {
  return { name, image: "busybox:1", entryPoint: ["sh", "-c"], command: [`${SAY} ${script}`], ...members };
}

/** The same, where only the image knows the program: busybox runs what `command` says, as nginx's entry point does. */
function ofImage(name: string, { script, ...members }: Members): ContainerDefinition {
  return { name, image: "busybox:1", command: ["sh", "-c", `${SAY} ${script}`], ...members };
}

const waitsFor = (...dependsOn: [containerName: string, condition: Dependencies[number]["condition"]][]) => ({
  dependsOn: dependsOn.map(([containerName, condition]) => ({ containerName, condition })),
});
const wellWhen = (file: string) => ({ command: ["CMD-SHELL", `test -e ${file}`], interval: 5, timeout: 2, retries: 1 });
/** Says when it is told to stop, takes its time, and ends. */
const stopsSlowly = (name: string, code = 0) =>
  `trap 'say ${name}-told; sleep 2; say ${name}-ends; exit ${code}' TERM; say ${name}-begins; ${STAYS}`;

async function run(name: string, containers: ContainerDefinition[], spec: Partial<TaskSpec> = {}): Promise<void> {
  await shop.apply(aTaskDefinition(name, sleeper({ containerDefinitions: containers, volumes: [{ name: "log" }] })));
  await shop.apply(aTask(name, { taskDefinition: name, launchType: "FARGATE", ...spec }));
}

const until = (name: string, task: object, seconds = 60) =>
  expect.poll(async () => (await shop.run(name))?.status?.tasks?.[0], within(seconds)).toMatchObject(task);

/** What the programs of a task have said, in the order of time. */
async function said(selector: string): Promise<string[]> {
  const tasks = await shop.list(pods, selector);
  const containers = tasks.flatMap((pod) => taskContainers(pod).map(({ name }) => [pod.metadata.name, name] as const));
  // One that has not started has no output, which kubectl takes for a mistake.
  const outputs = await Promise.all(
    containers.map(([pod, name]) => tryKubectl(["--namespace", shop.namespace, "logs", pod, "--container", name])),
  );
  const told = outputs.flatMap(({ stdout }) => stdout.split("\n"));
  const lines = told.flatMap((line) => /^(\d+\.\d+) (\S+)$/.exec(line)?.slice(1) ?? []);
  const pairs = lines.flatMap((one, index) =>
    index % 2 === 0 ? [{ at: Number(one), what: lines[index + 1] ?? "" }] : [],
  );
  return pairs.toSorted((a, b) => a.at - b.at).map(({ what }) => what);
}

const saidBy = (name: string) => said(`ecs.berth.dev/task=${name}`);

/** Fails where two of the things were said in another order, or one was not said. */
function expectOrder(all: readonly string[], ...what: readonly string[]): void {
  expect(all.filter((one) => what.includes(one))).toEqual(what);
}

const exited = { stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited" };
const unmet = (why: string) => ({ exitCode: 143, reason: `CannotStartContainerError: dependency ${why}` });

describe("where the programs are named", () => {
  test("a program starts when all four conditions are met, and until then the task is PENDING", async () => {
    await run("met", [
      program("main", {
        script: "say main-begins; sleep 8; say main-ends; exit 4",
        ...waitsFor(["done", "SUCCESS"], ["any", "COMPLETE"], ["well", "HEALTHY"], ["up", "START"]),
      }),
      program("done", { script: "say done-begins; sleep 3; say done-ends", essential: false }),
      program("any", { script: "sleep 1; say any-ends; exit 3", essential: false }),
      program("well", {
        script: `trap 'say well-told; exit 0' TERM; sleep 2; touch /tmp/well; say well-is; ${STAYS}`,
        healthCheck: wellWhen("/tmp/well"),
      }),
      // It has ended when it is looked at: it was started once.
      program("up", { script: "say up-begins", essential: false }),
    ]);
    await until("met", { containers: [{ lastStatus: "PENDING" }, {}, {}, { lastStatus: "RUNNING" }, {}] });
    expect((await shop.run("met"))?.status?.tasks?.[0]?.lastStatus).toBe("PENDING");
    await until("met", { lastStatus: "RUNNING" });
    const [task] = await shop.stopped("met");
    expect(task).toMatchObject({
      ...exited,
      containers: [{ exitCode: 4 }, { exitCode: 0 }, { exitCode: 3 }, { exitCode: 0 }, { exitCode: 0 }],
    });
    const all = await saidBy("met");
    for (const first of ["done-ends", "any-ends", "well-is", "up-begins"]) expectOrder(all, first, "main-begins");
    // What others depend on is told to stop last.
    expectOrder(all, "main-begins", "main-ends", "well-told");
    // They have not waited for each other.
    expect(all.indexOf("any-ends")).toBeLessThan(all.indexOf("done-ends"));
  });

  const first = (members: Members): ContainerDefinition => program("first", { essential: false, ...members });
  test.each<[string, ContainerDefinition, Dependencies[number]["condition"], string]>([
    ["ends-badly", first({ script: "say first-begins; exit 5" }), "SUCCESS", "it ended with exit code 5"],
    [
      "takes-too-long",
      first({ script: "say first-begins; sleep 40", startTimeout: 2 }),
      "SUCCESS",
      "its startTimeout is over",
    ],
    [
      "never-is-well",
      first({ script: "say first-begins; sleep 40", startTimeout: 7, healthCheck: wellWhen("/no") }),
      "HEALTHY",
      "its startTimeout is over",
    ],
    ["ends-early", first({ script: "say first-begins", healthCheck: wellWhen("/no") }), "HEALTHY", "it ended"],
  ])(
    "an essential container whose dependency %s never runs, and its task stops",
    async (name, dependency, condition, why) => {
      const main = program("main", { script: "say main-begins", ...waitsFor(["first", condition]) });
      await run(name, [main, dependency]);
      const [task] = await shop.stopped(name);
      expect(task).toMatchObject({ ...exited, containers: [unmet(`first:${condition}: ${why}`), {}] });
      expect(await saidBy(name)).toEqual(["first-begins"]);
      const [, stopped] = task?.containers ?? [];
      // It is the task's end that stops the dependency, not its time.
      expect(stopped?.exitCode).toBe({ "ends-badly": 5, "ends-early": 0 }[name] ?? 143);
    },
  );

  test("what depends on a container that never ran does not run, either, and a task goes on without them", async () => {
    await run("goes-on", [
      program("main", { script: `trap exit TERM; say main-begins; ${STAYS}` }),
      first({ script: "exit 5" }),
      program("second", { script: "say second-begins", essential: false, ...waitsFor(["first", "SUCCESS"]) }),
      program("third", { script: "say third-begins", essential: false, ...waitsFor(["second", "COMPLETE"]) }),
    ]);
    const containers = [
      {},
      { exitCode: 5 },
      unmet("first:SUCCESS: it ended with exit code 5"),
      unmet("second:COMPLETE: it never started"),
    ];
    await until("goes-on", { lastStatus: "RUNNING", containers });
    expect(await saidBy("goes-on")).toEqual(["main-begins"]);
  });

  test("containers are stopped in reverse order, each in its own time", async () => {
    await run("reverse", [
      program("a", { script: stopsSlowly("a", 11), essential: false }),
      program("b", {
        script: `trap 'say b-told' TERM; say b-begins; ${STAYS}`,
        stopTimeout: 3,
        ...waitsFor(["a", "START"]),
      }),
      program("c", { script: stopsSlowly("c", 13), ...waitsFor(["b", "START"]) }),
      program("beside", { script: stopsSlowly("beside", 14), essential: false }),
    ]);
    await until("reverse", { lastStatus: "RUNNING" });
    await shop.apply(aTask("reverse", { taskDefinition: "reverse", launchType: "FARGATE", kubernetes: { stop: {} } }));
    const [task] = await shop.stopped("reverse");
    expect(task?.containers).toMatchObject([{ exitCode: 11 }, { exitCode: 137 }, { exitCode: 13 }, { exitCode: 14 }]);
    const all = await saidBy("reverse");
    expectOrder(all, "a-begins", "b-begins", "c-begins", "c-told", "c-ends", "b-told", "a-told", "a-ends");
    expect(all.indexOf("beside-told")).toBeLessThan(all.indexOf("c-ends"));
  });

  test("a service's task is ready when all have started, and what has ended stays ended", async () => {
    const bare = { user: "1000", readonlyRootFilesystem: true };
    const containers = [
      program("main", {
        ...bare,
        script: `trap exit TERM; say main-begins; ${STAYS}`,
        ...waitsFor(["first", "SUCCESS"]),
      }),
      first({ ...bare, script: "say first-begins; sleep 6; say first-ends" }),
    ];
    await shop.apply(
      aTaskDefinition("web", sleeper({ containerDefinitions: containers })),
      aService("web", { taskDefinition: "web", launchType: "FARGATE", desiredCount: 1 }),
    );
    await expect.poll(() => said("ecs.berth.dev/service=web"), within(30)).toEqual(["first-begins"]);
    expect(await shop.service("web")).toMatchObject({ status: { runningCount: 0, pendingCount: 1 } });
    const ready = async () =>
      (await shop.tasks("web"))[0]?.status?.conditions?.find(({ type }) => type === "Ready")?.status;
    expect(await ready()).toBe("False");
    await shop.settled("web", 1);
    expectOrder(await said("ecs.berth.dev/service=web"), "first-begins", "first-ends", "main-begins");
    await throughout(5, async () => expect(await ready()).toBe("True"));
    expect((await shop.tasks("web"))[0]?.status?.containerStatuses?.map(({ restartCount }) => restartCount)).toEqual([
      0, 0,
    ]);
  });
});

describe("where only the image knows a program", () => {
  test("what has to succeed runs before the others; its exit code is told", async () => {
    await run("migrated", [
      ofImage("main", { script: "say main-begins; exit 4", ...waitsFor(["migrate", "SUCCESS"]) }),
      ofImage("migrate", { script: "say migrate-begins; sleep 2; say migrate-ends", essential: false }),
    ]);
    const [task] = await shop.stopped("migrated");
    expect(task).toMatchObject({ ...exited, containers: [{ exitCode: 4 }, { exitCode: 0 }] });
    expect(await saidBy("migrated")).toEqual(["migrate-begins", "migrate-ends", "main-begins"]);
  });

  test("and when it does not, the task fails to start, in a service as well", async () => {
    const containers = [
      ofImage("main", { script: "say main-begins", ...waitsFor(["migrate", "SUCCESS"]) }),
      ofImage("migrate", { script: "say migrate-begins; exit 6", essential: false }),
    ];
    const failed = { stopCode: "TaskFailedToStart", stoppedReason: "Task failed to start: container migrate exited" };
    await run("unmigrated", containers);
    const [task] = await shop.stopped("unmigrated");
    expect(task).toMatchObject({ ...failed, containers: [{ name: "main" }, { name: "migrate", exitCode: 6 }] });
    expect(task?.containers[0]).not.toHaveProperty("exitCode");
    expect(await saidBy("unmigrated")).toEqual(["migrate-begins"]);
    await shop.apply(aService("unmigrated", { taskDefinition: "unmigrated", launchType: "FARGATE", desiredCount: 1 }));
    await expect
      .poll(async () => (await shop.service("unmigrated"))?.status?.stoppedTasks?.[0], within(30))
      .toMatchObject({ ...failed, containers: [{ name: "migrate", exitCode: 6 }, { name: "main" }] });
  });

  test("what has to be healthy is started before the others, though it is essential and goes on", async () => {
    await run("proxied", [
      ofImage("main", { script: "say main-begins; sleep 3; exit 4", ...waitsFor(["proxy", "HEALTHY"]) }),
      ofImage("proxy", {
        script: `trap 'say proxy-told; exit 0' TERM; say proxy-begins; sleep 3; touch /tmp/well; say proxy-is; ${STAYS}`,
        healthCheck: wellWhen("/tmp/well"),
      }),
    ]);
    await until("proxied", { lastStatus: "RUNNING" });
    const [task] = await shop.stopped("proxied");
    expect(task).toMatchObject({ ...exited, containers: [{ exitCode: 4 }, { exitCode: 0 }] });
    expect(await saidBy("proxied")).toEqual(["proxy-begins", "proxy-is", "main-begins", "proxy-told"]);
  });

  test("and its end is the task's", async () => {
    await run("unproxied", [
      ofImage("main", { script: `trap 'say main-told; exit 0' TERM; ${STAYS}`, ...waitsFor(["proxy", "START"]) }),
      ofImage("proxy", { script: "say proxy-begins; sleep 5; exit 7" }),
    ]);
    const [task] = await shop.stopped("unproxied");
    expect(task).toMatchObject({ ...exited, containers: [{ exitCode: 0 }, { exitCode: 7 }] });
  });

  test("where its program is named, that runs once, though the kubelet restarts its container", async () => {
    await run("named", [
      ofImage("main", {
        script: `trap 'say main-told; exit 0' TERM; touch /log/main; ${STAYS}`,
        mountPoints: [{ sourceVolume: "log", containerPath: "/log" }],
        ...waitsFor(["db", "START"]),
      }),
      program("db", {
        script: "say db-begins; until test -e /log/main; do sleep 0.1; done; exit 7",
        mountPoints: [{ sourceVolume: "log", containerPath: "/log" }],
      }),
    ]);
    const [task] = await shop.stopped("named");
    expect(task).toMatchObject({ ...exited, containers: [{ exitCode: 0 }, { exitCode: 7 }] });
    // What the kubelet has of it is the output of the last run, of which there is none.
    expect((await saidBy("named")).filter((what) => what === "db-begins").length).toBeLessThanOrEqual(1);
  });

  test("what needs one that goes on runs to its end between that and the others", async () => {
    await run("between", [
      ofImage("main", { script: "say main-begins; exit 4", ...waitsFor(["migrate", "SUCCESS"]) }),
      ofImage("migrate", {
        script: "test -e /log/well; say migrate-ends",
        essential: false,
        mountPoints: [{ sourceVolume: "log", containerPath: "/log" }],
        ...waitsFor(["db", "HEALTHY"]),
      }),
      ofImage("db", {
        script: `trap exit TERM; sleep 2; touch /log/well; say db-is; ${STAYS}`,
        mountPoints: [{ sourceVolume: "log", containerPath: "/log" }],
        healthCheck: wellWhen("/log/well"),
      }),
    ]);
    const [task] = await shop.stopped("between");
    expect(task).toMatchObject({ ...exited, containers: [{ exitCode: 4 }, { exitCode: 0 }, { exitCode: 0 }] });
    expect(await saidBy("between")).toEqual(["db-is", "migrate-ends", "main-begins"]);
  });

  test("a task that is stopped while it is held back stops", async () => {
    await run("held", [
      ofImage("main", { script: "say main-begins", ...waitsFor(["proxy", "HEALTHY"]) }),
      ofImage("proxy", { script: `trap 'exit 9' TERM; say proxy-begins; ${STAYS}`, healthCheck: wellWhen("/no") }),
    ]);
    await expect.poll(() => saidBy("held"), within(30)).toEqual(["proxy-begins"]);
    await throughout(5, async () => expect((await shop.run("held"))?.status?.tasks?.[0]?.lastStatus).toBe("PENDING"));
    await shop.apply(aTask("held", { taskDefinition: "held", launchType: "FARGATE", kubernetes: { stop: {} } }));
    const [task] = await shop.stopped("held");
    expect(task).toMatchObject({ stopCode: "UserInitiated", containers: [{ name: "main" }, { exitCode: 9 }] });
    expect(task?.containers[0]).not.toHaveProperty("exitCode");
  });

  test("one that depends on it and is named is stopped before it", async () => {
    await run("database", [
      program("app", { script: stopsSlowly("app", 4), ...waitsFor(["db", "START"]) }),
      ofImage("db", { script: `trap 'say db-told; exit 0' TERM; say db-begins; ${STAYS}` }),
    ]);
    await until("database", { lastStatus: "RUNNING" });
    await shop.apply(
      aTask("database", { taskDefinition: "database", launchType: "FARGATE", kubernetes: { stop: {} } }),
    );
    await shop.stopped("database");
    expectOrder(await saidBy("database"), "db-begins", "app-begins", "app-told", "app-ends", "db-told");
  });
});

test("the names of links are those of the task's own address", async () => {
  // No Node is a container instance here, and Fargate has no links: the Pod is made as the service would make it.
  const listens = "nc -l -p 5432 -e echo hello";
  const asks = "until nc database 5432; do sleep 0.5; done; ping -c 1 cache";
  const containerDefinitions = [
    program("web", { script: asks, memory: 32, links: ["db:database", "cache"] }),
    program("db", { script: `${listens}; sleep 30`, memory: 32 }),
    program("cache", { script: "sleep 30", memory: 32 }),
  ];
  await shop.apply(
    aTaskDefinition("linked", { networkMode: "bridge", containerDefinitions }),
    aService("linked", { taskDefinition: "linked", desiredCount: 1 }),
  );
  await expect.poll(() => shop.find(deployments, "linked"), within(20)).toBeDefined();
  const { affinity, nodeSelector, topologySpreadConstraints, tolerations, ...spec } = (
    await shop.find(deployments, "linked")
  )?.spec?.template.spec ?? { containers: [] };
  await shop.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "linked" },
    spec: { ...spec, restartPolicy: "Never" },
  });
  await expect
    .poll(() => shop.kubectl("logs", "linked", "--container=web").catch(() => ""), within(30))
    .toMatch(/hello\n(.|\n)*PING cache \(127\.0\.0\.1\)/);
});
