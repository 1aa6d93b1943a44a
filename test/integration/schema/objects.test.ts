import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TaskDefinitionSpec } from "../../../src/api/kinds/task-definition.ts";
import { toYaml } from "../../../src/api/yaml.ts";
import * as resources from "../../../src/kube/resource.ts";
import { admission, kindOf } from "../../support/admission.ts";
import { aCluster, aService, aTaskDefinition } from "../../support/manifests.ts";
import { admin, aPlace, kubectl, type Place, tryKubectl } from "../../support/place.ts";

/* What a real API server makes of objects of Berth's kinds: schema, defaults, subresources. No operator is needed. */

let place: Place;
beforeAll(async () => {
  place = await aPlace("schema");
});
afterAll(async () => {
  // An operator of another test file would meet them while their namespace goes.
  for (const name of ["default", "new"]) await place?.delete(resources.clusters, name);
  await place?.leave();
});

test("the API server has nothing to warn of, neither in the CRDs nor in an object", async () => {
  const crds = await kubectl("apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "crds/");
  expect(crds.stderr).toBe("");
  const containerDefinitions = [{ name: "web", image: "nginx", memory: 64 }];
  const objects = [
    aCluster(),
    aTaskDefinition("web", { containerDefinitions }),
    aService("web", { taskDefinition: "web", desiredCount: 1 }),
  ].map((object) => ({ ...object, metadata: { ...object.metadata, namespace: place.namespace } }));
  const input = objects.map(toYaml).join("---\n");
  expect(await tryKubectl(["apply", "-f", "-"], { input })).toMatchObject({ code: 0, stderr: "" });
});

describe("an object", () => {
  test("may say null where a member is optional, and keeps members that nobody knows", async () => {
    const nulls = { cpu: null, healthCheck: null, versionConsistency: null, environment: null, portMappings: null };
    const containerDefinitions = [{ name: "web", image: "nginx", memory: 64, ...nulls, misspelt: 1 }];
    const spec = { networkMode: null, volumes: null, cpu: null, containerDefinitions, misspelt: { deep: [1] } };
    await place.apply({ ...aTaskDefinition("nulls", {}), spec });
    const stored = await place.find(resources.taskDefinitions, "nulls");
    expect(stored?.spec).toMatchObject({ misspelt: { deep: [1] }, containerDefinitions: [{ misspelt: 1 }] });
  });

  test("may be what a Describe call of ECS has answered", async () => {
    const described = {
      taskDefinitionArn: "arn:aws:ecs:eu-west-1:000000000000:task-definition/app:1",
      revision: 1,
      status: "ACTIVE",
      requiresAttributes: [{ name: "com.amazonaws.ecs.capability.docker-remote-api.1.18" }],
      compatibilities: ["EXTERNAL", "EC2"],
      registeredAt: 1_700_000_000.5,
      containerDefinitions: [
        {
          name: "web",
          image: "nginx",
          cpu: 0,
          memory: 64,
          links: [],
          portMappings: [],
          essential: true,
          volumesFrom: [],
        },
      ],
    };
    expect(await admission(admin(), kindOf("TaskDefinition"), place.namespace, described)).toEqual([]);
  });

  test.for([
    ["a number as text", { cpu: "256" }, "must be of type integer"],
    ["more than 32 bits", { memory: 3_000_000_000 }, "less than or equal to 2147483647"],
    ["a value that ECS does not know", { portMappings: [{ protocol: "sctp" }] }, "^(tcp|udp)$"],
    ["a required member left out", { healthCheck: {} }, "Required value"],
    ["a number out of ECS's range", { healthCheck: { command: ["NONE"], interval: 4 } }, "greater than or equal to 5"],
  ] as const)("is refused for %s", async ([, member, words]) => {
    const spec = { containerDefinitions: [{ name: "web", image: "nginx", memory: 64, ...member }] };
    const said = await admission(admin(), kindOf("TaskDefinition"), place.namespace, spec);
    expect(said).toContainEqual(expect.stringContaining(words));
  });

  test("is refused for more containers than ECS takes", async () => {
    const of = (count: number): Partial<TaskDefinitionSpec> => ({
      containerDefinitions: Array.from({ length: count }, (_, index) => ({ name: `c${index}`, image: "x", memory: 8 })),
    });
    const kind = kindOf("TaskDefinition");
    expect(await admission(admin(), kind, place.namespace, of(10))).toEqual([]);
    expect(await admission(admin(), kind, place.namespace, of(11))).toContainEqual(
      expect.stringContaining("at most 10"),
    );
  });

  test("is told all its mistakes at once, each at its place", async () => {
    const containers = [
      { name: "web", image: "nginx", memory: 64 },
      { name: "a b", image: "nginx", memory: 64, cpu: -1 },
    ];
    const object = { ...aTaskDefinition("twice", {}), spec: { containerDefinitions: containers, cpu: "none" } };
    const input = toYaml({ ...object, metadata: { ...object.metadata, namespace: place.namespace } });
    const { stderr } = await tryKubectl(["create", "-f", "-"], { input });
    for (const line of [
      "spec.containerDefinitions[1].name: Invalid value: ClientException: Container.name contains invalid characters.",
      "spec.containerDefinitions[1].cpu: Invalid value: ClientException: Invalid setting for container 'a b'. 'cpu' must not be negative.",
      "spec.cpu: Invalid value: ClientException: Invalid 'cpu' setting for task.",
    ]) {
      expect(stderr).toContain(line);
    }
  });

  test("as large as ECS takes it does not tire the API server", async () => {
    const volumes = Array.from({ length: 500 }, (_, index) => ({ name: `v${index}` }));
    const mountPoints = volumes.map(({ name }) => ({ sourceVolume: name, containerPath: `/${name}` }));
    const mounting = (name: string) => ({ name, image: "x", memory: 8, mountPoints });
    const environment = Array.from({ length: 3500 }, () => ({ name: "A" }));
    const commands = Array.from({ length: 16_000 }, () => "");
    for (const spec of [
      { volumes, containerDefinitions: ["a", "b"].map(mounting) },
      { containerDefinitions: [{ name: "a", image: "x", memory: 8, environment }] },
      { containerDefinitions: [{ name: "a", image: "x", memory: 8, command: commands }] },
    ]) {
      expect(JSON.stringify(spec).length).toBeGreaterThan(32_768);
      expect(await admission(admin(), kindOf("TaskDefinition"), place.namespace, spec)).toEqual([]);
    }
  });

  test("was not seen by the operator yet, says its status", async () => {
    await place.apply(aCluster("new"));
    expect(await place.find(resources.clusters, "new")).toMatchObject({ status: { observedGeneration: -1 } });
  });
});

test("a service is scaled by its desired count", async () => {
  await place.apply(aService("scaled", { taskDefinition: "web", desiredCount: 1 }));
  await kubectl("scale", "ecsservice/scaled", "-n", place.namespace, "--replicas=3");
  expect(await place.find(resources.services, "scaled")).toMatchObject({ spec: { desiredCount: 3 } });
});

test("a DAEMON service is not scaled, in ECS's words", async () => {
  await place.apply(aService("agent", { taskDefinition: "web", schedulingStrategy: "DAEMON" }));
  const { stderr } = await tryKubectl(["scale", "ecsservice/agent", "-n", place.namespace, "--replicas=3"]);
  expect(stderr).toContain("The daemon scheduling strategy does not support a desired count for services.");
});

test("services and task definitions are found by what they name", async () => {
  await place.apply(aService("here", { cluster: "shop", taskDefinition: "cart:1", desiredCount: 0 }));
  await place.apply({
    ...aTaskDefinition("cart", {}),
    spec: { family: "Cart", containerDefinitions: [{ name: "web", image: "nginx", memory: 64 }] },
  });
  const found = async (resource: string, selector: string) =>
    (await kubectl("get", resource, "-n", place.namespace, "--field-selector", selector, "-o", "name")).stdout.trim();
  expect(await found("ecsservices", "spec.cluster=shop")).toBe("service.ecs.berth.dev/here");
  expect(await found("ecsservices", "spec.taskDefinition=cart:1")).toBe("service.ecs.berth.dev/here");
  expect(await found("taskdefinitions", "spec.family=Cart")).toBe("taskdefinition.ecs.berth.dev/cart");
  expect(await found("taskdefinitions", "spec.family=other")).toBe("");
});

test("kubectl explains fields: what ECS means, what becomes of it, and what differs", async () => {
  const explained = async (path: string) => (await kubectl("explain", path)).stdout.replaceAll(/\s+/g, " ");
  const count = await explained("ecsservices.spec.desiredCount");
  expect(count).toMatch(/How many tasks to run\..* Becomes: replicas of the Deployment;/);
  const timeout = await explained("taskdefinitions.spec.containerDefinitions.stopTimeout");
  expect(timeout).toMatch(/Default: 30\. Becomes: .* Differs: Kubernetes has one time for all containers/);
  expect(await explained("ecsservices.spec.enableExecuteCommand")).toContain("Not yet: there is no ECS Exec");
  expect(await explained("taskdefinitions.spec.executionRoleArn")).toContain("Not used: images are pulled");
  expect(await explained("services")).toMatch(/VERSION: v1 /);
});
