import { beforeAll, describe, expect, test } from "vitest";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { within } from "../support/wait.ts";

/* What somebody sees who has nothing but kubectl. */

const shop = story("kubectl");

beforeAll(async () => {
  const spec = { taskDefinition: "web", launchType: "FARGATE", desiredCount: 1 } as const;
  await shop.apply(aCluster(), aTaskDefinition("web", sleeper()), aService("web", spec));
  await shop.settled("web", 1);
});

const AGE = expect.stringMatching(/^\d+[ms]/);

/** The words of a table: its head, then its lines. */
async function table(...args: readonly string[]): Promise<string[][]> {
  const text = await shop.kubectl("get", ...args);
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s{2,}/));
}

describe("kubectl get shows", () => {
  test("services as ECS counts them", async () => {
    const [head, line] = await table("ecsservices");
    expect(head?.join(" ")).toBe("NAME CLUSTER STATUS DESIRED RUNNING PENDING TASKDEFINITION ROLLOUT AGE");
    expect(line?.slice(0, 8)).toEqual(["web", "default", "ACTIVE", "1", "1", "0", "web:1", "COMPLETED"]);
  });

  test("task definitions and clusters, also by their short names", async () => {
    expect(await table("taskdef")).toEqual([
      ["NAME", "FAMILY", "REVISION", "STATUS", "AGE"],
      ["web", "web", "1", "ACTIVE", AGE],
    ]);
    expect(await table("ecscluster")).toEqual([
      ["NAME", "STATUS", "INSTANCES", "RUNNING", "PENDING", "SERVICES", "AGE"],
      ["default", "ACTIVE", "0", "1", "0", "1", AGE],
    ]);
    expect(await shop.kubectl("get", "ecssvc", "-o", "name")).toBe("service.ecs.berth.dev/web\n");
  });

  test("ARNs and what there is to say with -o wide", async () => {
    const [head, line] = await table("ecsservices", "-o", "wide");
    expect(head?.slice(-2)).toEqual(["ARN", "READY"]);
    expect(line?.slice(-2)).toEqual([
      "arn:aws:ecs:local:000000000000:service/default/web",
      "(service web) has reached a steady state.",
    ]);
  });

  test("everything of ECS with one word", async () => {
    const names = await shop.kubectl("get", "ecs", "-o", "name");
    expect(names.trim().split("\n").toSorted()).toEqual([
      "cluster.ecs.berth.dev/default",
      "service.ecs.berth.dev/web",
      "taskdefinition.ecs.berth.dev/web",
    ]);
  });

  test("Kubernetes' own services under their own names", async () => {
    await shop.kubectl("create", "service", "clusterip", "core", "--tcp=80");
    expect(await shop.kubectl("get", "svc", "-o", "name")).toBe("service/core\n");
    expect(await shop.kubectl("get", "services", "-o", "name")).toBe("service/core\n");
  });
});

test("kubectl describe tells the service's story", async () => {
  const text = await shop.kubectl("describe", "ecsservice", "web");
  expect(text).toMatch(/Normal +SteadyState .*\(service web\) has reached a steady state\./);
  expect(text).toMatch(/Normal +TasksStarted .*\(service web\) has started 1 tasks: \(task [0-9a-f]{32}\)\./);
});

test("kubectl wait returns when a service is ready, and when a refusal is final", async () => {
  const wait = (object: string, condition: string) =>
    shop.kubectl("wait", object, `--for=condition=${condition}`, "--timeout=20s");
  expect(await wait("ecsservice/web", "Ready")).toContain("condition met");
  await shop.apply(aTaskDefinition("bad", sleeper({ memory: "4096" })));
  expect(await wait("taskdef/bad", "Stalled")).toContain("condition met");
});

test("kubectl scale changes the desired count, and the count of running tasks follows", async () => {
  await shop.kubectl("scale", "ecsservice/web", "--replicas=2");
  await shop.settled("web", 2);
  const scale = async () =>
    (await shop.kubectl("get", "ecsservice", "web", "--subresource=scale", "-o", "json")) || "{}";
  await expect
    .poll(async () => JSON.parse(await scale()), within(5))
    .toMatchObject({
      spec: { replicas: 2 },
      status: { replicas: 2, selector: expect.stringContaining("service=web") },
    });
  await shop.kubectl("scale", "ecsservice/web", "--replicas=0");
  await shop.settled("web", 0);
  expect(await shop.tasks("web")).toEqual([]);
});

test("kubectl rollout and logs work on what a service is made of", async () => {
  await shop.kubectl("scale", "ecsservice/web", "--replicas=1");
  await shop.settled("web", 1);
  expect(await shop.kubectl("rollout", "status", "deployment/web", "--timeout=20s")).toContain(
    "successfully rolled out",
  );
  expect(await shop.kubectl("logs", "deployment/web")).toBe("");
});
