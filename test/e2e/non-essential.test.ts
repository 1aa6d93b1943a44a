import { afterAll, expect, test } from "vitest";
import type { ContainerDefinition } from "../../src/api/index.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, balanced, sleeper } from "../support/manifests.ts";
import { throughout, within } from "../support/wait.ts";

const shop = story("non-essential", { "pod-security.kubernetes.io/enforce": "baseline" });
afterAll(() => shop.removeServices());

/** A container whose program the task definition names; it says that it ran, and does something. */
function program(name: string, script: string, members: ContainerDefinition = {}): ContainerDefinition {
  return { name, image: "busybox:1", entryPoint: ["sh", "-c"], command: [`echo ran; ${script}`], ...members };
}

function sidecar(name: string, script: string, members: ContainerDefinition = {}): ContainerDefinition {
  return program(name, script, { essential: false, ...members });
}

/** What a container of the only task of a service has said. */
async function said(service: string, container: string): Promise<string> {
  const [task] = await shop.tasks(service);
  return shop.kubectl("logs", task?.metadata.name ?? "", `--container=${container}`);
}

/** How a task looks to Kubernetes: whether it is Ready, and how often it has restarted which container. */
async function task(service: string) {
  const [pod] = await shop.tasks(service);
  const ready = pod?.status?.conditions?.find(({ type }) => type === "Ready")?.status;
  const restarts = pod?.status?.containerStatuses?.map(({ restartCount }) => restartCount) ?? [];
  return { uid: pod?.metadata.uid, ready, restarts };
}

/** Exit codes of the containers of the task that stopped last. */
async function exitCodes(service: string): Promise<Record<string, number | undefined>> {
  const [stopped] = (await shop.service(service))?.status?.stoppedTasks ?? [];
  return Object.fromEntries(stopped?.containers.map(({ name, exitCode }) => [name, exitCode]) ?? []);
}

test("when containers that are not essential end, with whatever code, the task goes on as if nothing had been", async () => {
  // It hears the stop signal, so that nothing but a sidecar could make the task's end long.
  const web = program("web", "httpd -p 80; trap exit TERM; while :; do sleep 1; done", {
    portMappings: [{ containerPort: 80 }],
  });
  const sidecars = [
    sidecar("done", "sleep 3; exit 0"),
    sidecar("failed", "sleep 3; exit 3", { user: "1000:1000", readonlyRootFilesystem: true }),
    sidecar("missing", "", { entryPoint: ["no-such-program"] }),
    sidecar("works", "trap 'exit 42' TERM; while :; do sleep 1; done"),
  ];
  await shop.apply(
    aCluster(),
    aTaskDefinition("calm", { ...sleeper(), containerDefinitions: [web, ...sidecars] }),
    aService("calm", { taskDefinition: "calm", launchType: "FARGATE", desiredCount: 1, ...balanced }),
  );
  await shop.settled("calm", 1, "calm:1");
  expect((await shop.taskDefinition("calm"))?.conditions.FieldsHonoured?.message ?? "").not.toContain("essential");
  const before = await task("calm");
  expect(before).toMatchObject({ ready: "True", restarts: [0, 0, 0, 0, 0] });
  await throughout(15, async () => expect(await task("calm")).toEqual(before));
  for (const name of ["done", "failed", "works"]) expect(await said("calm", name)).toBe("ran\n");
  // The listener gives away its file system.
  expect(await shop.answer("http://calm/etc/hosts")).toContain("hosts");
  expect(await shop.service("calm")).toMatchObject({ status: { runningCount: 1 } });

  await shop.kubectl("patch", "ecsservice", "calm", "--type=merge", '--patch={"spec":{"desiredCount":0}}');
  // Less than the 30 seconds that a container is given which does not hear the stop signal.
  await expect.poll(() => exitCodes("calm"), within(20)).toMatchObject({ done: 0, failed: 3, missing: 127, works: 42 });
});

test("a program that ends before its restart period is not restarted, and an essential one ends its task", async () => {
  const restartPolicy = { enabled: true, restartAttemptPeriod: 60 };
  const definition = (containers: ContainerDefinition[]) => ({ ...sleeper(), containerDefinitions: containers });
  const [main = {}] = sleeper().containerDefinitions ?? [];
  await shop.apply(
    aCluster(),
    aTaskDefinition("brief", definition([main, sidecar("side", "sleep 2; exit 5", { restartPolicy })])),
    aTaskDefinition("final", definition([program("main", "sleep 5; exit 7", { restartPolicy })])),
    aService("brief", { taskDefinition: "brief", launchType: "FARGATE", desiredCount: 1 }),
    aService("final", { taskDefinition: "final", launchType: "FARGATE", desiredCount: 1 }),
  );
  await shop.settled("brief", 1, "brief:1");
  await expect
    .poll(() => shop.service("final"), within(40))
    .toMatchObject({ status: { stoppedTasks: [{ stopCode: "EssentialContainerExited" }] } });
  expect(await exitCodes("final")).toEqual({ main: 7 });
  await throughout(10, async () => expect(await task("brief")).toMatchObject({ ready: "True", restarts: [0, 0] }));
  expect(await said("brief", "side")).toBe("ran\n");
});

test("a program that has run for its restart period is restarted in its task", async () => {
  const restartPolicy = { enabled: true, restartAttemptPeriod: 60 };
  const definition = { ...sleeper(), containerDefinitions: [program("main", "sleep 62; exit 7", { restartPolicy })] };
  await shop.apply(
    aCluster(),
    aTaskDefinition("again", definition),
    aService("again", { taskDefinition: "again", launchType: "FARGATE", desiredCount: 1 }),
  );
  await shop.settled("again", 1, "again:1");
  const before = await task("again");
  await expect.poll(() => said("again", "main"), within(80)).toBe("ran\nran\n");
  expect(await task("again")).toEqual(before);
});
