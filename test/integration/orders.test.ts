import { afterAll, beforeAll, expect, inject, test } from "vitest";
import * as resources from "../../src/kube/resource.ts";
import { aCluster, aService, aTaskDefinition } from "../support/given.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Place, showOnFailure } from "../support/place.ts";

/* What exists decides, not the order in which it came. */

const steps = {
  cluster: (place: Place) => place.apply(aCluster()),
  taskDefinition: (place: Place) =>
    place.apply(aTaskDefinition("web", { containerDefinitions: [{ name: "main", image: "nginx", memory: 64 }] })),
  service: (place: Place) =>
    place.apply(aService("web", { taskDefinition: "web", desiredCount: 2, kubernetes: { healthyAfterSeconds: 0 } })),
  nodes: async (place: Place) => {
    for (const name of await Promise.all([place.addNode(), place.addNode()])) await place.labelNode(name);
  },
} as const;
type Step = keyof typeof steps;

function orders(of: readonly Step[]): Step[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first) => orders(of.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

let operator: OperatorProcess;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
});
afterAll(() => operator.terminate());

async function story(order: readonly Step[]): Promise<string[]> {
  const place = await aPlace(`order-${order.map((step) => step[0]).join("")}`);
  for (const step of order) {
    await steps[step](place);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await place.untilReady(resources.services, "web");
  const state = await place.settledState();
  await place.leave();
  return state;
}

test("the order in which Cluster, TaskDefinition, Service and Node labels come changes nothing", async () => {
  showOnFailure(operator.log);
  const all = orders(["cluster", "taskDefinition", "service", "nodes"]);
  const states = await Promise.all(all.map(story));
  const [reference] = states;
  for (const [index, state] of states.entries()) expect(state, all[index]?.join(", ")).toEqual(reference);
});
