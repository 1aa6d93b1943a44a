import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { API_VERSION } from "../../src/api/group.ts";
import { kinds } from "../../src/api/registry.ts";
import { fromYaml } from "../../src/api/yaml.ts";
import type { KubeClient } from "../../src/kube/client.ts";
import type { Intent } from "../../src/kube/object.ts";
import type { Resource } from "../../src/kube/resource.ts";
import { rulesOf } from "./chart.ts";
import { binaries, type PlaneAddress, startControlPlane, writeKubeconfig } from "./control-plane.ts";
import { clientOf } from "./plane-client.ts";
import { repository, run } from "./shell.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The control plane that all test files of the project share. */
    plane: PlaneAddress;
    /** Kubeconfig file of the operator's ServiceAccount. */
    operatorConfig: string;
  }
}

/** Namespace and name of the operator's ServiceAccount, as the chart makes them. */
const OPERATOR = { namespace: "berth-system", name: "berth" };

const rbac = (plural: string, kind: string): Resource => ({
  group: "rbac.authorization.k8s.io",
  version: "v1",
  plural,
  kind,
  namespaced: false,
});
const core = (plural: string, kind: string, namespaced: boolean): Resource => ({
  group: "",
  version: "v1",
  plural,
  kind,
  namespaced,
});
const definitions: Resource = {
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
};

/** Starts the control plane of a run, with Berth's kinds and the operator's rights; for vitest's `globalSetup`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...address } = await startControlPlane(async ({ admin }) => {
    const { client, close } = clientOf(admin);
    await Promise.all([installKinds(client), installOperatorRights(client)]).finally(close);
  });
  try {
    project.provide("plane", address);
    project.provide("operatorConfig", writeKubeconfig(address, "operator", await operatorToken(address.admin)));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function installKinds(client: KubeClient): Promise<void> {
  const folder = join(repository, "crds");
  for (const file of readdirSync(folder)) {
    await client.apply(definitions, fromYaml(readFileSync(join(folder, file), "utf8")) as Intent, asSetup);
  }
  for (const { plural, kind } of kinds) {
    const [group = "", version = ""] = API_VERSION.split("/");
    await established(client, { group, version, plural, kind, namespaced: true });
  }
}

/** The kind is served a moment after its definition is stored. */
async function established(client: KubeClient, resource: Resource): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      await client.list(resource, { limit: 1 });
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const asSetup = { fieldManager: "setup" };

async function installOperatorRights(client: KubeClient): Promise<void> {
  const { namespace, name } = OPERATOR;
  await client.apply(core("namespaces", "Namespace", false), { metadata: { name: namespace } }, asSetup);
  await client.apply(core("serviceaccounts", "ServiceAccount", true), { metadata: OPERATOR }, asSetup);
  const role = { metadata: { name }, rules: rulesOf("operator") };
  await client.apply(rbac("clusterroles", "ClusterRole"), role, asSetup);
  const binding = {
    metadata: { name },
    subjects: [{ kind: "ServiceAccount", namespace, name }],
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
  };
  await client.apply(rbac("clusterrolebindings", "ClusterRoleBinding"), binding, asSetup);
}

async function operatorToken(kubeconfig: string): Promise<string> {
  const { namespace, name } = OPERATOR;
  const args = ["create", "token", name, "--namespace", namespace, "--duration", "2h", "--kubeconfig", kubeconfig];
  return (await run(join(binaries, "kubectl"), args)).stdout.trim();
}
