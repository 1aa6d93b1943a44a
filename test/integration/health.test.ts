import { beforeAll, expect, inject, test } from "vitest";
import type { KubeObject } from "../../src/api/kube-object.ts";
import * as resources from "../../src/kube/resource.ts";
import { argoHealthOf, kstatusOf } from "../support/health.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, isReady, type Place } from "../support/place.ts";

/* What Helm, Flux (kstatus) and Argo CD make of real objects, on every path that an object can take. */

interface Moment {
  readonly object: KubeObject;
  readonly kstatus: "InProgress" | "Current" | "Failed" | "Terminating";
  readonly argo: "Progressing" | "Healthy" | "Degraded";
  /** Part of what Argo CD shows. */
  readonly says: string;
}

const IN_PROGRESS = { kstatus: "InProgress", argo: "Progressing" } as const;
const CURRENT = { kstatus: "Current", argo: "Healthy" } as const;
const FAILED = { kstatus: "Failed", argo: "Degraded" } as const;
const TERMINATING = { kstatus: "Terminating", argo: "Progressing", says: "being deleted" } as const;

const kinds = {
  Cluster: resources.clusters,
  TaskDefinition: resources.taskDefinitions,
  Service: resources.services,
} as const;

const container = { name: "main", image: "nginx", memory: 64 };
const kubernetes = { healthyAfterSeconds: 0 };
const moments: Record<string, Moment> = {};

/** Takes down an object as it is when the operator has seen its present spec, and something else holds. */
async function note(
  place: Place,
  kind: keyof typeof kinds,
  what: string,
  expected: Omit<Moment, "object">,
  is: (object: KubeObject) => boolean = wasSeen,
  name = "app",
): Promise<void> {
  const resource: resources.Resource = kinds[kind];
  const object = await place.until(resource, name, (live) => live !== undefined && is(live));
  if (object !== undefined) moments[`a ${kind} ${what}`] = { object, ...expected };
}

const wasSeen = ({ status, metadata }: KubeObject) =>
  (status as { observedGeneration?: number } | undefined)?.observedGeneration === metadata.generation;
const reads = (text: string) => (object: KubeObject) => JSON.stringify(object.status).includes(text);
const always = () => true;

beforeAll(async () => {
  const place = await aPlace("health");
  const { folder } = inject("plane");
  const kubeconfig = inject("operatorConfig");

  // Nobody operates yet.
  const unseen = { ...IN_PROGRESS, says: "waiting for Berth" };
  const service = (spec: object = {}) =>
    aService("app", { taskDefinition: "app", desiredCount: 1, kubernetes, ...spec });
  await place.apply(service());
  await note(place, "Service", "that was just created", unseen, always);
  const first = await startOperatorProcess({ kubeconfig, folder });
  await note(place, "Service", "that waits for its cluster", { ...IN_PROGRESS, says: "Cluster not found" });
  await first.terminate();
  await place.apply(aCluster("app", { clusterName: "default" }));
  await note(place, "Cluster", "that was just created", unseen, always);
  await place.apply(aTaskDefinition("app", { containerDefinitions: [{ ...container, image: "stuck" }] }));
  await note(place, "TaskDefinition", "that was just created", unseen, always);

  const operator = await startOperatorProcess({ kubeconfig, folder });
  await note(
    place,
    "Service",
    "without an instance",
    { ...IN_PROGRESS, says: "kubectl label node" },
    reads("label node"),
  );
  await place.addNode("default");
  const rolling = { ...IN_PROGRESS, says: "0 of 1 tasks are running" };
  await note(place, "Service", "that is starting its tasks", rolling, reads("0 of 1 tasks"));
  await place.apply(aTaskDefinition("app", { containerDefinitions: [container] }));
  await note(place, "TaskDefinition", "that is registered", { ...CURRENT, says: "app:2 is ACTIVE" }, isReady);
  await note(place, "Cluster", "that is active", { ...CURRENT, says: "ACTIVE" }, isReady);
  await note(place, "Service", "that is steady", { ...CURRENT, says: "steady state" }, isReady);

  const refused = { ...FAILED, says: "ClientException" };
  await place.apply(aTaskDefinition("app", { containerDefinitions: [{ ...container, memory: 5 }] }));
  await note(place, "TaskDefinition", "that is refused", refused);
  await place.apply(service({ launchType: "FARGATE" }));
  await note(place, "Service", "that is refused", { ...FAILED, says: "does not support launch_type FARGATE" });
  await place.apply(aCluster("twin", { clusterName: "default" }));
  await note(place, "Cluster", "that is refused", { ...FAILED, says: "already" }, wasSeen, "twin");

  await operator.terminate();
  await place.apply(service());
  await note(place, "Service", "that was just changed", unseen, always);

  for (const kind of ["TaskDefinition", "Service", "Cluster"] as const) {
    const held = { metadata: { finalizers: ["example.com/held"] } };
    await place.patch(kinds[kind], "app", held);
    await place.delete(kinds[kind], "app", "Foreground");
    await note(place, kind, "that is being deleted", TERMINATING, always);
    await place.patch(kinds[kind], "app", { metadata: { finalizers: null } });
  }
  await place.leave();
}, 120_000);

const objects = () => Object.values(moments).map(({ object }) => object);

test.each(Object.keys(kinds))("a %s was seen created, ready, refused and being deleted", (kind) => {
  const seen = Object.entries(moments).filter(([name]) => name.includes(` ${kind} `));
  const statuses = new Set(seen.map(([, { kstatus }]) => kstatus));
  expect([...statuses].toSorted()).toEqual(["Current", "Failed", "InProgress", "Terminating"]);
});

test("kstatus, and with it Helm and Flux, takes every object for what it is", async () => {
  const answers = await kstatusOf(objects());
  const seen = Object.keys(moments).map((name, index) => [name, answers[index]]);
  const expected = Object.entries(moments).map(([name, { kstatus }]) => [name, kstatus]);
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
});

test("Argo CD's health script takes every object for what it is, and says why", async () => {
  const answers = await argoHealthOf(objects());
  const seen = Object.keys(moments).map((name, index) => [name, answers[index]]);
  const expected = Object.entries(moments).map(([name, { argo, says }]) => {
    return [name, { status: argo, message: expect.stringContaining(says) }];
  });
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
});
