import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API_VERSION } from "../../src/api/group.ts";
import { type Change, type Kind, kinds, type Rule } from "../../src/api/registry.ts";
import { toYaml } from "../../src/api/yaml.ts";
import { kubectl, tryKubectl } from "../support/cluster.ts";

/* What a real API server makes of the CRDs: their schemas, defaults, rules and subresources. No operator is needed. */

interface Example {
  readonly kind: Kind;
  readonly rule: Rule;
  readonly change: Change;
  readonly refused: boolean;
  /** Every example has a namespace of its own, since a rule may look at the name. */
  readonly namespace: string;
}

const PREFIX = "berth-crd-";
const home = `${PREFIX}home`;

const examples: readonly Example[] = kinds
  .flatMap((kind) =>
    kind.rules.flatMap((rule) => [
      ...rule.accepted.map((change) => ({ kind, rule, change, refused: false })),
      ...rule.refused.map((change) => ({ kind, rule, change, refused: true })),
    ]),
  )
  .map((example, index) => ({ ...example, namespace: `${PREFIX}${index}` }));

const namespaces = [home, ...examples.map(({ namespace }) => namespace)];

/** What an object has besides what a test is about: no spec may become empty by an apply. */
const plain: Readonly<Record<string, object>> = {
  TaskDefinition: { containerDefinitions: [] },
  Service: { desiredCount: 0 },
};

function custom(kind: string, namespace: string, name: string, spec: object): object {
  return { apiVersion: API_VERSION, kind, metadata: { namespace, name }, spec: { ...plain[kind], ...spec } };
}

/** Server-side apply by one manager, so that a member which is left out goes away. */
function applyAll(objects: readonly object[], ...options: readonly string[]) {
  const input = objects.map(toYaml).join("---\n");
  return tryKubectl(["apply", "--server-side", "--field-manager=e2e", ...options, "-f", "-"], { input });
}

/** Whether the chart has installed the CRDs already. They are Helm's then: nothing but Helm may write them. */
let installed = false;

beforeAll(async () => {
  installed = (await tryKubectl(["get", "-f", "crds/"])).code === 0;
  const dryRun = installed ? ["--dry-run=server", "--force-conflicts"] : [];
  const crds = await kubectl("apply", "--server-side", ...dryRun, "-f", "crds/");
  expect(crds.stderr, "the API server has nothing to warn of").toBe("");
  await kubectl("wait", "--for=condition=Established", "--timeout=30s", "-f", "crds/");
  const spaces = await applyAll(
    namespaces.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  );
  expect(spaces.stderr).toBe("");
}, 60_000);

afterAll(async () => {
  await kubectl("delete", "namespace", "--wait=false", ...namespaces);
  if (!installed) await kubectl("delete", "-f", "crds/");
}, 60_000);

test("the rules accept and refuse what their examples say", { timeout: 60_000 }, async () => {
  const before = await applyAll(examples.map((one) => custom(one.kind.kind, one.namespace, "app", one.change.before)));
  expect(before.stderr).toBe("");
  for (const { kind, namespace, change, rule, refused } of examples) {
    const after = await applyAll([custom(kind.kind, namespace, "app", change.after)], "--dry-run=server");
    const what = `${kind.kind} ${JSON.stringify(change)}`;
    if (refused) expect(after.stderr, what).toContain(rule.message);
    else expect(after, what).toMatchObject({ code: 0, stderr: "" });
  }
});

describe("an object", () => {
  test("may say null where a member is optional, and keeps members that nobody knows", async () => {
    const container = {
      name: "web",
      image: "nginx",
      cpu: null,
      healthCheck: null,
      versionConsistency: null,
      misspelt: 1,
    };
    const spec = { networkMode: null, volumes: null, containerDefinitions: [container], misspelt: { deep: [1] } };
    expect(await applyAll([custom("TaskDefinition", home, "nulls", spec)])).toMatchObject({ code: 0, stderr: "" });
    const { stdout } = await kubectl("get", "taskdef", "nulls", "-n", home, "-o", "jsonpath={.spec}");
    expect(JSON.parse(stdout)).toMatchObject({ misspelt: { deep: [1] }, containerDefinitions: [{ misspelt: 1 }] });
  });

  test.for([
    ["a number as text", { cpu: "256" }, "cpu"],
    ["more than 32 bits", { memory: 3_000_000_000 }, "less than or equal to 2147483647"],
    ["a value that ECS does not know", { portMappings: [{ protocol: "sctp" }] }, "^(tcp|udp)$"],
    ["a required member left out", { healthCheck: {} }, "healthCheck.command: Required value"],
  ] as const)("is refused for %s", async ([, member, words]) => {
    const spec = { containerDefinitions: [{ name: "web", image: "nginx", ...member }] };
    const { code, stderr } = await applyAll([custom("TaskDefinition", home, "refused", spec)], "--dry-run=server");
    expect(code).not.toBe(0);
    expect(stderr).toContain(words);
  });

  test("was not seen by the operator yet, says its status", async () => {
    await applyAll([custom("Cluster", home, "new", {})]);
    const { stdout } = await kubectl("get", "ecscluster", "new", "-n", home, "-o", "jsonpath={.status}");
    expect(JSON.parse(stdout)).toMatchObject({ observedGeneration: expect.any(Number) });
  });
});

test("a service is scaled by its desired count", async () => {
  await applyAll([custom("Service", home, "scaled", { taskDefinition: "web", desiredCount: 1 })]);
  await kubectl("scale", "ecsservice/scaled", "-n", home, "--replicas=3");
  const { stdout } = await kubectl("get", "ecsservice", "scaled", "-n", home, "-o", "jsonpath={.spec.desiredCount}");
  expect(stdout).toBe("3");
});

test("kubectl explains fields in ECS's terms, and its own services are untouched", async () => {
  expect((await kubectl("explain", "ecsservices.spec.desiredCount")).stdout).toContain("How many tasks to run.");
  expect((await kubectl("explain", "services")).stdout).toMatch(/VERSION:\s+v1\s/);
  expect((await kubectl("get", "svc", "-n", "default", "kubernetes", "-o", "name")).stdout.trim()).toBe(
    "service/kubernetes",
  );
});
