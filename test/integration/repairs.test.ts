import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { labels } from "../../src/api/labels.ts";
import * as resources from "../../src/kube/resource.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Place, showOnFailure } from "../support/place.ts";

/* What others do to Berth's objects is put right, and what others own is left alone. */

let operator: OperatorProcess;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
});
afterAll(() => operator?.terminate());

async function placeWithServices(): Promise<Place> {
  const place = await aPlace("repair");
  await Promise.all([place.addNode("default"), place.addNode("default")]);
  const kubernetes = { healthyAfterSeconds: 0 };
  const containerDefinitions = [{ name: "main", image: "nginx", memory: 64, portMappings: [{ containerPort: 80 }] }];
  await place.apply(aCluster());
  await place.apply(aTaskDefinition("web", { containerDefinitions }));
  const loadBalancers = [{ containerName: "main", containerPort: 80 }];
  await place.apply(aService("web", { taskDefinition: "web", desiredCount: 2, loadBalancers, kubernetes }));
  await place.apply(aService("agent", { taskDefinition: "web", schedulingStrategy: "DAEMON", kubernetes }));
  await Promise.all(["web", "agent"].map((name) => place.untilReady(resources.services, name)));
  return place;
}

type Harm = (place: Place, resource: resources.Resource, name: string) => Promise<unknown>;

const gone = { [labels.managedBy]: null, [labels.service]: null, [labels.cluster]: null };

const harms: Readonly<Record<string, Harm>> = {
  "it was deleted": (place, resource, name) => place.delete(resource, name),
  "it lost its labels": (place, resource, name) => place.patch(resource, name, { metadata: { labels: gone } }),
  "it lost its annotations": (place, resource, name) =>
    place.patch(resource, name, { metadata: { annotations: null } }),
  "a field of Berth's was edited": (place, resource, name) =>
    place.patchSpec(resource, name, edits[resource.kind] ?? {}),
  "there is a copy under another name": (place, resource, name) => place.copy(resource, name, `${name}-copy`),
  "it was made anew under another name": async (place, resource, name) => {
    await place.copy(resource, name, `${name}-copy`);
    await place.delete(resource, name);
  },
};

/** An edit of fields that Berth owns. */
const edits: Readonly<Record<string, Record<string, unknown>>> = {
  Deployment: { replicas: 7, minReadySeconds: 9 },
  DaemonSet: { minReadySeconds: 9, template: { metadata: { labels: { [labels.revision]: "9" } } } },
  Service: { selector: { [labels.service]: "another" } },
};

const children: readonly [kind: string, resource: resources.Resource, name: string][] = [
  ["Deployment", resources.deployments, "web"],
  ["DaemonSet", resources.daemonSets, "agent"],
  ["core Service", resources.coreServices, "web"],
];

describe.concurrent.for(children)("a %s", ([, resource, name]) => {
  test("is as it was, whatever was done to it", async ({ onTestFailed }) => {
    showOnFailure(() => operator.log(), onTestFailed);
    const place = await placeWithServices();
    const before = await place.settledState(uncounted);
    for (const [what, harm] of Object.entries(harms)) {
      await harm(place, resource, name);
      expect(await place.settledState(uncounted, before), what).toEqual(before);
    }
    await place.leave();
  });

  test("keeps what somebody else added", async ({ onTestFailed }) => {
    showOnFailure(() => operator.log(), onTestFailed);
    const place = await placeWithServices();
    const theirs = { labels: { team: "a" }, annotations: { note: "mine" } };
    await place.patch(resource, name, { metadata: theirs });
    await place.patchSpec(resources.services, "web", { desiredCount: 3 });
    await place.until(resources.deployments, "web", { spec: { replicas: 3 } });
    await place.settledState();
    expect((await place.find(resource, name))?.metadata).toMatchObject(theirs);
    await place.leave();
  });
});

const uncounted = { uncounted: true };
