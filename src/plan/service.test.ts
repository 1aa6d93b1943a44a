import { describe, expect, test } from "vitest";
import {
  aCluster,
  aRevision,
  aService,
  aTask,
  daemonSetOf,
  deploymentOf,
  observed,
  rolloutOf,
  settings,
} from "../../test/support/a-service.ts";
import type { ServiceSpec, ServiceStatus } from "../api/kinds/service.ts";
import { annotations, labels } from "../api/labels.ts";
import type { Revision } from "../translate/revision/config-map.ts";
import { planService } from "./service.ts";

const NOW = new Date("2026-02-03T04:05:06Z");
const plan = (change: Parameters<typeof observed>[0] = {}) => planService(observed(change), settings, NOW);

describe("a REPLICA service", () => {
  test("becomes a Deployment with ECS's default room: nothing below, a second set above", () => {
    const { spec } = deploymentOf(plan({ spec: { desiredCount: 3 } }));
    expect(spec?.replicas).toBe(3);
    expect(spec?.strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 3 } });
  });

  test("runs its tasks on the cluster's container instances and spreads them over zones", () => {
    const { spec } = deploymentOf(plan());
    expect(spec?.template.spec?.nodeSelector).toEqual({ [labels.cluster]: "demo.default" });
    expect(spec?.template.spec?.topologySpreadConstraints?.map(({ whenUnsatisfiable }) => whenUnsatisfiable)).toEqual([
      "ScheduleAnyway",
      "ScheduleAnyway",
    ]);
  });

  test("is owned by the Service object, so that it goes with it", () => {
    expect(deploymentOf(plan()).metadata.ownerReferences).toMatchObject([{ uid: "uid-of-web", controller: true }]);
  });

  test("counts a task as healthy after 40 seconds, unless it has a check or a load balancer", () => {
    const healthCheck = { command: ["CMD-SHELL", "true"] };
    const checked = aRevision(1, {
      containerDefinitions: [{ name: "nginx", image: "nginx", memory: 128, healthCheck }],
    });
    const loadBalancers = [{ containerName: "nginx", containerPort: 80 }];
    expect(deploymentOf(plan()).spec?.minReadySeconds).toBe(40);
    expect(deploymentOf(plan({ revision: checked })).spec?.minReadySeconds).toBe(0);
    expect(deploymentOf(plan({ spec: { loadBalancers } })).spec?.minReadySeconds).toBe(0);
    expect(deploymentOf(plan({ spec: { kubernetes: { healthyAfterSeconds: 5 } } })).spec?.minReadySeconds).toBe(5);
  });

  test("has a Deployment of its own name, or of one that leaves room for what Kubernetes adds to it", () => {
    const named = (name: string) => ({ service: { ...aService(), metadata: { ...aService().metadata, name } } });
    expect(deploymentOf(plan(named("web"))).metadata.name).toBe("web");
    const long = "w".repeat(253);
    const names = [long, `${long.slice(1)}x`].map((name) => deploymentOf(plan(named(name))).metadata.name);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(240);
  });

  test("gives Kubernetes numbers that it takes, however long a task is to run first", () => {
    const spec = { kubernetes: { healthyAfterSeconds: 2 ** 31 - 1 } };
    const { minReadySeconds = 0, progressDeadlineSeconds = 0 } = deploymentOf(plan({ spec })).spec ?? {};
    expect(progressDeadlineSeconds).toBeGreaterThan(minReadySeconds);
    expect(progressDeadlineSeconds).toBeLessThan(2 ** 31);
  });

  test("on Fargate runs outside the container instances, and anywhere where there is nothing else", () => {
    const fargate = aRevision(1, {
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
    });
    const spec = { launchType: "FARGATE" as const };
    const pool = deploymentOf(plan({ revision: fargate, spec })).spec?.template.spec;
    expect(JSON.stringify(pool?.affinity)).toContain("DoesNotExist");
    const none = plan({ revision: fargate, spec, fargatePool: false });
    expect(deploymentOf(none).spec?.template.spec?.affinity).toBeUndefined();
    const paths = (planned: typeof none) => rolloutOf(planned).differences.map(({ path }) => path);
    expect(paths(none)).toContain("launchType");
    // The template of a deployment stays, and with it where its tasks can run.
    expect(paths(plan({ revision: fargate, spec, deployment: deploymentOf(none) }))).toContain("launchType");
    const made = plan({ revision: fargate, spec });
    const gone = { revision: fargate, spec, fargatePool: false, deployment: deploymentOf(made) };
    expect(paths(plan(gone))).not.toContain("launchType");
  });
});

