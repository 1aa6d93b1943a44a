import { expect, test } from "vitest";
import { coreServices, deployments } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, balanced, listener, sleeper } from "../support/manifests.ts";
import { stalled } from "../support/told.ts";
import { throughout, within } from "../support/wait.ts";

const shop = story("conflicts");

// Somebody else's name is looked at again after 30 seconds.
const HEALED_S = 35;

test.concurrent("somebody else's Deployment of the same name is never touched; when it is gone, the service comes", async () => {
  await shop.kubectl("create", "deployment", "web", "--image=busybox:1", "--replicas=0");
  // Until its controller has said its say.
  await shop.kubectl("wait", "deployment/web", "--for=condition=Available", "--timeout=20s");
  const before = await shop.stored("deployment", "web");
  await shop.apply(aCluster(), aTaskDefinition("web", sleeper()));
  await shop.apply(aService("web", { taskDefinition: "web", launchType: "FARGATE", desiredCount: 1 }));
  await expect
    .poll(() => shop.service("web"), within(10))
    .toMatchObject(stalled("NameConflict", 'Deployment "web" exists and belongs to somebody else'));
  await throughout(5, async () => expect(await shop.stored("deployment", "web")).toBe(before));
  expect(await shop.kubectl("events", "--for=ecsservice/web")).toContain("NameConflict");

  await shop.kubectl("delete", "deployment", "web");
  await shop.settled("web", 1, "web:1", HEALED_S + 15);
  expect((await shop.find(deployments, "web"))?.metadata.ownerReferences?.[0]?.kind).toBe("Service");
});

test.concurrent("somebody else's core Service of the same name is never touched; when it is gone, ours comes", async () => {
  await shop.kubectl("create", "service", "clusterip", "door", "--tcp=8080");
  const before = await shop.stored("service", "door");
  await shop.apply(aCluster(), aTaskDefinition("door", listener()));
  await shop.apply(
    aService("door", {
      taskDefinition: "door",
      launchType: "FARGATE",
      desiredCount: 1,
      ...balanced,
    }),
  );
  await expect
    .poll(() => shop.service("door"), within(10))
    .toMatchObject(stalled("NameConflict", 'Service "door" exists and belongs to somebody else'));
  await throughout(5, async () => expect(await shop.stored("service", "door")).toBe(before));

  await shop.kubectl("delete", "service", "door");
  await shop.settled("door", 1, "door:1", HEALED_S + 15);
  expect((await shop.find(coreServices, "door"))?.spec?.ports?.[0]?.port).toBe(80);
});
