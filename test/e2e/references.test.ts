import { afterEach, expect, test } from "vitest";
import { deployments } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { waiting } from "../support/told.ts";
import { within } from "../support/wait.ts";

const shop = story("references");
afterEach(() => shop.removeServices());

const fargate = { launchType: "FARGATE", desiredCount: 1 } as const;

async function waits(service: string, reason: string, words: string): Promise<void> {
  await expect
    .poll(() => shop.service(service), within(10))
    .toMatchObject(waiting(reason, expect.stringContaining(words)));
  expect(await shop.find(deployments, service)).toBeUndefined();
}

test("a service names its task definition by family, by revision or by ARN, and its cluster by ARN", async () => {
  await shop.apply(aCluster("named"), aTaskDefinition("web", sleeper({ variable: "one" })));
  await expect.poll(() => shop.taskDefinition("web"), within(10)).toMatchObject({ status: { revision: 1 } });
  await shop.apply(aTaskDefinition("web", sleeper({ variable: "two" })));
  await expect.poll(() => shop.taskDefinition("web"), within(10)).toMatchObject({ status: { revision: 2 } });
  const cluster = "arn:aws:ecs:eu-central-1:123456789012:cluster/named";
  const arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:1";
  await shop.apply(
    aService("by-family", { cluster: "named", taskDefinition: "web", ...fargate }),
    aService("by-revision", { cluster: "named", taskDefinition: "web:1", ...fargate }),
    aService("by-arn", { cluster, taskDefinition: arn, ...fargate }),
  );
  await shop.settled("by-family", 1, "web:2");
  await shop.settled("by-revision", 1, "web:1");
  await shop.settled("by-arn", 1, "web:1");
  expect((await shop.service("by-arn"))?.status).toMatchObject({
    taskDefinition: "arn:aws:ecs:local:000000000000:task-definition/web:1",
    clusterArn: "arn:aws:ecs:local:000000000000:cluster/named",
    serviceArn: "arn:aws:ecs:local:000000000000:service/named/by-arn",
  });

  await shop.apply(aTaskDefinition("web", sleeper({ variable: "three" })));
  await shop.settled("by-family", 1, "web:3");
  await shop.settled("by-revision", 1, "web:1");
  await shop.settled("by-arn", 1, "web:1");
});

test("a service waits for what does not exist yet, in ECS's words, and goes on when it comes", async () => {
  await shop.apply(aService("early", { cluster: "late", taskDefinition: "late-task:1", ...fargate }));
  await waits("early", "WaitingForCluster", "ClusterNotFoundException: Cluster not found.");
  await shop.apply(aCluster("late"));
  await waits("early", "WaitingForTaskDefinition", "ClientException: TaskDefinition not found.");
  await shop.apply(aTaskDefinition("late-task", sleeper()));
  await shop.settled("early", 1, "late-task:1");
});

test("a revision that was never registered is waited for", async () => {
  await shop.apply(aCluster("named"), aTaskDefinition("few", sleeper()));
  await shop.apply(aService("eager", { cluster: "named", taskDefinition: "few:2", ...fargate }));
  await waits("eager", "WaitingForTaskDefinition", "few:2");
  await shop.apply(aTaskDefinition("few", sleeper({ variable: "two" })));
  await shop.settled("eager", 1, "few:2");
});

test("a reference that can never mean anything is refused", async () => {
  const wrong = aService("wrong", { taskDefinition: "web:latest", ...fargate });
  await expect(shop.apply(wrong)).rejects.toThrow("Invalid task definition reference web:latest.");
});

test("cluster, task definition and service can be created in any order", async () => {
  const orders: readonly (readonly [number, number, number])[] = [
    [0, 2, 1],
    [1, 2, 0],
    [2, 1, 0],
    [2, 0, 1],
  ];
  const created = orders.map(async (order, index) => {
    const parts = [
      aCluster(`cluster-${index}`),
      aTaskDefinition(`task-${index}`, sleeper()),
      aService(`service-${index}`, { cluster: `cluster-${index}`, taskDefinition: `task-${index}`, ...fargate }),
    ];
    for (const part of order) await shop.apply(...parts.slice(part, part + 1));
    await shop.settled(`service-${index}`, 1, `task-${index}:1`);
  });
  await Promise.all(created);
});
