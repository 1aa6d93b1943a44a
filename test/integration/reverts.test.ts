import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { KubeObject } from "../../src/api/kube-object.ts";
import { isInvalid } from "../../src/kube/errors.ts";
import * as resources from "../../src/kube/resource.ts";
import { type Edit, editsOf } from "../support/edits.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Manifest, type Place, showOnFailure } from "../support/place.ts";

/* What was edited and put back is as if nobody had edited it; ECS's numbers of revisions count on. */

const manifests = {
  cluster: aCluster(),
  taskDefinition: aTaskDefinition("web", {
    containerDefinitions: [
      {
        name: "main",
        image: "nginx",
        memory: 64,
        portMappings: [{ containerPort: 80 }],
        environment: [{ name: "A", value: "1" }],
        mountPoints: [{ sourceVolume: "data", containerPath: "/data" }],
      },
    ],
    volumes: [{ name: "data" }],
  }),
  service: aService("web", {
    taskDefinition: "web",
    desiredCount: 0,
    loadBalancers: [{ containerName: "main", containerPort: 80 }],
    kubernetes: { healthyAfterSeconds: 0 },
  }),
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let operator: OperatorProcess;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
});
afterAll(() => operator?.terminate());

test.for([
  ["Service", "ecsservices", resources.services, manifests.service],
  ["TaskDefinition", "taskdefinitions", resources.taskDefinitions, manifests.taskDefinition],
  ["Cluster", "ecsclusters", resources.clusters, manifests.cluster],
] as const)("any field of a %s, edited and put back", async ([, plural, resource, manifest]) => {
  showOnFailure(operator.log);
  const chosen = someOf(editsOf(plural), specOf(manifest));
  const results = await Promise.all(groups(chosen, 10).map((edits) => walk(resource, manifest, edits)));
  for (const { edits, before, after } of results) {
    expect(after, edits.map(({ path, value }) => `${path}: ${JSON.stringify(value)}`).join("\n")).toEqual(before);
  }
  const took = results.reduce((sum, { taken }) => sum + taken, 0);
  expect(took, "the API server took most edits").toBeGreaterThan(chosen.length * 0.7);
});

async function walk(resource: resources.Resource, manifest: Manifest, edits: readonly Edit[]) {
  const place = await aPlace("revert");
  await place.addNode("default");
  for (const one of Object.values(manifests)) await place.apply(one);
  await place.untilReady(resources.services, "web");
  const before = await place.settledState({ uncounted: true });
  let taken = 0;
  for (const edit of edits) {
    if (!(await edited(place, manifest, edit))) continue;
    taken += 1;
    await observed(place, resource, manifest.metadata.name);
    await place.apply(manifest);
    await observed(place, resource, manifest.metadata.name);
  }
  await place.untilReady(resources.services, "web");
  const after = await place.settledState({ uncounted: true }, before);
  await place.leave();
  return { edits, before, after, taken };
}

/** Whether the API server took the edit: what it refuses is no edit. */
async function edited(place: Place, manifest: Manifest, edit: Edit): Promise<boolean> {
  try {
    await place.apply({ ...manifest, spec: edit.apply(specOf(manifest)) });
    return true;
  } catch (error) {
    if (isInvalid(error)) return false;
    throw error;
  }
}

function specOf({ spec }: Manifest): object {
  if (typeof spec !== "object" || spec === null) throw new Error("a manifest without a spec");
  return spec;
}

/** Waits until the operator has seen the present spec, and a moment in which others may act on it. */
async function observed(place: Place, resource: resources.Resource, name: string): Promise<void> {
  const current = (object: KubeObject | undefined) => {
    const status = object?.status as { observedGeneration?: number } | undefined;
    return status?.observedGeneration === object?.metadata.generation;
  };
  await place.until(resource, name, current);
  await pause(50);
}

/** One of the values of each leaf that change the spec; which one differs from leaf to leaf. */
function someOf(edits: readonly Edit[], spec: object): Edit[] {
  const real = edits.filter((edit) => JSON.stringify(edit.apply(spec)) !== JSON.stringify(spec));
  const leaves = Object.values(Object.groupBy(real, ({ path }) => path));
  return leaves.flatMap((values, index) => values?.[index % values.length] ?? []);
}

function groups<T>(items: readonly T[], size: number): T[][] {
  return items.length === 0 ? [] : [items.slice(0, size), ...groups(items.slice(size), size)];
}
