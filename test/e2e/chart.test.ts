import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { kinds } from "../../src/api/registry.ts";
import { fromYaml } from "../../src/api/yaml.ts";
import { chartFolder, rulesOf } from "../support/chart.ts";
import { helm, OPERATOR_NAMESPACE } from "../support/cluster.ts";
import { type Manifest, render } from "../support/rendered-chart.ts";

/* The chart as Helm renders it. What can be said without Helm is in test/contract/chart.test.ts. */

const podTemplate = z.object({
  metadata: z.object({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({
    securityContext: z.unknown(),
    volumes: z.unknown().optional(),
    imagePullSecrets: z.unknown().optional(),
    nodeSelector: z.unknown().optional(),
    tolerations: z.unknown().optional(),
    affinity: z.unknown().optional(),
    containers: z.tuple([
      z.looseObject({
        image: z.string(),
        securityContext: z.unknown(),
        resources: z.object({ requests: z.unknown(), limits: z.unknown() }),
        env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
        ports: z.array(z.unknown()),
      }),
    ]),
  }),
});

function only(objects: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = objects.filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`there are ${found.length} of ${kind} ${name ?? ""}`);
  return found[0];
}

async function podOf(...options: string[]): Promise<z.infer<typeof podTemplate>> {
  const deployment = only(await render("berth", ...options), "Deployment");
  return z.object({ spec: z.object({ template: podTemplate }) }).parse(deployment).spec.template;
}

function environment(pod: z.infer<typeof podTemplate>): Record<string, string | undefined> {
  return Object.fromEntries(pod.spec.containers[0].env.map(({ name, value }) => [name, value]));
}

test("helm lint has nothing to say", async () => {
  expect((await helm("lint", "--strict", chartFolder)).stdout).toContain("0 chart(s) failed");
});

describe("the operator's Pod", () => {
  test("passes the restricted Pod Security profile", async () => {
    const { spec } = await podOf();
    expect(spec.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(Object.keys(spec).filter((key) => key.startsWith("host") || key.endsWith("ontainers"))).toEqual([
      "containers",
    ]);
    expect(spec.volumes).toBeUndefined();
    expect(spec.containers[0].ports).toEqual([{ name: "health", containerPort: 8080 }]);
  });

  test("has requests and limits", async () => {
    const { requests, limits } = (await podOf()).spec.containers[0].resources;
    expect(requests).toEqual({ cpu: "50m", memory: "128Mi" });
    expect(limits).toEqual({ cpu: "1", memory: "512Mi" });
  });

  test("is known by its name label, which no value changes", async () => {
    const { metadata } = await podOf(
      "--set",
      "podLabels.app\\.kubernetes\\.io/name=mine,podLabels.team=core,nameOverride=x",
    );
    expect(metadata.labels).toMatchObject({ "app.kubernetes.io/name": "berth", team: "core" });
  });

  test("gets its configuration from the values, each change of which makes another Pod", async () => {
    const changed = environment(
      await podOf(
        ...["--set", "identity.region=eu-central-1", "--set-string", "identity.account=123456789012"],
        ...["--set", "taskDefaults.imagePullPolicy=Always,taskDefaults.healthyAfterSeconds=0"],
        ...["--set", "log.level=debug,workers=8", "--set", "allowedFeatures.edge={hostPorts,hostNetwork}"],
      ),
    );
    expect(changed).toMatchObject({
      BERTH_REGION: "eu-central-1",
      BERTH_ACCOUNT: "123456789012",
      BERTH_IMAGE_PULL_POLICY: "Always",
      BERTH_HEALTHY_AFTER_SECONDS: "0",
      BERTH_LOG_LEVEL: "debug",
      BERTH_WORKERS: "8",
      BERTH_ALLOWED_FEATURES: '{"edge":["hostPorts","hostNetwork"]}',
    });
    expect(environment(await podOf())).toMatchObject({ BERTH_ACCOUNT: "000000000000", BERTH_ALLOWED_FEATURES: "{}" });
  });

  test("runs the image of the chart's version, or another tag, or a digest", async () => {
    const image = async (...options: string[]): Promise<string> => (await podOf(...options)).spec.containers[0].image;
    const { appVersion } = z
      .object({ appVersion: z.string() })
      .parse(fromYaml(readFileSync(join(chartFolder, "Chart.yaml"), "utf8")));
    const digest = `sha256:${"ab".repeat(32)}`;
    expect(await image()).toBe(`berth/operator:${appVersion}`);
    expect(await image("--set", "image.repository=mirror/berth,image.tag=edge")).toBe("mirror/berth:edge");
    expect(await image("--set", `image.tag=edge,image.digest=${digest}`)).toBe(`berth/operator@${digest}`);
  });

  test("is placed, annotated and pulled as the values say", async () => {
    const values = {
      imagePullSecrets: [{ name: "pull" }],
      nodeSelector: { pool: "system" },
      tolerations: [{ key: "system", operator: "Exists" }],
      affinity: { nodeAffinity: {} },
      podAnnotations: { note: "yes" },
    };
    const { metadata, spec } = await podOf(
      ...Object.entries(values).flatMap(([k, v]) => ["--set-json", `${k}=${JSON.stringify(v)}`]),
    );
    const { podAnnotations, ...placed } = values;
    expect(spec).toMatchObject(placed);
    expect(metadata.annotations).toEqual(podAnnotations);
  });
});

describe("custom resource definitions", () => {
  test("are the generated ones, and stay when the release goes", async () => {
    const objects = await render("berth");
    for (const { plural } of kinds) {
      const name = `${plural}.ecs.berth.dev`;
      const { metadata, ...rest } = only(objects, "CustomResourceDefinition", name);
      const generated = fromYaml(readFileSync(join(chartFolder, `../../crds/ecs.berth.dev_${plural}.yaml`), "utf8"));
      expect({ ...rest, metadata: { name } }).toEqual(generated);
      expect(metadata.annotations).toEqual({ "helm.sh/resource-policy": "keep" });
    }
  });

  test("are left out on request", async () => {
    const objects = await render("berth", "--set", "crds.install=false");
    expect(objects.filter(({ kind }) => kind === "CustomResourceDefinition")).toEqual([]);
  });
});

describe("roles", () => {
  const names = (objects: readonly Manifest[], kind: string): string[] =>
    objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

  test("have the rules in files/rbac, and the operator's is bound to its own ServiceAccount only", async () => {
    const objects = await render("berth");
    expect(only(objects, "ClusterRole", "berth").rules).toEqual(rulesOf("operator"));
    expect(only(objects, "ClusterRole", "berth-view").rules).toEqual(rulesOf("view"));
    expect(only(objects, "ClusterRole", "berth-edit").rules).toEqual(rulesOf("edit"));
    expect(only(objects, "ClusterRoleBinding")).toMatchObject({
      roleRef: { kind: "ClusterRole", name: "berth" },
      subjects: [{ kind: "ServiceAccount", name: "berth", namespace: OPERATOR_NAMESPACE }],
    });
    expect(only(objects, "ServiceAccount").metadata.name).toBe("berth");
  });

  test("are left out on request, and so is the ServiceAccount", async () => {
    const objects = await render(
      "berth",
      "--set",
      "rbac.create=false,serviceAccount.create=false,serviceAccount.name=mine",
    );
    expect(names(objects, "ClusterRole")).toEqual([]);
    expect(names(objects, "ClusterRoleBinding")).toEqual([]);
    expect(names(objects, "ServiceAccount")).toEqual([]);
    expect(only(objects, "Deployment")).toMatchObject({ spec: { template: { spec: { serviceAccountName: "mine" } } } });
  });

  test("have a name of their own in every release", async () => {
    expect(names(await render("blue"), "ClusterRole").toSorted()).toEqual([
      "blue-berth",
      "blue-berth-edit",
      "blue-berth-view",
    ]);
    expect(only(await render("blue", "--set", "fullnameOverride=ecs"), "Deployment").metadata.name).toBe("ecs");
  });
});

test("a misspelt value is refused by its name", async () => {
  await expect(render("berth", "--set", "allowedFeature.web={hostPorts}")).rejects.toThrow(/allowedFeature/);
});
