import { describe, expect, test } from "vitest";
import { documentsOf } from "../documents.ts";
import { manifestsIn } from "../manifest.ts";
import type { Assumptions } from "./assumed.ts";
import { FEATURES, featuresIn } from "./feature-list.ts";
import { lineOf, objectsOf, render } from "./render.ts";

const ASSUMED: Assumptions = {
  namespace: "shop",
  allowed: new Set(),
  kubernetesVersion: "1.35",
  helperImage: "berth/operator:1",
};

const container = { name: "main", image: "nginx", memory: 64, portMappings: [{ containerPort: 80 }] };
const web = { family: "web", containerDefinitions: [container] };
const service = { serviceName: "web", taskDefinition: "web", desiredCount: 2 };

function run(values: readonly unknown[], assumed: Partial<Assumptions> = {}) {
  const rendered = render(manifestsIn(documentsOf("f", JSON.stringify(values))).manifests, { ...ASSUMED, ...assumed });
  const objects = objectsOf(rendered);
  return {
    objects,
    names: objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
    refusals: rendered.map(({ refusals }) => refusals),
    lines: rendered.flatMap(({ differences }) => differences.map((difference) => lineOf(difference, ""))),
  };
}

describe("what is rendered", () => {
  test.each<[string, unknown[], (string | RegExp)[]]>([
    ["a task definition alone: its revision, and a task", [web], ["ConfigMap/taskdef-web-1", /^Pod\/web-\w+-0$/]],
    ["with a service that runs it", [web, service], ["ConfigMap/taskdef-web-1", "Deployment/web"]],
    ["in the order of the files", [service, web], ["Deployment/web", "ConfigMap/taskdef-web-1"]],
    [
      "with a service behind a load balancer",
      [web, { ...service, loadBalancers: [{ containerName: "main", containerPort: 80 }] }],
      ["ConfigMap/taskdef-web-1", "Deployment/web", "Service/web"],
    ],
    [
      "with a DAEMON service",
      [web, { serviceName: "agent", taskDefinition: "web", schedulingStrategy: "DAEMON" }],
      ["ConfigMap/taskdef-web-1", "DaemonSet/agent"],
    ],
    [
      "with a request RunTask",
      [web, { taskDefinition: "web", count: 2 }],
      ["ConfigMap/taskdef-web-1", /^Pod\/web-\w+-0$/, /^Pod\/web-\w+-1$/],
    ],
    [
      "as the revision that a service names",
      [web, { ...service, taskDefinition: "web:7" }],
      ["ConfigMap/taskdef-web-7", "Deployment/web"],
    ],
    ["of a cluster: nothing", [{ clusterName: "c" }], []],
  ])("%s", (_what, values, names) => {
    const result = run(values);
    expect(result.refusals.flat()).toEqual([]);
    expect(result.names).toEqual(names.map((name) => (typeof name === "string" ? name : expect.stringMatching(name))));
  });

  test("is in the namespace that is given, or that a manifest says", () => {
    const manifest = {
      apiVersion: "ecs.berth.dev/v1alpha1",
      kind: "TaskDefinition",
      metadata: { name: "mine", namespace: "mine" },
      spec: { containerDefinitions: [container] },
    };
    const places = run([web, manifest]).objects.map(({ metadata }) => metadata.namespace);
    expect(places).toEqual(["shop", "shop", "mine", "mine"]);
  });

  test("has no owner, whose UID only the API server knows", () => {
    expect(run([web, service]).objects.filter(({ metadata }) => metadata.ownerReferences !== undefined)).toEqual([]);
  });

  test("is the same in every run", () => {
    expect(JSON.stringify(run([web, service]))).toBe(JSON.stringify(run([web, service])));
  });
});

describe("the task that is shown for a task definition", () => {
  const launchTypeOf = (values: object, assumed: Partial<Assumptions> = {}) =>
    run([{ ...web, ...values }], assumed).objects[1]?.metadata.labels?.["ecs.berth.dev/launch-type"];
  const fargate = { networkMode: "awsvpc", cpu: "256", memory: "512" };

  test.each<[string, object, Partial<Assumptions>, string]>([
    ["runs on EC2", {}, {}, "EC2"],
    ["runs on Fargate, where it is for that only", { ...fargate, requiresCompatibilities: ["FARGATE"] }, {}, "FARGATE"],
    ["runs on EC2, where it is for both", { ...fargate, requiresCompatibilities: ["EC2", "FARGATE"] }, {}, "EC2"],
    [
      "runs on Fargate, where it can run nowhere else",
      { ...fargate, ephemeralStorage: { sizeInGiB: 30 } },
      {},
      "FARGATE",
    ],
    ["runs where somebody wants it", fargate, { launchType: "FARGATE" }, "FARGATE"],
  ])("%s", (_what, values, assumed, expected) => {
    expect(launchTypeOf(values, assumed)).toBe(expected);
  });

  test("runs in the cluster that is given", () => {
    expect(run([web], { cluster: "arn:aws:ecs:r:1:cluster/prod" }).objects[1]?.spec).toMatchObject({
      nodeSelector: { "ecs.berth.dev/cluster": "shop.prod" },
    });
  });
});

