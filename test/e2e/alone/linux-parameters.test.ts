import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ContainerDefinition, TaskDefinitionSpec } from "../../../src/api/index.ts";
import { story } from "../../support/given.ts";
import { addInstance, removeInstances, workers } from "../../support/instances.ts";
import { aCluster, aService, aTask, aTaskDefinition } from "../../support/manifests.ts";
import { throughout, within } from "../../support/wait.ts";

/*
 * What a task asks of its Linux and of its Pod, as its programs see it. Fargate has not all of it, so that a container
 * instance is needed. All of it passes the baseline Pod Security level.
 */

const shop = story("linux-parameters", { "pod-security.kubernetes.io/enforce": "baseline" });

let instance = "";
beforeAll(async () => {
  [instance = ""] = await workers();
  await addInstance(instance, shop.namespace);
  await shop.apply(aCluster());
});
afterEach(() => shop.removeRuns());
afterAll(async () => {
  await shop.removeServices();
  await removeInstances(instance);
});

/** A container that runs a script, whose program the task definition names. */
function container(name: string, script: string, members: ContainerDefinition = {}): ContainerDefinition {
  return { name, image: "busybox:1", memory: 128, entryPoint: ["sh", "-c"], command: [script], ...members };
}

/** Runs containers once, in one task, until they end by themselves; gives what they printed, by container. */
async function printed(
  name: string,
  containerDefinitions: readonly ContainerDefinition[],
  members: Partial<TaskDefinitionSpec> = {},
): Promise<Record<string, string>> {
  const spec = { containerDefinitions: [...containerDefinitions], ...members };
  await shop.apply(aTaskDefinition(name, spec), aTask(name, { taskDefinition: name, launchType: "EC2" }));
  const [task] = await shop.stopped(name);
  expect(task).toMatchObject({ stopCode: "EssentialContainerExited" });
  const logs = containerDefinitions.map(async ({ name: of = "" }) => [
    of,
    await shop.kubectl("logs", "--selector", `ecs.berth.dev/task=${name}`, "--container", of, "--tail=-1"),
  ]);
  return Object.fromEntries(await Promise.all(logs));
}

describe("a file system in memory", () => {
  const size = "df -k | awk '{ print $6, $1, $2 }' | grep";

  test("has the size that was asked for, and no more room", async () => {
    const script = `${size} -E '^/(scratch|fixed|dev/shm) '; dd if=/dev/zero of=/scratch/f bs=1M count=40 2>&1 | grep -o 'No space.*'; echo x 2>&1 >/fixed/x`;
    const linuxParameters = {
      sharedMemorySize: 48,
      tmpfs: [
        { containerPath: "/scratch", size: 32 },
        { containerPath: "/fixed", size: 8, mountOptions: ["ro"] },
      ],
    };
    const { main } = await printed("memory", [container("main", `(${script}) 2>&1`, { linuxParameters })]);
    expect(main?.split("\n").toSorted()).toEqual(
      expect.arrayContaining([
        "/dev/shm tmpfs 49152",
        "/fixed tmpfs 8192",
        "/scratch tmpfs 32768",
        "No space left on device",
      ]),
    );
    expect(main).toContain("Read-only file system");
  });

  test("is each container's own, or the task's with ipcMode task", async () => {
    const sharing = (name: string) => {
      const linuxParameters = { sharedMemorySize: 16 };
      const reader = container("main", "sleep 4; ls /dev/shm", { linuxParameters, stopTimeout: 2 });
      return [
        reader,
        container("side", `echo >/dev/shm/${name}; sleep 30`, { linuxParameters, essential: false, stopTimeout: 2 }),
      ];
    };
    expect((await printed("shm-own", sharing("mine"))).main).toBe("");
    expect((await printed("shm-task", sharing("ours"), { ipcMode: "task" })).main).toBe("ours\n");
  });
});

test("capabilities are dropped and added, and new privileges are forbidden", async () => {
  const script = "grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status";
  const { main = "", plain = "" } = await printed("rights", [
    container("main", script, {
      linuxParameters: { capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] } },
      dockerSecurityOptions: ["no-new-privileges"],
    }),
    container("plain", script, { linuxParameters: { capabilities: { drop: ["MKNOD"] } } }),
  ]);
  // capabilities(7): NET_BIND_SERVICE is bit 10, MKNOD bit 27.
  expect(main).toMatch(/CapEff:\s0000000000000400\nCapBnd:\s0000000000000400\nNoNewPrivs:\s1/);
  const bounding = BigInt(`0x${/CapBnd:\s(\w+)/.exec(plain)?.[1]}`);
  expect(bounding & (1n << 10n)).not.toBe(0n);
  expect(bounding & (1n << 27n)).toBe(0n);
  expect(plain).toMatch(/NoNewPrivs:\s0/);
});

test("the host name, lines of /etc/hosts, DNS servers and kernel parameters are those of the task definition", async () => {
  const keepalive = { namespace: "net.ipv4.tcp_keepalive_time", value: "500" };
  const script = "hostname; cat /etc/hosts /etc/resolv.conf /proc/sys/net/ipv4/tcp_keepalive_time";
  const { main = "", side } = await printed("names", [
    container("main", script, {
      hostname: "shop-1",
      extraHosts: [
        { hostname: "db", ipAddress: "10.0.0.5" },
        { hostname: "db.example.com", ipAddress: "10.0.0.5" },
      ],
      dnsServers: ["10.0.0.2"],
      dnsSearchDomains: ["example.com"],
      systemControls: [keepalive],
    }),
    container("side", "hostname"),
  ]);
  const lines = main.split("\n");
  expect(lines[0]).toBe("shop-1");
  expect(side).toBe("shop-1\n");
  expect(main).toMatch(/^10\.0\.0\.5\s+db\s+db\.example\.com$/m);
  expect(lines.filter((line) => /^(nameserver|search)/.test(line))).toEqual([
    "search example.com",
    "nameserver 10.0.0.2",
  ]);
  expect(lines.at(-2)).toBe("500");
});

