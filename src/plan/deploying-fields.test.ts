import { describe, expect, test } from "vitest";
import { aRevision, deploymentOf, observed, rolloutOf, settings } from "../../test/support/a-service.ts";
import { type ServiceSpec, serviceSpec } from "../api/kinds/service.ts";
import { planService } from "./service.ts";

const NOW = new Date("2026-02-03T04:05:06Z");

// ecs-semantics §6.1, column D: what starts a deployment when it changes.
const STARTS: Partial<{ [Member in keyof ServiceSpec]: ServiceSpec[Member] }> = {
  platformVersion: "1.4.0",
  networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
  loadBalancers: [{ containerName: "nginx", containerPort: 80 }],
  serviceRegistries: [{ registryArn: "arn:aws:servicediscovery:eu-west-1:000000000000:service/srv-1" }],
  serviceConnectConfiguration: { enabled: true },
  volumeConfigurations: [{ name: "data" }],
  vpcLatticeConfigurations: [
    { roleArn: "arn:aws:iam::000000000000:role/r", targetGroupArn: "arn:aws:x", portName: "web" },
  ],
};

// All other members that can change: they do not touch a task that runs.
const LEAVES: Partial<{ [Member in keyof ServiceSpec]: ServiceSpec[Member] }> = {
  desiredCount: 5,
  deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 150 },
  healthCheckGracePeriodSeconds: 30,
  placementConstraints: [{ type: "memberOf", expression: "attribute:x == y" }],
  placementStrategy: [{ type: "spread", field: "host" }],
  availabilityZoneRebalancing: "DISABLED",
  tags: [{ key: "a", value: "b" }],
  enableECSManagedTags: true,
  propagateTags: "SERVICE",
  enableExecuteCommand: true,
  deploymentController: { type: "ECS" },
  role: "arn:aws:iam::000000000000:role/r",
  clientToken: "token",
  gatewayConnectors: [],
  monitoring: {},
  kubernetes: { healthyAfterSeconds: 7 },
};

// Where they run, and what they are called: the first two start a deployment, the others cannot change.
const ELSEWHERE = [
  "launchType",
  "capacityProviderStrategy",
  "taskDefinition",
  "cluster",
  "serviceName",
  "schedulingStrategy",
];

const first = planService(observed(), settings, NOW);
const changed = (spec: ServiceSpec) => planService(observed({ spec, deployment: deploymentOf(first) }), settings, NOW);

test("every member of CreateService is known to start a deployment, or not to", () => {
  const known = [...Object.keys(STARTS), ...Object.keys(LEAVES), ...ELSEWHERE];
  expect(known.toSorted()).toEqual(Object.keys(serviceSpec.shape).toSorted());
});

describe("a deployment is started by a change of", () => {
  test.each(Object.entries(STARTS))("%s", (member, value) => {
    const plan = rolloutOf(changed({ [member]: value }));
    expect(plan.deploymentId).not.toBe(rolloutOf(first).deploymentId);
  });

  test("the revision, the launch type, and a word that forces it", () => {
    const ids = [
      planService(observed({ revision: aRevision(2), deployment: deploymentOf(first) }), settings, NOW),
      changed({ launchType: "EXTERNAL" }),
      changed({ kubernetes: { forceNewDeployment: "now" } }),
    ].map((plan) => rolloutOf(plan).deploymentId);
    expect(new Set([...ids, rolloutOf(first).deploymentId]).size).toBe(4);
  });
});

describe("no task that runs is touched by a change of", () => {
  test.each(Object.entries(LEAVES))("%s", (member, value) => {
    const plan = changed({ [member]: value });
    expect(rolloutOf(plan).deploymentId).toBe(rolloutOf(first).deploymentId);
    expect(deploymentOf(plan).spec?.template).toEqual(deploymentOf(first).spec?.template);
  });
});
