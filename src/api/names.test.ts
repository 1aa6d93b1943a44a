import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as names from "./names.ts";

const ecsName = fc.stringMatching(/^[A-Za-z0-9_-]{1,255}$/);

describe("Kubernetes names for ECS names", () => {
  test.each([
    ["web", "web"],
    ["web-2", "web-2"],
    ["Web", /^web-x[0-9a-f]{10}$/],
    ["my_app", /^my-app-x[0-9a-f]{10}$/],
    ["-web-", /^web-x[0-9a-f]{10}$/],
    ["___", /^ecs-x[0-9a-f]{10}$/],
    ["a".repeat(255), /^a{51}-x[0-9a-f]{10}$/],
  ])("%s becomes %s", (ecs, kubernetes) => {
    expect(names.kubernetesName(ecs)).toMatch(kubernetes);
  });

  test("are legal DNS labels", () => {
    fc.assert(fc.property(ecsName, (name) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(names.kubernetesName(name))));
    fc.assert(fc.property(ecsName, (name) => /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(names.coreServiceName(name))));
  });

  test("of two ECS names never meet, not even where one is chosen to look like the other's", () => {
    fc.assert(fc.property(ecsName, ecsName, (a, b) => a === b || names.kubernetesName(a) !== names.kubernetesName(b)));
    expect(names.kubernetesName(names.kubernetesName("Web"))).not.toBe(names.kubernetesName("Web"));
  });
});

test("label values are legal and keep capitals and underscores where they can", () => {
  fc.assert(fc.property(ecsName, (name) => /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(names.labelValue(name))));
  expect(names.labelValue("My_App")).toBe("My_App");
});

test("no family's counter is named like another family's revision", () => {
  fc.assert(
    fc.property(
      ecsName,
      ecsName,
      fc.nat(),
      (a, b, revision) => names.counterName(a) !== names.revisionName(b, revision),
    ),
  );
});

test("revisions of two families never share a name, whatever hyphens and digits the families end with", () => {
  expect(names.revisionName("a", 11)).not.toBe(names.revisionName("a-1", 1));
  expect(names.revisionName("a-1", 1)).toBe("taskdef-a-1-1");
});

test("a deployment id has 19 digits and depends on its seed alone", () => {
  expect(names.deploymentId("a")).toMatch(/^ecs-svc\/[1-9][0-9]{18}$/);
  expect(names.deploymentId("a")).toBe(names.deploymentId("a"));
  expect(names.deploymentId("a")).not.toBe(names.deploymentId("b"));
});

test("a hash does not depend on the order of keys, but on that of list items", () => {
  expect(names.hashOf({ a: 1, b: { c: 2, d: 3 } })).toBe(names.hashOf({ b: { d: 3, c: 2 }, a: 1 }));
  expect(names.hashOf([1, 2])).not.toBe(names.hashOf([2, 1]));
});
