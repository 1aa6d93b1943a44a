import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "../../api/kinds/service.ts";
import { templateHash } from "./template-hash.ts";

const input = { family: "web", revision: 1, launchType: "EC2", cluster: "demo.default" } as const;
const base: ServiceSpec = { desiredCount: 2 };
const hash = (spec: ServiceSpec) => templateHash(spec, input);

describe("what starts a deployment", () => {
  test.each<[string, ServiceSpec]>([
    ["networkConfiguration", { networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } } }],
    ["platformVersion", { platformVersion: "1.4.0" }],
    ["loadBalancers", { loadBalancers: [{ containerName: "web", containerPort: 80 }] }],
    ["forceNewDeployment", { kubernetes: { forceNewDeployment: "once" } }],
  ])("a change of %s does", (_name, change) => {
    expect(hash({ ...base, ...change })).not.toBe(hash(base));
  });

  test("another revision does", () => {
    expect(templateHash(base, { ...input, revision: 2 })).not.toBe(hash(base));
  });

  test.each<[string, ServiceSpec]>([
    ["desiredCount", { desiredCount: 9 }],
    ["deploymentConfiguration", { deploymentConfiguration: { maximumPercent: 150 } }],
    ["healthCheckGracePeriodSeconds", { healthCheckGracePeriodSeconds: 5 }],
    ["tags", { tags: [{ key: "team", value: "a" }] }],
    ["propagateTags", { propagateTags: "SERVICE" }],
    ["enableExecuteCommand", { enableExecuteCommand: true }],
    ["placementStrategy", { placementStrategy: [{ type: "random" }] }],
    ["empty loadBalancers", { loadBalancers: [] }],
    ["nothing but the word for it", { networkConfiguration: {}, kubernetes: { forceNewDeployment: "" } }],
    ["an explicit default", { platformVersion: "LATEST" }],
  ])("a change of %s does not", (_name, change) => {
    expect(hash({ ...base, ...change })).toBe(hash(base));
  });
});
