import { afterAll, beforeAll, expect, inject, test } from "vitest";
import * as resources from "../../src/kube/resource.ts";
import { AuditLog, tally } from "../support/audit.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { mutateIn } from "../support/mutation.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Place, showOnFailure } from "../support/place.ts";

/* A cluster at rest is never written to; a cluster at work, no more than it needs. */

const options = () => ({
  kubeconfig: inject("operatorConfig"),
  folder: inject("plane").folder,
  env: { BERTH_RELIST_SECONDS: "1" },
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let operator: OperatorProcess;
beforeAll(async () => {
  operator = await startOperatorProcess(options());
});
afterAll(() => operator?.terminate());

const soon = { healthyAfterSeconds: 0 };
const container = { name: "main", image: "nginx", memory: 64, portMappings: [{ containerPort: 80 }] };
const behind = [{ containerName: "main", containerPort: 80 }];

/** One object of each sort: what runs, what waits, what is refused, what is honoured in part. */
async function fill(place: Place): Promise<void> {
  await Promise.all([place.addNode("default"), place.addNode("default"), place.addNode()]);
  await place.apply(aCluster());
  await place.apply(aTaskDefinition("web", { containerDefinitions: [{ ...container, cpu: 100 }] }));
  const size = { cpu: "256", memory: "512" };
  await place.apply(
    aTaskDefinition("small", {
      ...size,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      containerDefinitions: [{ name: "main", image: "nginx" }],
    }),
  );
  await place.apply(aTaskDefinition("refused", { containerDefinitions: [{ ...container, memory: 5 }] }));
  await place.apply(
    aTaskDefinition("partly", {
      containerDefinitions: [
        { ...container, logConfiguration: { logDriver: "awslogs" }, healthCheck: { command: ["CMD-SHELL", "true"] } },
      ],
    }),
  );
  await place.apply(
    aService("web", { taskDefinition: "web", desiredCount: 2, loadBalancers: behind, kubernetes: soon }),
  );
  await place.apply(aService("agent", { taskDefinition: "partly", schedulingStrategy: "DAEMON", kubernetes: soon }));
  await place.apply(
    aService("cheap", { taskDefinition: "small", desiredCount: 1, launchType: "FARGATE", kubernetes: soon }),
  );
  await place.apply(aService("waits", { taskDefinition: "none", desiredCount: 1 }));
  const elsewhere = { type: "CODE_DEPLOY" } as const;
  await place.apply(aService("wrong", { taskDefinition: "web", desiredCount: 1, deploymentController: elsewhere }));
  await Promise.all(["web", "agent", "cheap"].map((name) => place.untilReady(resources.services, name)));
  await place.settledState();
}

test("at rest nothing is written: not by ten complete lists, not because somebody else writes, not by a new operator", async () => {
  showOnFailure(() => operator.log());
  const plain = await aPlace("rest");
  const mutated = await aPlace("mutated");
  const stop = await mutateIn(mutated.namespace);
  await Promise.all([fill(plain), fill(mutated)]);
  const [deployment] = await mutated.list(resources.deployments);
  expect(JSON.stringify(deployment), "the policy works").toContain("INJECTED");

  const audit = new AuditLog(inject("plane").auditLog);
  const written = () => tally([plain, mutated].flatMap(({ namespace }) => audit.operatorWrites(namespace)));
  const lists = () => operator.metric("berth_relists_total", { resource: "services" });
  const before = await lists();
  await expect.poll(lists, { timeout: 40_000, interval: 500 }).toBeGreaterThanOrEqual(before + 10);
  expect(written(), "by complete lists").toEqual({});

  const passes = () => operator.metric("berth_reconcile_seconds_count", { loop: "berth-service" });
  const done = await passes();
  for (let round = 1; round <= 3; round += 1) {
    await Promise.all([touchAll(plain, round), touchAll(mutated, round)]);
    await pause(300);
  }
  expect(await passes(), "the operator has looked").toBeGreaterThan(done + 10);
  expect(written(), "because somebody else wrote").toEqual({});

  // Only the API server knows what its policies make of an intent: each new operator asks once for each workload.
  const asked = () => tally(audit.operatorWrites(mutated.namespace).filter(({ verb }) => verb === "patch"));
  const patient = { timeout: 40_000, interval: 250 };
  await operator.terminate();
  operator = await startOperatorProcess(options());
  await expect.poll(asked, patient).toEqual({ "patch apps/daemonsets": 1, "patch apps/deployments": 2 });
  await operator.kill();
  operator = await startOperatorProcess(options());
  await expect.poll(asked, patient).toEqual({ "patch apps/daemonsets": 2, "patch apps/deployments": 4 });
  await pause(2000);
  expect(await passes(), "the new operator has looked").toBeGreaterThan(5);
  expect(tally(audit.operatorWrites(plain.namespace)), "by new operators").toEqual({});
  expect(asked(), "by new operators").toEqual({ "patch apps/daemonsets": 2, "patch apps/deployments": 4 });
  await stop();
  await Promise.all([plain.leave(), mutated.leave()]);
});

/** Writes something that is nobody's business on every object of a place. */
async function touchAll(place: Place, round: number): Promise<void> {
  const kinds = [
    ...[resources.clusters, resources.taskDefinitions, resources.services, resources.configMaps],
    ...[resources.deployments, resources.daemonSets, resources.coreServices, resources.pods],
  ];
  const patch = { metadata: { annotations: { touched: String(round) } } };
  for (const kind of kinds) {
    for (const { metadata } of await place.list(kind)) await place.patch(kind, metadata.name, patch);
  }
}

test("a rollout of twenty tasks writes the Deployment once, and each status a few times", async () => {
  showOnFailure(() => operator.log());
  const place = await aPlace("busy");
  await place.addNode("default");
  await place.apply(aCluster());
  await place.apply(aTaskDefinition("web", { containerDefinitions: [container] }));
  await place.apply(aService("web", { taskDefinition: "web", desiredCount: 20, kubernetes: soon }));
  await place.untilReady(resources.services, "web");
  await place.settledState();

  const audit = new AuditLog(inject("plane").auditLog);
  const since = performance.now();
  await place.apply(aTaskDefinition("web", { containerDefinitions: [{ ...container, image: "nginx:2" }] }));
  await place.until(resources.services, "web", { status: { kubernetes: { taskDefinition: "web:2" } } });
  await place.untilReady(resources.services, "web");
  const seconds = Math.ceil((performance.now() - since) / 1000);
  await place.settledState();
  const {
    [STATUS_OF_SERVICE]: ofService = 0,
    [STATUS_OF_CLUSTER]: ofCluster = 0,
    ...rest
  } = tally(audit.operatorWrites(place.namespace).filter(({ resource }) => !resource.endsWith("events")));
  expect(rest).toEqual({
    "create configmaps": 1,
    "patch configmaps": 1,
    "patch apps/deployments": 1,
    "patch ecs.berth.dev/taskdefinitions/status": 1,
  });
  // Once a second at most, and once when all is done.
  expect(ofService).toBeLessThanOrEqual(seconds + 2);
  expect(ofCluster).toBeLessThanOrEqual(seconds + 2);
  await place.leave();
});

const STATUS_OF_SERVICE = "patch ecs.berth.dev/ecsservices/status";
const STATUS_OF_CLUSTER = "patch ecs.berth.dev/ecsclusters/status";
