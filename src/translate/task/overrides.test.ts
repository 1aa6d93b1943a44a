import { describe, expect, test } from "vitest";
import { aRevision } from "../../../test/support/a-service.ts";
import type { TaskOverride } from "../../api/concepts/task-override.ts";
import type { TaskDefinitionSpec } from "../../api/kinds/task-definition.ts";
import { overridden } from "./overrides.ts";

const definition = (spec: Partial<TaskDefinitionSpec> = {}) => aRevision(1, spec).definition;
const main = { name: "nginx", image: "nginx", cpu: 10, memory: 128, command: ["a"] };
const variables = [
  { name: "A", value: "1" },
  { name: "B", value: "2" },
];

const files = { environmentFiles: [{ type: "s3" as const, value: "arn:aws:s3:::b/a.env" }] };

/** The first container with an override. */
function container(override: NonNullable<TaskOverride["containerOverrides"]>[number]) {
  const given = definition({ containerDefinitions: [{ ...main, ...files, environment: variables }] });
  const result = overridden(given, { containerOverrides: [{ name: "nginx", ...override }] }, "EC2");
  return "definition" in result ? result.definition.containerDefinitions[0] : result;
}

describe("an override of a container", () => {
  test.each<[string, Parameters<typeof container>[0], object]>([
    ["sets the command", { command: ["b", "c"] }, { command: ["b", "c"] }],
    ["that is an empty command keeps the definition's", { command: [] }, { command: ["a"] }],
    ["sets sizes", { cpu: 20, memory: 256, memoryReservation: 64 }, { cpu: 20, memory: 256, memoryReservation: 64 }],
    [
      "takes other environment files",
      { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::b/b.env" }] },
      { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::b/b.env" }] },
    ],
    [
      "without environment files keeps the definition's",
      { environmentFiles: [] },
      { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::b/a.env" }] },
    ],
    [
      "sets one variable, adds one and keeps one",
      {
        environment: [
          { name: "B", value: "" },
          { name: "C", value: "3" },
        ],
      },
      {
        environment: [
          { name: "A", value: "1" },
          { name: "B", value: "" },
          { name: "C", value: "3" },
        ],
      },
    ],
  ])("%s", (_what, override, expected) => {
    expect(container(override)).toMatchObject(expected);
  });
});

test("an override of the task role takes the definition's place", () => {
  const result = overridden(definition({ taskRoleArn: "a" }), { taskRoleArn: "b" }, "EC2");
  expect(result).toMatchObject({ definition: { taskRoleArn: "b" } });
  const kept = overridden(definition({ taskRoleArn: "a" }), { cpu: "256" }, "EC2");
  expect(kept).toMatchObject({ definition: { taskRoleArn: "a" } });
});

describe("an override is refused", () => {
  const problem = (spec: Partial<TaskDefinitionSpec>, overrides: TaskOverride, launchType = "EC2") => {
    const result = overridden(definition(spec), overrides, launchType);
    return "problem" in result ? result.problem.message : undefined;
  };
  const fargate = { networkMode: "awsvpc" as const, cpu: "256", memory: "512" };

  test.each<[string, Partial<TaskDefinitionSpec>, TaskOverride, string, string]>([
    [
      "for a container that is not there",
      {},
      { containerOverrides: [{ name: "other" }] },
      "EC2",
      "Override for container named other is not a container in the TaskDefinition.",
    ],
    ["for a memory that is none", {}, { memory: "much" }, "EC2", "Invalid 'memory' setting for task."],
    [
      "for a container that is larger than its task",
      { memory: "256" },
      { containerOverrides: [{ name: "nginx", memory: 512 }] },
      "EC2",
      "The 'memory' setting for container 'nginx' is greater than for the task.",
    ],
    [
      "for a size that Fargate does not have",
      fargate,
      { memory: "4096" },
      "FARGATE",
      "No Fargate configuration exists",
    ],
  ])("%s", (_what, spec, overrides, launchType, words) => {
    expect(problem(spec, overrides, launchType)).toContain(words);
  });

  test("for a variable that is a secret", () => {
    const secrets = [{ name: "KEY", valueFrom: "key" }];
    const spec = { executionRoleArn: "role", containerDefinitions: [{ ...main, secrets }] };
    const overrides = { containerOverrides: [{ name: "nginx", environment: [{ name: "KEY", value: "other" }] }] };
    expect(problem(spec, overrides)).toContain("The secret name must be unique and not shared with");
  });

  test("but not for a size that Fargate has, nor for what was wrong before", () => {
    expect(problem(fargate, { memory: "1GB" }, "FARGATE")).toBeUndefined();
    expect(problem({ cpu: "1" }, { memory: "512" })).toBeUndefined();
  });
});
