import { beforeAll, expect, test } from "vitest";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";

/* What kubectl does to the containers of a service; what it shows of our kinds is in test/integration/kubectl.test.ts. */

const shop = story("kubectl");

beforeAll(async () => {
  const spec = { taskDefinition: "web", launchType: "FARGATE", desiredCount: 1 } as const;
  const command = ["sh", "-c", "echo started; trap exit TERM; while :; do sleep 1; done"];
  const containerDefinitions = [{ name: "main", image: "busybox:1", command }];
  await shop.apply(aCluster(), aTaskDefinition("web", sleeper({ containerDefinitions })), aService("web", spec));
  await shop.settled("web", 1);
});

test("kubectl rollout and logs work on what a service is made of", async () => {
  expect(await shop.kubectl("rollout", "status", "deployment/web", "--timeout=20s")).toContain(
    "successfully rolled out",
  );
  expect(await shop.kubectl("logs", "deployment/web")).toBe("started\n");
});

test("kubectl scale starts containers, and stops all of them", async () => {
  await shop.kubectl("scale", "ecsservice/web", "--replicas=2");
  await shop.settled("web", 2);
  await shop.kubectl("scale", "ecsservice/web", "--replicas=0");
  await shop.settled("web", 0);
  expect(await shop.tasks("web")).toEqual([]);
});
