import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";
import type { Resource } from "../../src/kube/resource.ts";
import { configMaps, coreServices, daemonSets, deployments, pods } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { logAbout } from "../support/operator.ts";
import { stalled } from "../support/told.ts";
import { beforeAndAfter, within } from "../support/wait.ts";

const shop = story("refusals");

const container = { name: "main", image: "busybox:1", memory: 16 };

/** Everything that Berth could have made in the namespace. */
async function made(): Promise<string[]> {
  const kinds: readonly Resource[] = [deployments, daemonSets, coreServices, pods, configMaps];
  const found = await Promise.all(kinds.map((kind) => shop.list(kind, "app.kubernetes.io/managed-by=berth")));
  return found.flat().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

type Refused<Spec> = readonly (readonly [what: string, spec: Spec, message: string])[];

const mounting = (...mountPoints: readonly { sourceVolume: string; containerPath: string }[]) => ({
  containerDefinitions: [{ ...container, mountPoints: [...mountPoints] }],
});

/** What the API server refuses by the CRD's rules: such an object is not even stored. */
const impossibleTaskDefinitions: Refused<Partial<TaskDefinitionSpec>> = [
  [
    "no essential container",
    { containerDefinitions: [{ ...container, essential: false }] },
    "ClientException: Task definition impossible doesn't have any essential container.",
  ],
  [
    "no memory anywhere",
    { containerDefinitions: [{ name: "main", image: "busybox:1" }] },
    "ClientException: Invalid setting for container 'main'. At least one of 'memory' or 'memoryReservation' must be specified.",
  ],
  ["an unknown volume", mounting({ sourceVolume: "nowhere", containerPath: "/data" }), "Unknown volume 'nowhere'."],
  [
    "other ports on host and container in awsvpc",
    sleeper({ containerDefinitions: [{ ...container, portMappings: [{ containerPort: 80, hostPort: 8080 }] }] }),
    "ClientException: When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
  ],
];

/** What the operator refuses. */
const refusedTaskDefinitions: Refused<Partial<TaskDefinitionSpec>> = [
  [
    "a size that Fargate does not have",
    sleeper({ cpu: "256", memory: "4096" }),
    "ClientException: No Fargate configuration exists for given values.",
  ],
  [
    "two mounts at one place",
    {
      ...mounting(...["/data", "/data"].map((containerPath) => ({ sourceVolume: "scratch", containerPath }))),
      volumes: [{ name: "scratch" }],
    },
    "ClientException: Duplicate mount point: /data",
  ],
];

const impossibleServices: Refused<ServiceSpec> = [
  [
    "a DAEMON with a desired count",
    { taskDefinition: "fine", schedulingStrategy: "DAEMON", desiredCount: 2 },
    "InvalidParameterException: The daemon scheduling strategy does not support a desired count for services.",
  ],
  [
    "no desired count",
    { taskDefinition: "fine" },
    "InvalidParameterException: A desired count is required for the REPLICA scheduling strategy.",
  ],
  [
    "a reference that can never mean anything",
    { taskDefinition: "fine:latest", desiredCount: 1 },
    "InvalidParameterException: Invalid task definition reference fine:latest.",
  ],
];

const refusedServices: Refused<ServiceSpec> = [
  [
    "Fargate for a task definition that cannot",
    { taskDefinition: "ec2-only", launchType: "FARGATE", desiredCount: 1 },
    "InvalidParameterException: Task definition does not support launch_type FARGATE.",
  ],
  [
    "a load balancer before a container that is not there",
    {
      taskDefinition: "fine",
      desiredCount: 1,
      launchType: "FARGATE",
      loadBalancers: [{ containerName: "proxy", containerPort: 80, targetGroupArn: "any" }],
    },
    "InvalidParameterException: The container proxy does not exist in the task definition.",
  ],
];

describe("what is wrong in itself is refused in ECS's words when it is applied:", () => {
  test.each(impossibleTaskDefinitions)("a task definition with %s", async (_what, spec, message) => {
    await expect(shop.apply(aTaskDefinition("impossible", spec))).rejects.toThrow(message);
  });

  test.each(impossibleServices)("a service with %s", async (_what, spec, message) => {
    await expect(shop.apply(aService("impossible", spec))).rejects.toThrow(message);
  });

  test("all that is wrong at once", async () => {
    const wrong = [{ name: "main", image: "", essential: false, mountPoints: [{ sourceVolume: "nowhere" }] }];
    const refusal = shop.apply(aTaskDefinition("impossible", { containerDefinitions: wrong }));
    await expect(refusal).rejects.toThrow(/(ClientException: .*){4}/s);
  });
});

describe("a task definition is refused in ECS's words, and nothing is made of it:", () => {
  test.each(refusedTaskDefinitions)("%s", async (what, spec, message) => {
    const name = what.replaceAll(/[^a-z]+/gi, "-").toLowerCase();
    await shop.apply(aTaskDefinition(name, spec));
    await expect
      .poll(() => shop.taskDefinition(name), within(5))
      .toMatchObject(stalled("InvalidParameter", expect.stringContaining(message)));
    expect(await made()).toEqual([]);
  });
});

test("all that is wrong is said at once by the operator, too", async () => {
  const mountPoints = ["data", "/a:b", "/x", "/x"].map((containerPath) => ({ sourceVolume: "scratch", containerPath }));
  await shop.apply(aTaskDefinition("twice", { ...mounting(...mountPoints), volumes: [{ name: "scratch" }] }));
  await expect.poll(() => shop.taskDefinition("twice"), within(5)).toMatchObject(stalled("InvalidParameter"));
  const message = (await shop.taskDefinition("twice"))?.conditions.Ready?.message ?? "";
  expect(message.split("\n").length).toBeGreaterThanOrEqual(3);
});

test("what is refused is left in peace until it is changed, and then it is as if nothing had been", async () => {
  const since = new Date();
  await shop.apply(
    aCluster(),
    aTaskDefinition("broken", sleeper({ memory: "4096" })),
    aService("broken", { taskDefinition: "broken", desiredCount: 1, deploymentController: { type: "CODE_DEPLOY" } }),
  );
  await expect.poll(() => shop.taskDefinition("broken"), within(5)).toMatchObject(stalled("InvalidParameter"));
  await expect.poll(() => shop.service("broken"), within(5)).toMatchObject(stalled("InvalidParameter"));
  const versions = async () => [
    (await shop.taskDefinition("broken"))?.metadata.resourceVersion,
    (await shop.service("broken"))?.metadata.resourceVersion,
  ];
  const [before, after] = await beforeAndAfter(10, versions);
  expect(after).toEqual(before);
  expect((await logAbout(shop.namespace, since)).filter(({ level }) => level >= 40)).toEqual([]);
  expect((await logAbout(shop.namespace, since)).length).toBeLessThan(20);

  await shop.apply(aTaskDefinition("broken", sleeper()));
  await expect
    .poll(() => shop.taskDefinition("broken"), within(5))
    .toMatchObject({ current: true, conditions: { Ready: { status: "True" }, Stalled: { status: "False" } } });
  await shop.kubectl("delete", "ecsservice/broken", "taskdef/broken");
});

describe("a service is refused in ECS's words, and nothing is made of it:", () => {
  test.each(refusedServices)("%s", async (what, spec, message) => {
    await shop.apply(
      aCluster(),
      aTaskDefinition("fine", sleeper()),
      aTaskDefinition("ec2-only", { containerDefinitions: [container] }),
    );
    const name = what.replaceAll(/[^a-z]+/gi, "-").toLowerCase();
    await shop.apply(aService(name, spec));
    await expect
      .poll(() => shop.service(name), within(5))
      .toMatchObject(stalled("InvalidParameter", expect.stringContaining(message)));
    expect((await made()).filter((object) => !object.startsWith("ConfigMap"))).toEqual([]);
  });
});

test("a running service keeps its tasks while its new task definition is refused", async () => {
  await shop.apply(aCluster(), aTaskDefinition("turning", sleeper()));
  await shop.apply(aService("turning", { taskDefinition: "turning", launchType: "FARGATE", desiredCount: 1 }));
  await shop.settled("turning", 1, "turning:1");
  const tasks = await shop.taskIds("turning");
  await shop.apply(aTaskDefinition("turning", sleeper({ memory: "513" })));
  await expect.poll(() => shop.taskDefinition("turning"), within(5)).toMatchObject(stalled("InvalidParameter"));
  expect(await shop.taskIds("turning")).toEqual(tasks);
  await shop.settled("turning", 1, "turning:1");
});
