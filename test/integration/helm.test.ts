import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { toYaml } from "../../src/api/yaml.ts";
import * as resources from "../../src/kube/resource.ts";
import { binaries } from "../support/control-plane.ts";
import { aCluster, aService, aTaskDefinition, type Manifest } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, isReady, type Place, showOnFailure } from "../support/place.ts";
import { attempt, type Output } from "../support/shell.ts";

/* Objects of ours in a user's own chart: Helm waits for them, and no longer than it has to. */

let operator: OperatorProcess;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
});
afterAll(() => operator?.terminate());

function aChart(...manifests: readonly Manifest[]): string {
  const folder = mkdtempSync(join(inject("plane").folder, "chart-"));
  mkdirSync(join(folder, "templates"));
  writeFileSync(join(folder, "Chart.yaml"), toYaml({ apiVersion: "v2", name: "shop", version: "1.0.0" }));
  writeFileSync(join(folder, "templates", "shop.yaml"), manifests.map(toYaml).join("---\n"));
  return folder;
}

const shop = (image: string, members: object = { memory: 64 }) => [
  // In an order in which each waits for the next.
  aService("web", { taskDefinition: "web", desiredCount: 1, kubernetes: { healthyAfterSeconds: 0 } }),
  aTaskDefinition("web", { containerDefinitions: [{ name: "main", image, ...members }] }),
  aCluster(),
];

function helm(place: Place, ...args: readonly string[]): Promise<Output> {
  const { admin, folder } = inject("plane");
  const home = { HELM_CACHE_HOME: folder, HELM_CONFIG_HOME: folder, HELM_DATA_HOME: folder };
  const where = ["--namespace", place.namespace, "--kubeconfig", admin];
  return attempt(`${binaries}/helm`, [...args, ...where], { env: home });
}

test("helm waits until the services of a chart are steady, and fails at once where one is refused", async () => {
  showOnFailure(operator.log);
  const place = await aPlace("helm");
  const wait = ["--wait", "--timeout", "60s"];

  let ended = false;
  const installing = helm(place, "install", "shop", aChart(...shop("nginx:1")), ...wait).finally(() => {
    ended = true;
  });
  await place.until(resources.services, "web", reads("label node"));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(ended, "helm waits for a container instance").toBe(false);
  await place.addNode("default");
  expect(await installing).toMatchObject({ code: 0 });
  expect(isReady(await place.find(resources.services, "web"))).toBe(true);

  expect(await helm(place, "upgrade", "shop", aChart(...shop("nginx:2")), ...wait)).toMatchObject({ code: 0 });
  const service = await place.find(resources.services, "web");
  expect(service?.status, "helm has waited for the new revision").toMatchObject({
    kubernetes: { taskDefinition: "web:2" },
    deployments: [{ rolloutState: "COMPLETED" }],
  });

  const since = performance.now();
  const refused = await helm(place, "upgrade", "shop", aChart(...shop("nginx:3", { memory: 5 })), ...wait);
  expect(refused.code).not.toBe(0);
  expect(performance.now() - since, "helm does not wait for its time limit").toBeLessThan(30_000);
  expect(await helm(place, "uninstall", "shop")).toMatchObject({ code: 0 });
  await place.untilGone(resources.services, "web");
  await place.leave();
});

const reads = (text: string) => (object: { status?: unknown } | undefined) =>
  JSON.stringify(object?.status ?? {}).includes(text);
