import { expect, test } from "vitest";
import { api, pods } from "../support/api.ts";
import { kubectl, OPERATOR_NAMESPACE, tryKubectl } from "../support/cluster.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition, sleeper } from "../support/manifests.ts";
import { operatorEnds } from "../support/operator.ts";

const ENFORCE = "pod-security.kubernetes.io/enforce";

const shop = story("pod-security", { [ENFORCE]: "baseline" });

test("tasks of plain definitions run where the baseline Pod Security level is enforced", async () => {
  const everyday = sleeper({
    volumes: [{ name: "scratch" }],
    containerDefinitions: [
      {
        name: "main",
        image: "nginx:1.27",
        essential: true,
        portMappings: [{ containerPort: 80 }],
        mountPoints: [{ sourceVolume: "scratch", containerPath: "/scratch" }],
        healthCheck: { command: ["CMD-SHELL", "curl -f http://localhost/ || exit 1"], interval: 5 },
        ulimits: [{ name: "nofile", softLimit: 1024, hardLimit: 4096 }],
        linuxParameters: { capabilities: { drop: ["MKNOD", "NET_RAW"] }, initProcessEnabled: true },
      },
      {
        name: "side",
        image: "busybox:1",
        essential: false,
        user: "1000:1000",
        command: ["sleep", "3600"],
        stopTimeout: 2,
      },
    ],
  });
  await shop.apply(aCluster(), aTaskDefinition("plain", everyday));
  await shop.apply(aService("plain", { taskDefinition: "plain", launchType: "FARGATE", desiredCount: 1 }));
  await shop.settled("plain", 1);
});

test("the level is really enforced there", async () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "host", namespace: shop.namespace },
    spec: { hostNetwork: true, containers: [{ name: "main", image: "busybox:1" }] },
  };
  const { code, stderr } = await tryKubectl(["create", "-f", "-"], { input: JSON.stringify(pod) });
  expect(code).not.toBe(0);
  expect(stderr).toContain('violates PodSecurity "baseline');
});

test("the operator runs where the restricted level is enforced, and has not ended by itself", async () => {
  const { stdout } = await kubectl("get", "namespace", OPERATOR_NAMESPACE, "-o", "jsonpath={.metadata.labels}");
  expect(JSON.parse(stdout)).toMatchObject({ [ENFORCE]: "restricted" });
  const { items } = await api.list(pods, {
    namespace: OPERATOR_NAMESPACE,
    labelSelector: "app.kubernetes.io/name=berth",
  });
  expect(items.map(({ status }) => status?.phase)).toEqual(["Running"]);
  // What ended it, where something did; the machine may have been out of memory, which the diagnostics say.
  expect(await operatorEnds()).toEqual([]);
});
