import { describe, expect, test } from "vitest";
import { clusterSpec } from "../../src/api/kinds/cluster.ts";
import { serviceSpec } from "../../src/api/kinds/service.ts";
import { leaves } from "../../src/api/shape.ts";
import { clusterNotYet, serviceNotYet } from "../../src/translate/service/unsupported.ts";

/** Leaves of CreateService that have their effect; everything else has to be listed as not yet. */
const SERVICE_HONOURED = [
  "cluster",
  "deploymentConfiguration.maximumPercent",
  "deploymentConfiguration.minimumHealthyPercent",
  "deploymentController.type",
  "desiredCount",
  "kubernetes.forceNewDeployment",
  "kubernetes.healthyAfterSeconds",
  "kubernetes.strict",
  "launchType",
  "loadBalancers[].containerName",
  "loadBalancers[].containerPort",
  "schedulingStrategy",
  "serviceName",
  "taskDefinition",
];
const CLUSTER_HONOURED = ["clusterName", "kubernetes.strict"];

describe.each([
  ["CreateService", leaves(serviceSpec), serviceNotYet, SERVICE_HONOURED],
  ["CreateCluster", leaves(clusterSpec), clusterNotYet, CLUSTER_HONOURED],
])("%s", (_request, all, notYet, honoured) => {
  const isUnder = (leaf: string, path: string) =>
    leaf === path || leaf.startsWith(`${path}.`) || leaf.startsWith(`${path}[]`);

  test("has no leaf that is neither honoured nor listed", () => {
    const open = all.filter((leaf) => !honoured.includes(leaf) && !notYet.some(({ path }) => isUnder(leaf, path)));
    expect(open).toEqual([]);
  });

  test("has no leaf that is both, and nothing is listed that does not exist", () => {
    expect(honoured.filter((leaf) => !all.includes(leaf))).toEqual([]);
    expect(honoured.filter((leaf) => notYet.some(({ path }) => isUnder(leaf, path)))).toEqual([]);
    expect(notYet.filter(({ path }) => !all.some((leaf) => isUnder(leaf, path)))).toEqual([]);
  });
});
