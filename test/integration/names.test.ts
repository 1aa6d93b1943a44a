import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { ServiceStatus } from "../../src/api/kinds/service.ts";
import { labels } from "../../src/api/labels.ts";
import { hash, kubernetesName, revisionName } from "../../src/api/names.ts";
import * as resources from "../../src/kube/resource.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, kubectl, type Place, showOnFailure } from "../support/place.ts";

/* ECS names that are no Kubernetes names work from end to end, and no two of them ever meet. */

let operator: OperatorProcess;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
});
afterAll(() => operator?.terminate());

const kubernetes = { healthyAfterSeconds: 0 };

interface Names {
  readonly cluster: string;
  readonly family: string;
  readonly service: string;
  readonly container: string;
}

/** Runs a service whose names are these; the objects themselves are called `object`. */
async function run(place: Place, object: string, { cluster, family, service, container }: Names): Promise<void> {
  const containerDefinitions = [{ name: container, image: "nginx", memory: 64, portMappings: [{ containerPort: 80 }] }];
  await place.apply(aCluster(object, { clusterName: cluster }));
  await place.addNode(cluster);
  await place.apply(aTaskDefinition(object, { family, containerDefinitions }));
  await place.apply(
    aService(object, {
      serviceName: service,
      cluster,
      taskDefinition: family,
      desiredCount: 1,
      loadBalancers: [{ containerName: container, containerPort: 80 }],
      kubernetes,
    }),
  );
  await place.untilReady(resources.services, object);
}

const same = (name: string): Names => ({ cluster: name, family: name, service: name, container: name });

test.each([
  ["255 letters", "n".repeat(255)],
  ["capitals", "MyApp"],
  ["underscores at both ends", "_my_app_"],
  ["only a digit", "7"],
  ["only underscores", "___"],
  ["the end of a shortened name", `app-x${hash("app", 10)}`],
])("%s can be the name of everything", async (_what, name) => {
  showOnFailure(() => operator.log());
  const place = await aPlace("names");
  await run(place, "app", same(name));
  const service = await place.find(resources.services, "app");
  expect(service?.status).toMatchObject({
    serviceArn: `arn:aws:ecs:local:000000000000:service/${name}/${name}`,
    clusterArn: `arn:aws:ecs:local:000000000000:cluster/${name}`,
    taskDefinition: `arn:aws:ecs:local:000000000000:task-definition/${name}:1`,
    runningCount: 1,
  } satisfies Partial<ServiceStatus>);
  expect((await place.find(resources.configMaps, revisionName(name, 1)))?.data?.["task-definition.json"]).toContain(
    `"family": "${name}"`,
  );
  const byArn = `arn:aws:ecs:eu-west-1:123456789012:task-definition/${name}:1`;
  await place.patchSpec(resources.services, "app", {
    taskDefinition: byArn,
    cluster: `arn:aws:ecs:a:1:cluster/${name}`,
  });
  await place.untilReady(resources.services, "app");
  await place.leave();
});

describe("two names that would be shortened alike", () => {
  test.each([
    ["capitals", "App", "APP"],
    ["an underscore", "my_app", "my-app"],
    ["the last of 255 letters", `${"n".repeat(254)}a`, `${"n".repeat(254)}b`],
    ["the name that the other is mapped to", "My_App", kubernetesName("My_App")],
  ])("stay apart: %s", async (_what, one, other) => {
    showOnFailure(() => operator.log());
    const place = await aPlace("twins");
    await Promise.all([run(place, "one", same(one)), run(place, "other", same(other))]);
    const { items: pods } = { items: await place.list(resources.pods) };
    const groups = new Set(pods.map(({ metadata }) => metadata.labels?.[labels.service]));
    expect([pods.length, groups.size]).toEqual([2, 2]);
    const revisions = (await place.list(resources.configMaps)).filter(({ immutable }) => immutable === true);
    expect(revisions.map(({ metadata }) => metadata.labels?.[labels.revision])).toEqual(["1", "1"]);
    for (const name of ["one", "other"]) {
      expect((await place.find(resources.clusters, name))?.status).toMatchObject({
        activeServicesCount: 1,
        runningTasksCount: 1,
        registeredContainerInstancesCount: 1,
      });
    }
    await place.leave();
  });
});

describe("kubectl get --field-selector finds", () => {
  let place: Place;
  beforeAll(async () => {
    place = await aPlace("fields");
    const spec = { family: "Shop_Web", containerDefinitions: [{ name: "main", image: "nginx", memory: 64 }] };
    await place.apply(aTaskDefinition("web", spec));
    await place.apply(aTaskDefinition("other", { ...spec, family: "other" }));
    await place.apply(aService("web", { cluster: "one", taskDefinition: "Shop_Web:1", desiredCount: 0 }));
    await place.apply(aService("other", { cluster: "two", taskDefinition: "other", desiredCount: 0 }));
  });

  test.each([
    ["taskdefinitions by family", "taskdef", "spec.family=Shop_Web", "taskdefinition.ecs.berth.dev/web"],
    ["services by cluster", "ecssvc", "spec.cluster=two", "service.ecs.berth.dev/other"],
    ["services by task definition", "ecssvc", "spec.taskDefinition=Shop_Web:1", "service.ecs.berth.dev/web"],
  ])("%s", async (_what, kind, selector, found) => {
    const { stdout } = await kubectl("get", kind, "-n", place.namespace, "--field-selector", selector, "-o", "name");
    expect(stdout.trim()).toBe(found);
  });
});
