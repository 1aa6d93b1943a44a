import { describe, expect, test } from "vitest";
import { daemonPlacement, placed, replicaPlacement } from "./placement.ts";

const context = { clusterLabel: "shop.default", launchType: "EC2", fargatePool: true, selector: {} } as const;
const requires = (...keys: readonly string[]) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: keys.map((key) => ({ matchExpressions: [{ key, operator: "Exists" }] })),
    },
  },
});
const notOfACluster = { key: "ecs.berth.dev/cluster", operator: "DoesNotExist" };

describe("what a task definition asks of a Node, and where its tasks may run", () => {
  test("hold together: labels", () => {
    const pod = { containers: [], nodeSelector: { "kubernetes.io/arch": "arm64" } };
    expect(placed(pod, daemonPlacement(context)).nodeSelector).toEqual({
      "kubernetes.io/arch": "arm64",
      "ecs.berth.dev/cluster": "shop.default",
    });
  });

  test("hold together: one of the definition's terms, and what each has to fulfil besides", () => {
    const pod = { containers: [], affinity: requires("a", "b") };
    const { affinity } = placed(pod, replicaPlacement({ ...context, launchType: "FARGATE" }));
    expect(affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: "a", operator: "Exists" }, notOfACluster] },
      { matchExpressions: [{ key: "b", operator: "Exists" }, notOfACluster] },
    ]);
  });

  test("leave each other alone where only one says something", () => {
    const pod = { containers: [], affinity: requires("a") };
    expect(placed(pod, daemonPlacement(context)).affinity).toEqual(pod.affinity);
    expect(placed({ containers: [] }, replicaPlacement({ ...context, launchType: "FARGATE" })).affinity).toEqual(
      replicaPlacement({ ...context, launchType: "FARGATE" }).affinity,
    );
    expect(
      placed({ containers: [] }, replicaPlacement({ ...context, launchType: "FARGATE", fargatePool: false })),
    ).not.toHaveProperty("affinity");
  });
});
