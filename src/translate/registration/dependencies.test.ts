import { describe, expect, test } from "vitest";
import { withContainer, withContainers } from "../../../test/support/a-task-definition.ts";
import type { TaskDefinitionSpec } from "../../api/index.ts";
import { checkRegistration } from "../registration.ts";

const messages = (spec: TaskDefinitionSpec) => checkRegistration(spec, "web").map(({ message }) => message);

describe("dependencies", () => {
  const dependsOn = (containerName: string, condition: "COMPLETE" | "HEALTHY" | "START" | "SUCCESS") => [
    { containerName, condition },
  ];

  test.each([
    [
      "Cannot depend on container + 'b' because it does not exist",
      withContainers({ name: "a", dependsOn: dependsOn("b", "START") }),
    ],
    [
      "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
      withContainers({ name: "a", dependsOn: dependsOn("b", "SUCCESS") }, { name: "b" }),
    ],
    [
      "A dependency container with HEALTHY condition must have health check configured",
      withContainers({ name: "a", dependsOn: dependsOn("b", "HEALTHY") }, { name: "b" }),
    ],
    [
      "A dependency container with HEALTHY condition must have health check configured",
      withContainers(
        { name: "a", dependsOn: dependsOn("b", "HEALTHY") },
        { name: "b", healthCheck: { command: ["NONE"] } },
      ),
    ],
    [
      "Container dependencies should not have a cycle: a → b → a",
      withContainers({ name: "a", links: ["b:alias"] }, { name: "b", dependsOn: dependsOn("a", "START") }),
    ],
    [
      "Container dependencies should not have a cycle: a → a",
      withContainers({ name: "a", dependsOn: dependsOn("a", "START") }),
    ],
    [
      "Container dependencies should not have a cycle: b → c → b",
      withContainers(
        { name: "a", dependsOn: dependsOn("b", "START") },
        { name: "b", dependsOn: dependsOn("c", "START") },
        { name: "c", dependsOn: dependsOn("b", "START") },
      ),
    ],
  ])("%s", (message, spec) => {
    expect(messages(spec)).toEqual([message]);
  });

  test("a container that ends may be waited for if it is not essential", () => {
    const spec = withContainers({ name: "a", dependsOn: dependsOn("b", "SUCCESS") }, { name: "b", essential: false });
    expect(messages(spec)).toEqual([]);
  });

  test("a container may be linked, and a link be a dependency as well", () => {
    const spec = withContainers({ name: "a", links: ["b", "b:db"], dependsOn: dependsOn("b", "START") }, { name: "b" });
    expect(messages(spec)).toEqual([]);
  });

  test("a task without an essential container is refused", () => {
    expect(messages(withContainer({ essential: false }))).toEqual([
      "Task definition web doesn't have any essential container.",
    ]);
  });
});