describe("a DAEMON service", () => {
  test("becomes a DaemonSet on the cluster's instances, all of which may be replaced at once", () => {
    const { spec } = daemonSetOf(
      plan({ service: { ...aService(), spec: { taskDefinition: "web", schedulingStrategy: "DAEMON" } } }),
    );
    expect(spec?.updateStrategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 2, maxSurge: 0 } });
    expect(spec?.template.spec?.nodeSelector).toEqual({ [labels.cluster]: "demo.default" });
  });

  const full = { ...aService().spec, schedulingStrategy: "DAEMON" as const, desiredCount: undefined };
  const blocked = { ...full, deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } };
  const daemon = (spec: ServiceSpec, change: Parameters<typeof observed>[0] = {}) =>
    plan({ service: { ...aService(), spec }, ...change });

  test("that cannot progress waits as long as there is a task of the old template", () => {
    const first = daemon(blocked);
    expect(rolloutOf(first).held).toBe(false);
    const second = { revision: aRevision(2), daemonSet: daemonSetOf(first) };
    const held = daemon(blocked, second);
    expect(rolloutOf(held).held).toBe(true);
    expect(daemonSetOf(held).spec?.updateStrategy).toEqual({ type: "OnDelete" });
    const later = { ...second, daemonSet: daemonSetOf(held), pods: [aTask("t1", rolloutOf(first))] };
    expect(rolloutOf(daemon(blocked, later)).held).toBe(true);
    expect(rolloutOf(daemon(full, later)).held).toBe(false);
    const done = { ...later, pods: [aTask("t2", rolloutOf(held))] };
    expect(rolloutOf(daemon(blocked, done)).held).toBe(false);
  });
});

describe("a core Service", () => {
  const kinds = (change: Parameters<typeof observed>[0]) => rolloutOf(plan(change)).intents.map(({ kind }) => kind);

  test("is made only where a load balancer names a container and a port", () => {
    expect(kinds({})).toEqual(["Deployment"]);
    expect(kinds({ spec: { loadBalancers: [{ containerName: "nginx", containerPort: 80 }] } })).toEqual([
      "Deployment",
      "Service",
    ]);
  });

  test("is pruned when the load balancers go, unless it is going already", () => {
    const child = { kind: "Service", metadata: { name: "web", uid: "svc" } };
    expect(rolloutOf(plan({ children: [child] })).prune).toEqual([{ kind: "Service", name: "web", uid: "svc" }]);
    const going = { ...child, metadata: { ...child.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } };
    expect(rolloutOf(plan({ children: [going] })).prune).toEqual([]);
  });
});

test("a copy of the workload under another name is pruned, the workload itself is not", () => {
  const children = ["web", "web-copy"].map((name) => ({ kind: "Deployment", metadata: { name, uid: name } }));
  expect(rolloutOf(plan({ children })).prune).toEqual([{ kind: "Deployment", name: "web-copy", uid: "web-copy" }]);
});

describe("what is missing is waited for", () => {
  test.each([
    ["a cluster", { cluster: undefined }, "WaitingForCluster", "ClusterNotFoundException: Cluster not found."],
    [
      "a task definition",
      { revision: undefined },
      "WaitingForTaskDefinition",
      "ClientException: TaskDefinition not found.",
    ],
  ])("%s", (_name, change, reason, text) => {
    expect(plan(change)).toMatchObject({ kind: "wait", reason });
    expect(plan(change)).toHaveProperty("message", expect.stringContaining(text));
  });
});

test("a cluster that is being deleted takes no new service, and keeps those that run", () => {
  const cluster = { ...aCluster(), metadata: { name: "default", deletionTimestamp: "2026-01-01T00:00:00Z" } };
  expect(plan({ cluster })).toMatchObject({ kind: "wait", reason: "ClusterInactive" });
  expect(plan({ cluster, deployment: deploymentOf(plan()) }).kind).toBe("apply");
});

