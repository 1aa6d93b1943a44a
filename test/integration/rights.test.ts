import { expect, inject, onTestFinished, test } from "vitest";
import * as resources from "../../src/kube/resource.ts";
import { type AuditEntry, AuditLog, OPERATOR_USER } from "../support/audit.ts";
import { rightsOf, rulesOf } from "../support/chart.ts";
import { aCluster, aService, aTask, aTaskDefinition } from "../support/manifests.ts";
import { startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, showOnFailure } from "../support/place.ts";
import { taskObjects } from "../support/runs.ts";

/** Rights that no request shows, with the reason why they are granted. */
const UNSEEN: Readonly<Record<string, string>> = {
  "patch events.k8s.io/events": "an Event is counted up a minute after it was first told",
  "update ecs.berth.dev/ecsclusters/finalizers": "asked by admission when an owner is named",
  "update ecs.berth.dev/ecsservices/finalizers": "asked by admission when an owner is named",
  "update ecs.berth.dev/ecstasks/finalizers": "asked by admission when an owner is named",
  "update ecs.berth.dev/taskdefinitions/finalizers": "asked by admission when an owner is named",
};

/** The rights that a request asks for. */
function rightsUsed({ verb, resource, code }: AuditEntry): string[] {
  // Whoever applies what is not there creates it.
  return verb === "patch" && code === 201 ? [`patch ${resource}`, `create ${resource}`] : [`${verb} ${resource}`];
}

test("the operator uses every right that the chart grants, and needs no other", async () => {
  const audit = new AuditLog(inject("plane").auditLog);
  const operator = await startOperatorProcess({
    kubeconfig: inject("operatorConfig"),
    folder: inject("plane").folder,
  });
  showOnFailure(operator.log);
  // Two at once would work against each other, in the stories that follow, too.
  onTestFinished(async () => void (await operator.terminate()));
  const place = await aPlace("rights");
  await place.addNode("default");
  const containerDefinitions = [{ name: "main", image: "nginx", memory: 64, portMappings: [{ containerPort: 80 }] }];
  const kubernetes = { healthyAfterSeconds: 0 };
  const web = { taskDefinition: "web", desiredCount: 1, kubernetes };
  await place.apply(aCluster());
  await place.apply(aTaskDefinition("web", { containerDefinitions }));
  await place.apply(aService("web", { ...web, loadBalancers: [{ containerName: "main", containerPort: 80 }] }));
  await place.apply(aService("agent", { taskDefinition: "web", schedulingStrategy: "DAEMON", kubernetes }));
  await Promise.all(["web", "agent"].map((name) => place.untilReady(resources.services, name)));
  await place.copy(resources.deployments, "web", "web-copy");
  await place.copy(resources.daemonSets, "agent", "agent-copy");
  await place.untilGone(resources.deployments, "web-copy");
  await place.untilGone(resources.daemonSets, "agent-copy");
  await place.apply(aService("web", web));
  await place.apply(aTaskDefinition("web", { containerDefinitions, memory: "128" }));
  await place.until(resources.taskDefinitions, "web", { status: { revision: 2 } });
  await place.untilGone(resources.coreServices, "web");
  // Tasks fail, beside a container that goes on: what is left of them is stopped, the rollout held, and Pods removed.
  const broken = [
    { ...containerDefinitions[0], name: "main", image: "fails" },
    { name: "side", image: "nginx", memory: 64, essential: false },
  ];
  await place.apply(aTaskDefinition("web", { containerDefinitions: broken }));
  const ofTasks = ["patch pods", "delete pods", "patch apps/replicasets"];
  const seen = () =>
    new Set(
      audit
        .entries()
        .filter(({ user }) => user === OPERATOR_USER)
        .flatMap(rightsUsed),
    );
  await expect
    .poll(() => ofTasks.filter((right) => !seen().has(right)), { timeout: 60_000, interval: 500 })
    .toEqual([]);
  await place.apply(aTask("once", { taskDefinition: "web:1", kubernetes: { ttlSecondsAfterFinished: 0 } }));
  await place.until(taskObjects, "once", (one) => one?.status?.tasks?.[0]?.lastStatus === "RUNNING");
  for (const { metadata } of await place.list(resources.pods, "ecs.berth.dev/task=once"))
    await place.delete(resources.pods, metadata.name);
  await place.untilGone(taskObjects, "once");
  await place.apply(aTaskDefinition("job", { containerDefinitions: [{ name: "main", image: "ends", memory: 64 }] }));
  await place.apply(aTask("job", { taskDefinition: "job", kubernetes: { stoppedTaskRetention: "0s" } }));
  await place.untilReady(taskObjects, "job");
  await expect.poll(() => place.list(resources.pods, "ecs.berth.dev/task=job"), { timeout: 10_000 }).toEqual([]);
  await place.apply(aTaskDefinition("spare", { containerDefinitions }));
  await place.until(resources.configMaps, "taskdef-spare-1", {});
  await place.apply(
    aTaskDefinition("spare", { containerDefinitions, memory: "128", kubernetes: { revisionHistoryLimit: 0 } }),
  );
  await place.untilGone(resources.configMaps, "taskdef-spare-1");
  // It waits for its services, and asks whether the whole namespace goes.
  await place.delete(resources.clusters, "default");
  await place.delete(resources.taskDefinitions, "web");
  await place.until(resources.configMaps, "taskdef-web-3", {
    metadata: { labels: { "ecs.berth.dev/status": "INACTIVE" } },
  });
  await operator.terminate();

  const requests = audit.entries().filter(({ user }) => user === OPERATOR_USER);
  expect(requests.filter(({ forbidden }) => forbidden)).toEqual([]);
  const used = new Set(requests.flatMap(rightsUsed));
  const granted = rightsOf(rulesOf("operator"));
  expect([...used].filter((right) => !granted.includes(right))).toEqual([]);
  expect(granted.filter((right) => !used.has(right)).toSorted()).toEqual(Object.keys(UNSEEN).toSorted());
  await place.leave();
});
