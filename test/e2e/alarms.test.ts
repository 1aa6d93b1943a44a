import { afterEach, beforeAll, expect, test } from "vitest";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, listener, sleeper } from "../support/manifests.ts";
import { within } from "../support/wait.ts";

/* An alarm is an HTTP address that answers with something else than 2xx. */

const shop = story("alarms");

beforeAll(async () => {
  await shop.apply(aCluster(), aTaskDefinition("probe", listener()));
  const loadBalancers = [{ containerName: "web", containerPort: 80 }];
  // It answers 404 until somebody writes the page.
  await shop.apply(
    aService("probe", { taskDefinition: "probe", launchType: "FARGATE", desiredCount: 1, loadBalancers }),
  );
  await shop.settled("probe", 1);
});
afterEach(() => shop.kubectl("delete", "ecsservice", "web", "--ignore-not-found"));

async function page(exists: boolean): Promise<void> {
  const [task] = await shop.tasks("probe");
  const write = exists ? "echo fine > /alarm.txt" : "rm -f /alarm.txt";
  await shop.kubectl("exec", task?.metadata.name ?? "", "--", "sh", "-c", write);
}

const web = () =>
  aService("web", {
    taskDefinition: "web",
    launchType: "FARGATE",
    desiredCount: 1,
    deploymentConfiguration: { alarms: { alarmNames: ["errors"], enable: true, rollback: true } },
    kubernetes: { alarms: [{ name: "errors", url: `http://probe.${shop.namespace}.svc.cluster.local/alarm.txt` }] },
  });
const status = async () => (await shop.service("web"))?.status;

test("an alarm that goes off while a deployment bakes fails it, and the service goes back", async () => {
  await page(true);
  await shop.apply(aTaskDefinition("web", sleeper({ variable: "one" })), web());
  await shop.settled("web", 1, "web:1", 90);
  await shop.apply(aTaskDefinition("web", sleeper({ variable: "two" })));
  await expect.poll(status, within(60)).toMatchObject({
    runningCount: 1,
    kubernetes: { rollout: { alarmsCount: true, bakingSince: expect.any(String) } },
  });
  await page(false);
  await expect
    .poll(async () => (await status())?.serviceDeployments?.[0]?.status, within(90))
    .toBe("ROLLBACK_SUCCESSFUL");
  expect(await status()).toMatchObject({ taskDefinition: expect.stringMatching(/web:1$/) });
  expect((await status())?.serviceDeployments?.[0]?.rollback?.reason).toBe("ECS deployment alarms: errors in ALARM.");
}, 300_000);

test("an alarm that was on before a deployment says nothing about it", async () => {
  await page(false);
  await shop.apply(aTaskDefinition("web", sleeper({ variable: "three" })), web());
  await shop.settled("web", 1, undefined, 90);
  expect((await status())?.deployments).toMatchObject([{ rolloutState: "COMPLETED" }]);
});