test("an older cluster has other Pods, and more differs", () => {
  const old = run([web, service], { kubernetesVersion: "1.34" });
  expect(JSON.stringify(run([web, service]).objects)).toContain('"restartPolicy":"Never"');
  expect(JSON.stringify(old.objects)).not.toContain('"restartPolicy":"Never"');
  expect(old.lines).toContainEqual(expect.stringMatching(/^not honoured: containerDefinitions\[0\]\.essential: .*\)$/));
});

test("differences are those of the condition, and what is null or unknown is among them", () => {
  const { lines } = run([{ ...web, cpu: null, familly: "x" }]);
  expect(lines).toEqual([
    expect.stringMatching(
      /^not honoured: familly: Unknown parameter in input: "familly".*\(did you mean "family"\?\)$/,
    ),
    "not honoured: cpu: null is no value of ECS, read as absent (leave it out)",
  ]);
});

describe("what is refused", () => {
  const manifest = (spec: object) => ({
    apiVersion: "ecs.berth.dev/v1alpha1",
    kind: "TaskDefinition",
    metadata: { name: "web" },
    spec,
  });
  const host = { ...web, networkMode: "host" };

  test.each<[string, unknown[], RegExp[]]>([
    [
      "a mistake, in ECS's words, and every one of them",
      [{ ...web, containerDefinitions: [{ name: "a" }, { image: "i", name: "b" }] }],
      [
        /^ClientException: Container\.image should not be null or empty\.$/,
        /^ClientException: Invalid setting for container 'a'\. At least one of 'memory' or 'memoryReservation' must be specified\.$/,
        /^ClientException: .*container 'b'/,
      ],
    ],
    [
      "a value of another type",
      [{ ...web, containerDefinitions: [{ ...container, cpu: "1", portMappings: {} }] }],
      [
        /^ClientException: Invalid type for parameter containerDefinitions\[0\]\.cpu: expected number, received string$/,
        /^ClientException: Invalid type for parameter containerDefinitions\[0\]\.portMappings: expected array/,
      ],
    ],
    [
      "a missing member",
      [{ taskDefinition: { family: "x" } }],
      [/^ClientException: Missing required parameter in input: "containerDefinitions"$/],
    ],
    [
      "a request without a name",
      [{ containerDefinitions: [container] }],
      [/^ClientException: Missing required parameter in input: "family"$/],
    ],
    [
      "what the namespace is not allowed",
      [host],
      [/^ClientException: networkMode "host" is not allowed in namespace "shop" \(hostNetwork, hostPorts\)/],
    ],
    [
      "strict, and not all is honoured",
      [manifest({ ...web, pidMode: "task", kubernetes: { strict: true }, nobodyKnows: 1 })],
      [/^ClientException: .*nobodyKnows: Unknown parameter/],
    ],
    [
      "a service without its task definition",
      [{ ...service, taskDefinition: "other:3" }],
      [/^ClientException: TaskDefinition not found\. It is not among the files: other:3$/],
    ],
    [
      "a service that names no revision of two",
      [web, { ...service, taskDefinition: "web:2" }, { taskDefinition: "web:1" }],
      [/^ClientException: TaskDefinition not found\. It is not among the files: web:1$/],
    ],
    [
      "all mistakes of a service",
      [web, { serviceName: "a b", taskDefinition: "web", desiredCount: 1, deploymentController: { type: "EXTERNAL" } }],
      [/^InvalidParameterException: /, /^InvalidParameterException: .*EXTERNAL/],
    ],
    ["two services of one name", [web, service, service], [/Creation of service was not idempotent/]],
    [
      "two task definitions of one family",
      [web, web],
      [/The family web belongs to TaskDefinition web \(f, element 1\)/],
    ],
    ["a cluster without a good name", [{ clusterName: "a b" }], [/^InvalidParameterException: /]],
  ])("%s", (_what, values, expected) => {
    expect(run(values).refusals.flat()).toEqual(expected.map((one) => expect.stringMatching(one)));
  });

  test("is rendered where it is allowed", () => {
    expect(run([host], { allowed: new Set(["hostNetwork", "hostPorts"]) }).refusals.flat()).toEqual([]);
  });
});

describe("features", () => {
  test.each([
    ["hostPorts", ["hostPorts"]],
    ["hostports, devices", ["hostPorts", "devices"]],
    ["all", Object.keys(FEATURES)],
    ["hostPort", undefined],
  ])("%s", (text, expected) => {
    expect(featuresIn(text)).toEqual(expected);
  });
});
