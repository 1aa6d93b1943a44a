import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import type { KubeObject } from "../../src/api/kube-object.ts";
import { labels } from "../../src/api/labels.ts";
import { clusterLabel } from "../../src/api/names.ts";
import * as resources from "../../src/kube/resource.ts";
import { type ClusterObject, clusters as clusterResource, services } from "../support/api.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { admin, aPlace, type Place, showOnFailure } from "../support/place.ts";

/* A cluster's counts are what the API server's own lists say, whatever came and went, and in which order. */

const seed = Number(process.env.BERTH_SEED ?? Date.now() % 1_000_000);
const ROUNDS = 6;

const clusters = ["default", "one", "two"] as const;
type ClusterName = (typeof clusters)[number];

/** A cluster that has instances and nothing else: no task tells the operator to look at it. */
const IDLE = "idle";

/** Services of every cluster: some run, some never start, and one wants a task on each instance. */
const specs: Readonly<Record<string, ServiceSpec>> = {
  a: { taskDefinition: "web" },
  b: { taskDefinition: "web" },
  stuck: { taskDefinition: "stuck" },
  agent: { taskDefinition: "web", schedulingStrategy: "DAEMON" },
};
const names = Object.keys(specs);

let operator: OperatorProcess;
let places: readonly Place[];
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
  places = [await aPlace("counts"), await aPlace("counts")];
});
afterAll(async () => {
  await Promise.all((places ?? []).map((place) => place.leave()));
  await operator?.terminate();
});

/** Makes a service, or changes its count where it is there. A cluster that is the default need not be named. */
function want(place: Place, cluster: ClusterName, name: string, desiredCount: number): Promise<unknown> {
  const named = cluster === "default" ? {} : { cluster };
  const counted = name === "agent" ? {} : { desiredCount };
  const spec = { ...specs[name], ...named, ...counted, kubernetes: { healthyAfterSeconds: 0 } };
  return place.apply(aService(`${cluster}-${name}`, spec));
}

/** Something that a user or an administrator does. */
type Deed = () => Promise<unknown>;

const nodes = () => places.flatMap((place) => place.nodes);

/** Deeds by numbers, so that they can be drawn and printed before there is a place. */
const deeds: Readonly<Record<string, (which: number, place: Place, cluster: ClusterName, count: number) => Deed>> = {
  want: (which, place, cluster, count) => () => want(place, cluster, pick(names, which), count),
  remove: (which, place, cluster) => () => place.delete(resources.services, `${cluster}-${pick(names, which)}`),
  label: (which, place, cluster, count) => () => place.labelNode(pick(nodes(), which), count === 0 ? IDLE : cluster),
  unlabel: (which, place) => () => place.labelNode(pick(nodes(), which), null),
};

function pick<T>(of: readonly T[], which: number): T {
  const picked = of[which % of.length];
  if (picked === undefined) throw new Error("there is nothing to choose from");
  return picked;
}

const drawn = fc.record({
  // As many changes of services as of Nodes.
  deed: fc.constantFrom("want", "want", "remove", "label", "label", "unlabel"),
  which: fc.nat(100),
  place: fc.nat(1),
  cluster: fc.constantFrom(...clusters),
  count: fc.nat(4),
});

const countsOf = ({ status }: ClusterObject) => ({
  instances: status?.registeredContainerInstancesCount,
  running: status?.runningTasksCount,
  pending: status?.pendingTasksCount,
  services: status?.activeServicesCount,
});
type Counts = ReturnType<typeof countsOf>;

/** What all clusters say of themselves. */
async function said(): Promise<Record<string, Counts>> {
  const lists = await Promise.all(places.map((place) => place.list(clusterResource)));
  return Object.fromEntries(
    lists.flat().map((object) => [`${object.metadata.namespace}.${object.metadata.name}`, countsOf(object)]),
  );
}

/** What the API server lists for all clusters. */
async function listed(): Promise<Record<string, Counts>> {
  const here = places.flatMap(({ namespace }) => [...clusters, IDLE].map((cluster) => ({ namespace, cluster })));
  const entries = here.map(async ({ namespace, cluster }): Promise<[string, Counts]> => {
    const labelSelector = `${labels.cluster}=${clusterLabel(namespace, cluster)}`;
    const phase = (name: string) =>
      list(resources.pods, { namespace, labelSelector, fieldSelector: `status.phase=${name}` });
    const counts = {
      instances: (await list(resources.nodes, { labelSelector })).length,
      running: (await phase("Running")).length,
      pending: (await phase("Pending")).length,
      services: (await list(services, { namespace })).filter(({ spec }) => (spec?.cluster ?? "default") === cluster)
        .length,
    };
    return [`${namespace}.${cluster}`, counts];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Objects that are not being deleted. */
async function list<T extends KubeObject>(resource: resources.Resource<T>, selection: object): Promise<T[]> {
  const { items } = await admin().list(resource, selection);
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Waits until nothing moves any more, and compares. */
async function compare(what: string): Promise<Counts[]> {
  await Promise.all(places.map((place) => place.settledState({}, undefined, 60)));
  const counts = await said();
  expect(counts, `seed ${seed}, after ${what}`).toEqual(await listed());
  return Object.values(counts);
}

test(`the counts of eight clusters in two namespaces are those of the lists, whatever comes and goes (seed ${seed})`, async () => {
  showOnFailure(operator.log);
  const containerDefinitions = (image: string) => [{ name: "main", image, memory: 64 }];
  for (const place of places) {
    await place.apply(aTaskDefinition("web", { containerDefinitions: containerDefinitions("nginx") }));
    await place.apply(aTaskDefinition("stuck", { containerDefinitions: containerDefinitions("stuck") }));
    await place.apply(aCluster(IDLE));
    await place.addNode(IDLE);
    for (const cluster of clusters) {
      await place.apply(aCluster(cluster));
      await place.addNode(cluster);
      await Promise.all(names.map((name) => want(place, cluster, name, 2)));
    }
  }
  const first = await compare("the start");
  const busy = { instances: 1, running: 5, pending: 2, services: 4 };
  const idle = { instances: 1, running: 0, pending: 0, services: 0 };
  expect(first).toEqual([...Array(2)].flatMap(() => [busy, idle, busy, busy]));

  const rounds = fc.sample(fc.array(drawn, { minLength: 8, maxLength: 16 }), { numRuns: ROUNDS, seed });
  for (const round of rounds) {
    const told = round.map(({ deed, which, place, cluster, count }) => [deed, which, place, cluster, count].join(" "));
    // One after the other and without a pause, so that the operator sees them while it is at work.
    for (const { deed, which, place, cluster, count } of round) {
      await deeds[deed]?.(which, pick(places, place), cluster, count)();
    }
    await compare(told.join(", "));
  }
});
