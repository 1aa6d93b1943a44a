import { afterAll, beforeAll, expect, test } from "vitest";
import type { ContainerDefinition, TaskDefinitionSpec } from "../../src/api/index.ts";
import { story } from "../support/given.ts";
import { aCluster, aTask, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { within } from "../support/wait.ts";

/* What the containers of a task share, and what they have of file systems outside it. */

const shop = story("volumes");
beforeAll(() => shop.apply(aCluster()));
afterAll(() => shop.removeRuns());

const program = (name: string, script: string, members: Partial<ContainerDefinition> = {}): ContainerDefinition => ({
  name,
  image: "busybox:1",
  entryPoint: ["sh", "-c"],
  command: [script],
  ...members,
});

async function run(name: string, members: Partial<TaskDefinitionSpec>): Promise<void> {
  await shop.apply(aTaskDefinition(name, sleeper(members)));
  await shop.apply(aTask(name, { taskDefinition: name, launchType: "FARGATE" }));
}

const logs = (name: string, container: string) =>
  shop.kubectl("logs", "--selector", `ecs.berth.dev/task=${name}`, "--container", container);

const after = (file: string, then: string) => `until test -e ${file}; do sleep 0.1; done; ${then}`;

test("a volume is shared by the containers that mount it, and one of them may only read it", async () => {
  const data = { sourceVolume: "data", containerPath: "/data" };
  await run("shared", {
    volumes: [{ name: "data" }],
    containerDefinitions: [
      program("writer", "echo written >/data/file; sleep 5", { mountPoints: [data] }),
      program("reader", after("/in/file", "cat /in/file; touch /in/mine && echo wrote; exit 3"), {
        essential: false,
        mountPoints: [{ ...data, containerPath: "/in", readOnly: true }],
      }),
      program("other", after("/data/file", "cat /data/file; touch /data/mine || echo refused; exit 4"), {
        essential: false,
        volumesFrom: [{ sourceContainer: "writer", readOnly: true }],
      }),
    ],
  });
  const [task] = await shop.stopped("shared");
  expect(task?.containers.map(({ exitCode }) => exitCode)).toEqual([0, 3, 4]);
  const [reader, other] = await Promise.all(["reader", "other"].map((name) => logs("shared", name)));
  for (const output of [reader, other]) expect(output).toMatch(/^written$/m);
  expect(reader).not.toMatch(/^wrote$/m);
  expect(other).toMatch(/^refused$/m);
});

test("a file system of EFS is waited for, and mounted when its claim is there", async () => {
  const volume = { name: "cache", efsVolumeConfiguration: { fileSystemId: "fs-0123abcd" } };
  const mountPoints = [{ sourceVolume: "cache", containerPath: "/cache" }];
  await run("first", {
    volumes: [volume],
    containerDefinitions: [
      program("main", "echo written >/cache/all; grep -c ' /cache ' /proc/mounts", { mountPoints }),
    ],
  });
  await expect
    .poll(async () => JSON.stringify((await shop.run("first"))?.status?.conditions), within(30))
    .toContain('persistentvolumeclaim \\"fs-0123abcd\\" not found');
  await shop.create({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "fs-0123abcd" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } },
  });
  await shop.stopped("first");
  expect(await logs("first", "main")).toBe("1\n");
});