describe("what only a change of the object can mend is refused", () => {
  test("an inactive revision for a service that does not run it", () => {
    expect(plan({ revision: { ...aRevision(), status: "INACTIVE" } })).toMatchObject({ kind: "refuse" });
  });

  test("but not for a service that runs it: it goes on", () => {
    const deployment = deploymentOf(plan());
    expect(plan({ deployment, revision: { ...aRevision(), status: "INACTIVE" } }).kind).toBe("apply");
  });

  test("nor for one whose workload somebody deleted", () => {
    const inactive: Revision = { ...aRevision(), status: "INACTIVE" };
    expect(plan({ status: { kubernetes: { taskDefinition: "web:1" } }, revision: inactive }).kind).toBe("apply");
  });

  test("a second Service object for one ECS service", () => {
    expect(plan({ elder: aService() })).toMatchObject({ kind: "refuse", reason: "ServiceConflict" });
  });

  test("Fargate for a task definition that was not made for it", () => {
    expect(plan({ spec: { launchType: "FARGATE" } })).toHaveProperty(
      "message",
      "InvalidParameterException: Task definition does not support launch_type FARGATE.",
    );
  });
});

const statusOf = (id: string, templateHash: string): ServiceStatus => {
  const counts = { desiredCount: 2, runningCount: 2, pendingCount: 0, failedTasks: 0 };
  const times = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };
  return {
    deployments: [{ id, status: "PRIMARY", taskDefinition: "web:2", ...counts, ...times }],
    kubernetes: { deployments: [{ id, templateHash }] },
  };
};

describe("a deployment", () => {
  const before = deploymentOf(plan());

  test("keeps its id while its ECS input is the same, and gets a new one with each change of it", () => {
    const first = rolloutOf(plan()).deploymentId;
    expect(rolloutOf(plan({ deployment: before, spec: { desiredCount: 9 } })).deploymentId).toBe(first);
    const second = plan({ deployment: before, revision: aRevision(2) });
    expect(rolloutOf(second).deploymentId).not.toBe(first);
    const back = plan({ deployment: deploymentOf(second), revision: aRevision(1) });
    expect([first, rolloutOf(second).deploymentId]).not.toContain(rolloutOf(back).deploymentId);
  });

  test("goes on under its id where its workload was deleted, or lost or changed its notes", () => {
    const second = plan({ deployment: before, revision: aRevision(2) });
    const { deploymentId: id, templateHash } = rolloutOf(second);
    const status = statusOf(id, templateHash);
    const forgetful = deploymentOf(second);
    forgetful.metadata.annotations = { [annotations.deploymentId]: "ecs-svc/1" };
    for (const deployment of [undefined, forgetful]) {
      expect(rolloutOf(plan({ revision: aRevision(2), status, deployment })).deploymentId).toBe(id);
    }
    expect(rolloutOf(plan({ revision: aRevision(1), status })).deploymentId).not.toBe(id);
  });

  test("is not started by an operator that would render another template", () => {
    const live = structuredClone(before);
    live.metadata.annotations = { ...live.metadata.annotations, [annotations.renderedHash]: "by an earlier operator" };
    if (live.spec?.template.spec !== undefined) live.spec.template.spec.terminationGracePeriodSeconds = 77;
    const after = deploymentOf(plan({ deployment: live }));
    expect(after.spec?.template).toEqual(live.spec?.template);
  });

  test("puts back what somebody else edited in a template of its own", () => {
    const live = structuredClone(before);
    if (live.spec?.template.spec !== undefined) live.spec.template.spec.terminationGracePeriodSeconds = 77;
    expect(deploymentOf(plan({ deployment: live })).spec?.template).toEqual(before.spec?.template);
  });

  test("that cannot progress waits, paused, and goes on when the configuration allows", () => {
    const deploymentConfiguration = { minimumHealthyPercent: 100, maximumPercent: 100 };
    const first = plan({ spec: { deploymentConfiguration } });
    expect(rolloutOf(first).held).toBe(false);
    const next = { deployment: deploymentOf(first), revision: aRevision(2) };
    const held = plan({ ...next, spec: { deploymentConfiguration } });
    expect(rolloutOf(held).held).toBe(true);
    expect(deploymentOf(held).spec?.paused).toBe(true);
    expect(deploymentOf(plan(next)).spec?.paused).toBe(false);
  });
});

test("a cluster's default strategy decides where neither launch type nor strategy is given", () => {
  const cluster = aCluster({ defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }] });
  const revision = aRevision(1, {
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
  });
  expect(rolloutOf(plan({ cluster, revision })).launchType).toBe("FARGATE");

  // docs/adr/0010: it decides anew when it changes, by a deployment; what a service says itself stays.
  const before = plan({ revision });
  const after = plan({ cluster, revision, deployment: deploymentOf(before) });
  expect(rolloutOf(after).deploymentId).not.toBe(rolloutOf(before).deploymentId);
  const named = { revision, spec: { launchType: "EC2" as const } };
  expect(rolloutOf(plan({ ...named, cluster })).templateHash).toBe(rolloutOf(plan(named)).templateHash);
});