describe("the helper", () => {
  const limits = "echo $$ $(ulimit -Sn) $(ulimit -Hn) $(ulimit -Sc)";

  const ulimits: ContainerDefinition["ulimits"] = [
    { name: "nofile", softLimit: 100, hardLimit: 200 },
    { name: "core", softLimit: 0, hardLimit: 0 },
  ];

  test("sets limits and becomes the program, also of another user on a read-only root file system", async () => {
    const { main } = await printed("limits", [
      container("main", limits, { ulimits, user: "1000:1000", readonlyRootFilesystem: true }),
    ]);
    expect(main).toBe("1 100 200 0\n");
  });

  test("sets limits of a program that ends before others start, and of one that it runs", async () => {
    const script = "cat /proc/1/comm; ulimit -Sn";
    const { setup, main } = await printed("early", [
      container("main", script, { ulimits, linuxParameters: { initProcessEnabled: true } }),
      {
        name: "waits",
        image: "busybox:1",
        memory: 64,
        command: ["sleep", "2"],
        dependsOn: [{ containerName: "setup", condition: "SUCCESS" }],
      },
      container("setup", script, { ulimits, essential: false }),
    ]);
    expect({ setup, main }).toEqual({ setup: "sh\n100\n", main: "helper\n100\n" });
  });

  test("comes as near to a limit as it may, and says so", async () => {
    const high: ContainerDefinition["ulimits"] = [{ name: "nofile", softLimit: 64, hardLimit: 2_147_483_647 }];
    const { main = "" } = await printed("more", [container("main", limits, { ulimits: high })]);
    expect(main).toMatch(/^berth helper: ulimit nofile: no more than \d+ is allowed here, 2147483647 is asked for/);
    expect(main).toMatch(/^1 64 \d+ /m);
  });

  test("is the init process: it passes signals on and reaps orphans", async () => {
    const orphan = "(sh -c 'sleep 0.2 & echo $!' >/tmp/orphan)";
    const script = `cat /proc/1/comm; echo $PPID; ${orphan}; sleep 1; test -d /proc/$(cat /tmp/orphan) || echo reaped; exit 3`;
    const { main } = await printed("init", [
      container("main", script, { linuxParameters: { initProcessEnabled: true } }),
    ]);
    expect(main).toBe("helper\n1\nreaped\n");
  });
});

test("a container has a terminal, and its input stays open, where it asks for it", async () => {
  const script =
    "test -t 1 && echo terminal; { timeout 3 cat; code=$?; } 2>/dev/null; test $code = 0 && echo closed || echo open";
  expect(
    await printed("terminal", [
      container("main", `${script}; sleep 3`, { interactive: true, pseudoTerminal: true }),
      container("input", script, { essential: false, interactive: true }),
      container("plain", script, { essential: false }),
    ]),
  ).toEqual({ main: "terminal\nopen\n", input: "open\n", plain: "closed\n" });
});

test("containers of a task see each other's processes with pidMode task, and one that ends ends alone", async () => {
  const forever = "trap 'exit 42' TERM; while :; do sleep 1; done";
  const shared: TaskDefinitionSpec = {
    pidMode: "task",
    containerDefinitions: [
      container("main", forever),
      container("works", forever, { essential: false }),
      container("done", "sleep 3; exit 3", { essential: false }),
    ],
  };
  await shop.apply(
    aTaskDefinition("shared", shared),
    aService("shared", { taskDefinition: "shared", launchType: "EC2", desiredCount: 1 }),
  );
  await shop.settled("shared", 1, "shared:1");
  const state = async () => {
    const [pod] = await shop.tasks("shared");
    const ready = pod?.status?.conditions?.find(({ type }) => type === "Ready")?.status;
    const restarts = pod?.status?.containerStatuses?.map(({ restartCount }) => restartCount);
    return { uid: pod?.metadata.uid, name: pod?.metadata.name ?? "", ready, restarts };
  };
  const before = await state();
  expect(before).toMatchObject({ ready: "True", restarts: [0, 0, 0] });
  await throughout(8, async () => expect(await state()).toEqual(before));
  const processes = await shop.kubectl("exec", before.name, "--container=main", "--", "ps", "-o", "pid,args");
  expect(processes).toMatch(/^\s+1 \S*pause/m);
  expect(processes.match(/helper run --stay/g)).toHaveLength(2);

  await shop.kubectl("patch", "ecsservice", "shared", "--type=merge", '--patch={"spec":{"desiredCount":0}}');
  const codes = async () => {
    const [stopped] = (await shop.service("shared"))?.status?.stoppedTasks ?? [];
    return Object.fromEntries(stopped?.containers.map(({ name, exitCode }) => [name, exitCode]) ?? []);
  };
  // Less than the 30 seconds that a container is given which does not hear the stop signal.
  await expect.poll(codes, within(20)).toEqual({ main: 42, works: 42, done: 3 });
});
