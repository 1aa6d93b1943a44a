import { describe, expect, test } from "vitest";
import { kinds } from "../api/registry.ts";
import { leaves } from "../api/shape.ts";
import { childrenOf, lookUp, nameOf } from "./field.ts";
import { fieldText } from "./field-text.ts";

describe("a field is found as people write it", () => {
  test.each([
    ["containerDefinitions.healthCheck.startPeriod", "taskDefinition.containerDefinitions[].healthCheck.startPeriod"],
    ["taskDefinition.containerDefinitions[].cpu", "taskDefinition.containerDefinitions[].cpu"],
    ["taskdefinition.spec.containerDefinitions[0].CPU", "taskDefinition.containerDefinitions[].cpu"],
    ["service.desiredCount", "service.desiredCount"],
    ["ecsservices.spec.desiredCount", "service.desiredCount"],
    ["desiredCount", "service.desiredCount"],
    ["startPeriod", "taskDefinition.containerDefinitions[].healthCheck.startPeriod"],
    ["memory", "taskDefinition.memory"],
    ["task.overrides.memory", "task.overrides.memory"],
    ["tags", "taskDefinition.tags"],
    ["clusterName", "cluster.clusterName"],
  ])("%s", (path, expected) => {
    const found = lookUp(path);
    expect(found.what === "field" && nameOf(found.member)).toBe(expected);
  });

  test.each(kinds.flatMap(({ kind, spec }) => leaves(spec).map((path) => [`${kind}.${path}`])))("%s", (path) => {
    const found = lookUp(path);
    expect(found.what === "field" && nameOf(found.member).toLowerCase()).toBe(path.toLowerCase());
  });
});

test("who else could be meant is told", () => {
  const found = lookUp("memory");
  expect(found.what === "field" && found.others.map(nameOf)).toEqual(
    expect.arrayContaining(["taskDefinition.containerDefinitions[].memory", "task.overrides.memory"]),
  );
});

test("a kind alone has its members, and members of its name are told", () => {
  const found = lookUp("cluster");
  expect(found).toMatchObject({ what: "kind", kind: { kind: "Cluster" } });
  expect(found.what === "kind" && found.others.map(nameOf)).toEqual(["service.cluster", "task.cluster"]);
});

test("an end that several members of a request have is not guessed at", () => {
  const found = lookUp("name");
  expect(found.what === "several" && found.members.map(nameOf)).toContain("taskDefinition.volumes[].name");
});

test.each([
  ["startPeriods", "taskDefinition.containerDefinitions[].healthCheck.startPeriod"],
  [
    "containerDefinitions.linuxParameters.swappines",
    "taskDefinition.containerDefinitions[].linuxParameters.swappiness",
  ],
  ["service.desiredCont", "service.desiredCount"],
])("%s is unknown, and something like it is not", (path, suggestion) => {
  const found = lookUp(path);
  expect(found.what === "unknown" && found.nearest.map(nameOf)[0]).toBe(suggestion);
});

test("the members right below a path, and no others", () => {
  const kind = kinds.find((one) => one.kind === "TaskDefinition") ?? expect.fail();
  expect(childrenOf(kind, "containerDefinitions[].healthCheck").map(({ path }) => path.replace(/.*\./, ""))).toEqual([
    "command",
    "interval",
    "timeout",
    "retries",
    "startPeriod",
  ]);
});

test("of every field its type and all that becomes of it is told", () => {
  for (const { kind, spec } of kinds) {
    for (const path of leaves(spec)) {
      const found = lookUp(`${kind}.${path}`);
      const lines = found.what === "field" ? fieldText(found.member, found.others) : [];
      expect(lines.join("\n"), path).toMatch(
        /^\S+\n {2}of \w+, the ECS request \w+\n\n {2}\S.*\n\n {2}Type: .*\n\n {2}\S/s,
      );
    }
  }
});
