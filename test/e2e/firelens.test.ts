import { afterAll, expect, test } from "vitest";
import type { ContainerDefinition } from "../../src/api/index.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { within } from "../support/wait.ts";

const shop = story("firelens");
afterAll(() => shop.removeServices());

// There is no Fluent Bit among the images: a listener keeps what a router would be sent.
const router: ContainerDefinition = {
  name: "log_router",
  image: "busybox:1",
  entryPoint: ["sh", "-c"],
  command: ["cat /fluent-bit/etc/fluent-bit.conf; env | grep FIRELENS; nc -l -p 24224 >/tmp/sink"],
  stopTimeout: 2,
  firelensConfiguration: { type: "fluentbit" },
};

const app: ContainerDefinition = {
  name: "app",
  image: "busybox:1",
  entryPoint: ["sh", "-c"],
  command: ["echo a line for the sink; trap exit TERM; while :; do sleep 1; done"],
  user: "1000:1000",
  readonlyRootFilesystem: true,
  logConfiguration: { logDriver: "awsfirelens", options: { Name: "file", Path: "/sink" } },
};

test("a line of a container reaches the log router of its task, which has its configuration", async () => {
  await shop.apply(
    aCluster(),
    aTaskDefinition("routed", sleeper({ containerDefinitions: [router, app] })),
    aService("routed", { taskDefinition: "routed", launchType: "FARGATE", desiredCount: 1 }),
  );
  await shop.settled("routed", 1, "routed:1");
  const [task] = await shop.tasks("routed");
  const pod = task?.metadata.name ?? "";
  const sink = `--container=${task?.spec?.containers?.find(({ name }) => name !== "app")?.name}`;
  const received = () => shop.kubectl("exec", pod, sink, "--", "cat", "/tmp/sink");
  await expect.poll(received, within(30)).toContain("a line for the sink");
  for (const text of ["app-firelens", "container_name", "stdout"]) expect(await received()).toContain(text);
  const started = await shop.kubectl("logs", pod, sink);
  expect(started).toContain("[OUTPUT]\n    Name file\n    Match app-firelens*\n    Path /sink\n");
  expect(started).toContain("FIRELENS_TASK_DEFINITION=routed:1");
  expect(started).toContain("FIRELENS_CLUSTER=e2e-firelens.default");
  expect(await shop.kubectl("logs", pod, "--container=app")).toBe("a line for the sink\n");
});
