import { afterAll, beforeAll, describe, inject, test } from "vitest";
import * as resources from "../../src/kube/resource.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { admin, aPlace, type Place, showOnFailure } from "../support/place.ts";

/* Whatever is deleted first, and however, what was Berth's goes and what was not stays. */

let operator: OperatorProcess;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
});
afterAll(() => operator?.terminate());

const by = { fieldManager: "somebody" };
const service = () =>
  aService("web", {
    taskDefinition: "web",
    desiredCount: 2,
    loadBalancers: [{ containerName: "main", containerPort: 80 }],
    kubernetes: { healthyAfterSeconds: 0 },
  });

async function placeWithService(): Promise<Place> {
  const place = await aPlace("delete");
  await Promise.all([place.addNode("default"), place.addNode("default")]);
  const containerDefinitions = [{ name: "main", image: "nginx", memory: 64, portMappings: [{ containerPort: 80 }] }];
  await place.apply(aCluster());
  await place.apply(aTaskDefinition("web", { containerDefinitions }));
  await place.apply(service());
  const { namespace } = place;
  const template = {
    metadata: { labels: { app: "theirs" } },
    spec: { containers: [{ name: "main", image: "nginx" }] },
  };
  const spec = { replicas: 1, selector: { matchLabels: { app: "theirs" } }, template };
  const metadata = { namespace, name: "theirs" };
  await admin().create(resources.deployments, { metadata, spec } as never, by);
  await admin().create(resources.configMaps, { metadata, data: { a: "b" } } as never, by);
  await place.untilReady(resources.services, "web");
  return place;
}

/** Names of all objects of a place but Pods and ReplicaSets, each with its kind. */
async function objects(place: Place): Promise<string[]> {
  const kinds: readonly resources.Resource[] = [
    ...[resources.clusters, resources.taskDefinitions, resources.services, resources.configMaps],
    ...[resources.deployments, resources.daemonSets, resources.coreServices],
  ];
  const lists = await Promise.all(kinds.map((kind) => place.list(kind)));
  const names = lists.flatMap((list, index) => list.map(({ metadata }) => `${kinds[index]?.plural}/${metadata.name}`));
  return names.filter((name) => name !== "configmaps/kube-root-ca.crt").toSorted();
}

const THEIRS = ["configmaps/theirs", "deployments/theirs"];
const REVISIONS = ["configmaps/taskdef-counter.web", "configmaps/taskdef-web-1"];

type Thing = "service" | "taskDefinition" | "cluster";

const things: Readonly<Record<Thing, readonly [resources.Resource, string]>> = {
  service: [resources.services, "web"],
  taskDefinition: [resources.taskDefinitions, "web"],
  cluster: [resources.clusters, "default"],
};

const orders: readonly [Thing, Thing, Thing][] = [
  ["service", "taskDefinition", "cluster"],
  ["service", "cluster", "taskDefinition"],
  ["taskDefinition", "service", "cluster"],
  ["taskDefinition", "cluster", "service"],
  ["cluster", "service", "taskDefinition"],
  ["cluster", "taskDefinition", "service"],
];

async function deleteAll(place: Place, order: readonly Thing[], policy: "Background" | "Foreground" | "Orphan") {
  for (const thing of order) await place.delete(...things[thing], policy);
  await place.untilGone(...things.service);
  await place.untilGone(...things.taskDefinition);
  // A cluster waits for its instances, which only an administrator can take away.
  await Promise.all(place.nodes.map((name) => place.labelNode(name, null)));
}

describe.concurrent.for(orders)("%s, then %s, then %s", (order) => {
  test.for(["Background", "Foreground"] as const)(
    "%s deletion leaves the revisions and what is not ours",
    async (policy, { expect, onTestFailed }) => {
      showOnFailure(() => operator.log(), onTestFailed);
      const place = await placeWithService();
      await deleteAll(place, order, policy);
      await place.untilGone(resources.deployments, "web");
      await place.untilGone(...things.cluster);
      await expect.poll(() => objects(place), { timeout: 20_000 }).toEqual([...REVISIONS, ...THEIRS].toSorted());
      await expect
        .poll(async () => (await place.list(resources.pods)).map(({ metadata }) => metadata.labels?.app), {
          timeout: 20_000,
        })
        .toEqual(["theirs"]);
      const revision = await place.find(resources.configMaps, "taskdef-web-1");
      expect(revision?.metadata.labels?.["ecs.berth.dev/status"]).toBe("INACTIVE");
      await place.leave();
    },
  );

  test("orphaning deletion leaves the tasks running, and nobody takes them for his own again", async ({
    expect,
    onTestFailed,
  }) => {
    showOnFailure(() => operator.log(), onTestFailed);
    const place = await placeWithService();
    const uids = async () =>
      (await place.list(resources.pods, "ecs.berth.dev/service=web")).map(({ metadata }) => metadata.uid).toSorted();
    const before = await uids();
    await deleteAll(place, order, "Orphan");
    const left = await place.until(
      resources.deployments,
      "web",
      (object) => object !== undefined && !object.metadata.ownerReferences?.length,
    );
    expect(left?.metadata.deletionTimestamp).toBeUndefined();
    // The cluster is not empty: it stays, going, as ECS refuses to delete it.
    await place.until(resources.clusters, "default", (object) => object?.metadata.deletionTimestamp !== undefined);
    await place.apply(service());
    await place.until(resources.services, "web", (object) => object !== undefined && reasonOf(object) !== undefined);
    await place.settledState();
    expect(await uids()).toEqual(before);
    expect((await place.find(resources.deployments, "web"))?.metadata).toMatchObject({ uid: left?.metadata.uid });
    await place.leave();
  });
});

function reasonOf({ status }: { status?: unknown }): string | undefined {
  const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; reason: string }[] };
  return conditions.find(({ type }) => type === "Ready")?.reason;
}
