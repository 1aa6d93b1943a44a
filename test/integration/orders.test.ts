import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import * as resources from "../../src/kube/resource.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Place, showOnFailure } from "../support/place.ts";

/* What exists decides, not the order in which it came, and not what was there before. */

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const service = (spec: ServiceSpec = {}) =>
  aService("web", { taskDefinition: "web", desiredCount: 2, kubernetes: { healthyAfterSeconds: 0 }, ...spec });

const taskDefinition = (memory = 64, portMappings = [{ containerPort: 80 }]) =>
  aTaskDefinition("web", { containerDefinitions: [{ name: "main", image: "nginx", memory, portMappings }] });

/** The four things that a service needs, as they are in the end. */
const things = {
  cluster: (place: Place) => place.apply(aCluster()),
  taskDefinition: (place: Place) => place.apply(taskDefinition()),
  service: (place: Place) => place.apply(service()),
  nodes: (place: Place) => Promise.all(place.nodes.map((name) => place.labelNode(name))),
} as const;
type Thing = keyof typeof things;

const all: readonly Thing[] = ["cluster", "taskDefinition", "service", "nodes"];

function orders(of: readonly Thing[]): Thing[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first) => orders(of.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

/** What a user may do on the way to what he wants; all of it is undone by `things`. */
const detours: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
  "delete the cluster, and first what is in it": async (place) => {
    await place.delete(resources.services, "web");
    await Promise.all(place.nodes.map((name) => place.labelNode(name, null)));
    await place.delete(resources.clusters, "default");
    await place.untilGone(resources.clusters, "default");
  },
  "delete the task definition": (place) => place.delete(resources.taskDefinitions, "web"),
  "delete the service": (place) => place.delete(resources.services, "web"),
  "take an instance away": (place) => place.labelNode(place.nodes[0] ?? "", null),
  "change the task definition": (place) => place.apply(taskDefinition(128)),
  "close the port": (place) => place.apply(taskDefinition(64, [])),
  "spoil the task definition": (place) => place.apply(taskDefinition(5)),
  "want more tasks": (place) => place.apply(service({ desiredCount: 4 })),
  "want none": (place) => place.apply(service({ desiredCount: 0 })),
  "leave no room": (place) =>
    place.apply(service({ deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } })),
  "put it behind a load balancer": (place) =>
    place.apply(service({ loadBalancers: [{ containerName: "main", containerPort: 80 }] })),
  "deploy anew": (place) => place.apply(service({ kubernetes: { healthyAfterSeconds: 0, forceNewDeployment: "now" } })),
  "ask for what there is not": (place) => place.apply(service({ taskDefinition: "web:77" })),
  "wait a little": () => pause(150),
};

let operator: OperatorProcess;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
});
afterAll(() => operator?.terminate());

async function placeWithNodes(name: string): Promise<Place> {
  const place = await aPlace(name);
  await Promise.all([place.addNode(), place.addNode()]);
  return place;
}

test("the order in which Cluster, TaskDefinition, Service and Node labels come changes nothing", async () => {
  showOnFailure(operator.log);
  const states = await Promise.all(
    orders(all).map(async (order) => {
      const place = await placeWithNodes(`order-${order.map(([letter]) => letter).join("")}`);
      for (const thing of order) {
        await things[thing](place);
        // Longer than a status waits: only what comes may wake the operator.
        await pause(1200);
      }
      await place.untilReady(resources.services, "web");
      const state = await place.settledState();
      await place.leave();
      return { order, state };
    }),
  );
  const [reference] = states;
  for (const { order, state } of states) expect(state, order.join(", ")).toEqual(reference?.state);
});

test("whatever a user did before, the same manifests end in the same state", async () => {
  showOnFailure(operator.log);
  const action = fc.oneof(fc.constantFrom(...Object.keys(detours)), fc.constantFrom(...all));
  const journeys = fc.sample(fc.array(action, { minLength: 3, maxLength: 12 }), { numRuns: 20, seed: 4 });
  const states = await Promise.all(
    [[], ...journeys].map(async (journey) => {
      const place = await placeWithNodes("journey");
      for (const name of journey) await (detours[name] ?? things[name as Thing])(place);
      for (const thing of all) await things[thing](place);
      await place.untilReady(resources.services, "web", 60);
      const state = await place.settledState({ uncounted: true });
      await place.leave();
      return { journey, state };
    }),
  );
  const [straight] = states;
  for (const { journey, state } of states) expect(state, journey.join(", ")).toEqual(straight?.state);
});
