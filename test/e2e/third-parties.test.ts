import { beforeAll, expect, test } from "vitest";
import { coreServices, deployments } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, balanced, listener } from "../support/manifests.ts";
import { throughout, within } from "../support/wait.ts";

const shop = story("third-parties");

const BACK_S = 5;

const service = aService("web", {
  taskDefinition: "web",
  launchType: "FARGATE",
  desiredCount: 1,
  ...balanced,
});

beforeAll(async () => {
  await shop.apply(aCluster(), aTaskDefinition("web", listener()), service);
  await shop.settled("web", 1);
});

const deployment = () => shop.find(deployments, "web");
const door = () => shop.find(coreServices, "web");

test("a deleted workload is back at once", async () => {
  const before = (await deployment())?.metadata.uid;
  await shop.kubectl("delete", "deployment", "web", "--wait=false");
  await expect
    .poll(async () => (await deployment())?.metadata.uid, within(BACK_S))
    .toSatisfy((uid) => uid !== undefined && uid !== before);
  await shop.settled("web", 1);
});

test("a deleted core Service is back at once", async () => {
  const before = (await door())?.metadata.uid;
  await shop.kubectl("delete", "service", "web", "--wait=false");
  await expect
    .poll(async () => (await door())?.metadata.uid, within(BACK_S))
    .toSatisfy((uid) => uid !== undefined && uid !== before);
});

test("an edited field that the service decides is put back", async () => {
  await shop.kubectl("scale", "deployment/web", "--replicas=3");
  await expect.poll(async () => (await deployment())?.spec?.replicas, within(BACK_S)).toBe(1);
  await shop.kubectl(
    "patch",
    "service",
    "web",
    "--type=json",
    '--patch=[{"op":"replace","path":"/spec/ports/0/targetPort","value":81}]',
  );
  await expect.poll(async () => (await door())?.spec?.ports?.[0]?.targetPort, within(BACK_S)).toBe(80);
  await shop.settled("web", 1);
});

test("an edited image is put back, and the task outlives it", async () => {
  await shop.settled("web", 1);
  const before = await shop.taskIds("web");
  const image = async () => (await deployment())?.spec?.template.spec?.containers[0]?.image;
  await shop.kubectl("set", "image", "deployment/web", "web=busybox:never");
  await expect.poll(image, within(BACK_S)).toBe("busybox:1");
  await expect.poll(() => shop.taskIds("web"), within(20)).toEqual(before);
});

test("a removed label is back on the same object", async () => {
  const before = await deployment();
  await shop.kubectl("label", "deployment", "web", "app.kubernetes.io/managed-by-", "ecs.berth.dev/service-");
  await expect
    .poll(async () => (await deployment())?.metadata, within(BACK_S))
    .toMatchObject({
      uid: before?.metadata.uid,
      labels: { "app.kubernetes.io/managed-by": "berth", "ecs.berth.dev/service": "web" },
    });
  expect((await shop.list(deployments)).map(({ metadata }) => metadata.name)).toEqual(["web"]);
});

test("annotations and labels of others stay", async () => {
  await shop.kubectl("annotate", "deployment,service", "web", "example.com/note=mine");
  await shop.kubectl("label", "deployment", "web", "team=shop");
  // Something of ours changes, so that all is applied anew.
  const change = { spec: { deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 } } };
  await shop.kubectl("patch", "ecsservice", "web", "--type=merge", `--patch=${JSON.stringify(change)}`);
  await expect
    .poll(async () => (await deployment())?.spec?.strategy?.rollingUpdate, within(BACK_S))
    .toEqual({ maxUnavailable: 1, maxSurge: 0 });
  await throughout(2, async () => {
    expect((await deployment())?.metadata).toMatchObject({
      annotations: { "example.com/note": "mine" },
      labels: { team: "shop" },
    });
    expect((await door())?.metadata.annotations).toMatchObject({ "example.com/note": "mine" });
  });
});

test("a deleted task is replaced", async () => {
  await shop.settled("web", 1);
  const [before] = await shop.tasks("web");
  await shop.kubectl("delete", "pod", before?.metadata.name ?? "", "--wait=false");
  await expect.poll(() => shop.taskIds("web"), within(20)).not.toContain(before?.metadata.uid);
  await shop.settled("web", 1);
  const id = before?.metadata.uid?.replaceAll("-", "") ?? "";
  await expect
    .poll(() => shop.events("web"), within(5))
    .toContainEqual(expect.stringMatching(`^\\(service web\\) has stopped 1 running tasks: \\(task ${id}\\)\\.$`));
});
