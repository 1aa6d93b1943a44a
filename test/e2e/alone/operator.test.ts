import { afterEach, beforeAll, expect, test } from "vitest";
import { annotations } from "../../../src/api/labels.ts";
import type { Resource } from "../../../src/kube/resource.ts";
import {
  clusters,
  configMaps,
  coreServices,
  daemonSets,
  deployments,
  pods,
  replicaSets,
  services,
  taskDefinitions,
} from "../../support/api.ts";
import { tryKubectl } from "../../support/cluster.ts";
import { story } from "../../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../../support/manifests.ts";
import { killOperator, operatorReady, startOperator, stopOperator } from "../../support/operator.ts";
import { watchTasks } from "../../support/sampling.ts";
import { beforeAndAfter, within } from "../../support/wait.ts";

/* The operator ends in the middle of its work, and begins again. */

const shop = story("operator");

beforeAll(() => shop.apply(aCluster()));
afterEach(async () => {
  await startOperator();
  await shop.removeServices();
});

/** Versions of everything in the namespace: equal ones mean that nobody wrote. */
async function versions(): Promise<Record<string, string | undefined>> {
  const kinds: readonly Resource[] = [
    ...[clusters, taskDefinitions, services, configMaps, coreServices],
    ...[deployments, daemonSets, replicaSets, pods],
  ];
  const objects = (await Promise.all(kinds.map((kind) => shop.list(kind)))).flat();
  return Object.fromEntries(
    objects.map(({ kind, metadata }) => [`${kind} ${metadata.name}`, metadata.resourceVersion]),
  );
}

/** ReplicaSets of a service that a rollout of its own has made. */
async function rollouts(service: string): Promise<string[]> {
  const sets = await shop.list(replicaSets, `ecs.berth.dev/service=${service}`);
  return sets.map(({ metadata }) => metadata.name).toSorted();
}

test("an operator that is killed in the middle of a rollout neither spoils nor repeats it", async () => {
  const service = aService("web", {
    taskDefinition: "web",
    launchType: "FARGATE",
    desiredCount: 2,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 },
    kubernetes: { healthyAfterSeconds: 5 },
  });
  await shop.apply(aTaskDefinition("web", sleeper({ variable: "one" })), service);
  await shop.settled("web", 2, "web:1");
  const watching = await watchTasks(shop.namespace, "web");
  await shop.apply(aTaskDefinition("web", sleeper({ variable: "two" })));
  const primary = async () => (await shop.service("web"))?.status?.deployments?.[0];
  await expect
    .poll(primary, within(20))
    .toMatchObject({ taskDefinition: expect.stringMatching(/web:2$/), rolloutState: "IN_PROGRESS" });
  const deployment = await primary();

  await killOperator();
  await shop.settled("web", 2, "web:2", 90);
  expect(await primary()).toMatchObject({ id: deployment?.id, rolloutState: "COMPLETED" });
  expect(await rollouts("web")).toHaveLength(2);
  const { seen, fewestHealthy, mostTasks } = await watching.end();
  expect({ seen: seen.size, fewestHealthy, mostTasks }).toEqual({ seen: 4, fewestHealthy: 2, mostTasks: 3 });
});

test("an operator that starts again where all is as it should be writes nothing", async () => {
  await shop.apply(
    aTaskDefinition("still", sleeper()),
    aService("still", { taskDefinition: "still", launchType: "FARGATE", desiredCount: 1 }),
    aService("waiting", { taskDefinition: "nowhere", launchType: "FARGATE", desiredCount: 1 }),
    aService("refused", { taskDefinition: "still", desiredCount: 1, deploymentController: { type: "CODE_DEPLOY" } }),
  );
  await shop.settled("still", 1, "still:1");
  await expect
    .poll(async () => {
      const [before, after] = await beforeAndAfter(3, versions);
      return JSON.stringify(before) === JSON.stringify(after);
    }, within(30))
    .toBe(true);
  const before = await versions();
  await stopOperator();
  await startOperator();
  const [atOnce, later] = await beforeAndAfter(8, versions);
  expect(atOnce).toEqual(before);
  expect(later).toEqual(before);
});

/**
 * Applies a workload as an operator of another release would have: with another template for the same ECS input, the
 * hashes that go with it, and the field manager of every release.
 */
async function applyAsOlderOperator(name: string): Promise<void> {
  const { metadata, spec } = (await shop.find(deployments, name)) ?? {};
  const [container] = spec?.template.spec?.containers ?? [];
  const env = [...(container?.env ?? []), { name: "OF_ANOTHER_RELEASE", value: "yes" }];
  const pod = { ...spec?.template.spec, containers: [{ ...container, env }] };
  const hashes = { [annotations.renderedHash]: "of-another-release", [annotations.intentHash]: "of-another-release" };
  const older = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      ...{ name, namespace: shop.namespace, labels: metadata?.labels, ownerReferences: metadata?.ownerReferences },
      annotations: { ...metadata?.annotations, ...hashes },
    },
    spec: { ...spec, template: { ...spec?.template, spec: pod } },
  };
  const options = ["apply", "--server-side", "--force-conflicts", "--field-manager=berth-service", "-f", "-"];
  const { code, stderr } = await tryKubectl(options, { input: JSON.stringify(older) });
  if (code !== 0) throw new Error(stderr);
}

test("an operator that would render tasks in another way leaves those alone that an older one rendered", async () => {
  await shop.apply(aTaskDefinition("aged", sleeper({ variable: "one" })));
  await shop.apply(aService("aged", { taskDefinition: "aged", launchType: "FARGATE", desiredCount: 1 }));
  await shop.settled("aged", 1, "aged:1");
  await stopOperator();
  await applyAsOlderOperator("aged");
  await shop.kubectl("rollout", "status", "deployment/aged", "--timeout=60s");
  await expect.poll(() => shop.tasks("aged"), within(20)).toHaveLength(1);
  const [tasks, sets] = [await shop.taskIds("aged"), await rollouts("aged")];

  await startOperator();
  await shop.settled("aged", 1, "aged:1");
  // Something that is no deployment, so that the whole workload is applied anew.
  await shop.kubectl("scale", "ecsservice/aged", "--replicas=2");
  await shop.settled("aged", 2, "aged:1");
  expect(await rollouts("aged")).toEqual(sets);
  expect(await shop.taskIds("aged")).toEqual(expect.arrayContaining(tasks));
  const variables = async () =>
    (await shop.find(deployments, "aged"))?.spec?.template.spec?.containers[0]?.env?.map(({ name }) => name);
  expect(await variables()).toContain("OF_ANOTHER_RELEASE");

  await shop.apply(aTaskDefinition("aged", sleeper({ variable: "two" })));
  await shop.settled("aged", 2, "aged:2");
  expect(await variables()).toEqual(["VARIABLE"]);
});

test("what changes while nobody operates is done when somebody does", async () => {
  await shop.apply(aTaskDefinition("late", sleeper({ variable: "one" })));
  await shop.apply(
    aService("late", { taskDefinition: "late", launchType: "FARGATE", desiredCount: 1 }),
    aService("leaving", { taskDefinition: "late", launchType: "FARGATE", desiredCount: 1 }),
  );
  await shop.settled("late", 1, "late:1");
  await stopOperator();
  await shop.apply(aTaskDefinition("late", sleeper({ variable: "two" })));
  await shop.kubectl("delete", "ecsservice", "leaving");
  await shop.kubectl("delete", "deployment", "late");
  await startOperator();
  await operatorReady();
  await shop.settled("late", 1, "late:2");
  await expect.poll(() => shop.find(deployments, "leaving"), within(20)).toBeUndefined();
});
