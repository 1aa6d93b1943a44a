import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import * as resources from "../../src/kube/resource.ts";
import { type ServiceObject, services } from "../support/api.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, kubectl, type Place, showOnFailure } from "../support/place.ts";
import { told } from "../support/told.ts";

/* What somebody sees who has nothing but kubectl. Descriptions are in describe, explanations in schema/objects. */

let operator: OperatorProcess;
let place: Place;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
  place = await aPlace("kubectl");
  await place.addNode();
  await place.apply(aCluster());
  await place.apply(aTaskDefinition("web", sleeper()));
  await place.apply(service(1));
  await settled(1);
  await place.until(resources.clusters, "default", { status: { runningTasksCount: 1, activeServicesCount: 1 } });
});
afterAll(async () => {
  await place?.leave();
  await operator?.terminate();
});

const service = (desiredCount: number) =>
  aService("web", {
    taskDefinition: "web",
    launchType: "FARGATE",
    desiredCount,
    kubernetes: { healthyAfterSeconds: 0 },
  });

const settled = (running: number) =>
  place.until<ServiceObject>(services, "web", (live) => {
    const { current, conditions, status } = told(live) ?? {};
    return current === true && conditions?.Ready?.status === "True" && status?.runningCount === running;
  });

/** What kubectl prints for the namespace. */
async function printed(...args: readonly string[]): Promise<string> {
  return (await kubectl(...args, "-n", place.namespace)).stdout;
}

/** The words of a table: its head, then its lines. */
async function table(...args: readonly string[]): Promise<string[][]> {
  const lines = (await printed("get", ...args)).trim().split("\n");
  return lines.map((line) => line.trim().split(/\s{2,}/));
}

const AGE = expect.stringMatching(/^\d+[ms]/);

describe("kubectl get shows", () => {
  test("services as ECS counts them", async () => {
    const [head, line] = await table("ecsservices");
    expect(head?.join(" ")).toBe("NAME CLUSTER STATUS DESIRED RUNNING PENDING TASKDEFINITION ROLLOUT AGE");
    expect(line).toEqual(["web", "default", "ACTIVE", "1", "1", "0", "web:1", "COMPLETED", AGE]);
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
    expect(await printed("get", "ecssvc", "-o", "name")).toBe("service.ecs.berth.dev/web\n");
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
    const names = await printed("get", "ecs", "-o", "name");
    expect(names.trim().split("\n").toSorted()).toEqual([
      "cluster.ecs.berth.dev/default",
      "service.ecs.berth.dev/web",
      "taskdefinition.ecs.berth.dev/web",
    ]);
  });

  test("Kubernetes' own services under their own names", async () => {
    await printed("create", "service", "clusterip", "core", "--tcp=80");
    expect(await printed("get", "svc", "-o", "name")).toBe("service/core\n");
    expect(await printed("get", "services", "-o", "name")).toBe("service/core\n");
  });
});

test("kubectl wait returns when a service is ready, and when a refusal is final", async () => {
  const wait = (object: string, condition: string) =>
    printed("wait", object, `--for=condition=${condition}`, "--timeout=20s");
  expect(await wait("ecsservice/web", "Ready")).toContain("condition met");
  await place.apply(aTaskDefinition("bad", sleeper({ memory: "4096" })));
  expect(await wait("taskdef/bad", "Stalled")).toContain("condition met");
});

test("kubectl scale changes the desired count, and the count of running tasks follows", async () => {
  showOnFailure(operator.log);
  const tasks = () => place.list(resources.pods, "ecs.berth.dev/service=web");
  await printed("scale", "ecsservice/web", "--replicas=2");
  await settled(2);
  const scale = JSON.parse(await printed("get", "ecsservice", "web", "--subresource=scale", "-o", "json"));
  const selector = "ecs.berth.dev/service=web";
  expect(scale).toMatchObject({
    spec: { replicas: 2 },
    status: { replicas: 2, selector: expect.stringContaining(selector) },
  });
  expect(await tasks()).toHaveLength(2);
  await printed("scale", "ecsservice/web", "--replicas=0");
  await settled(0);
  await expect.poll(tasks, { timeout: 10_000 }).toEqual([]);
});
