import { expect, test } from "vitest";
import { planDeletion } from "./cluster.ts";

const empty = { services: 0, instances: 0, tasks: 0 };

test("an empty cluster goes at once", () => {
  expect(planDeletion(empty, false)).toEqual({ kind: "release" });
});

test.each([
  [
    { services: 1, instances: 1, tasks: 1 },
    "ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.",
  ],
  [
    { services: 0, instances: 1, tasks: 1 },
    "ClusterContainsContainerInstancesException: The Cluster cannot be deleted while Container Instances are active or draining.",
  ],
  [
    { services: 0, instances: 0, tasks: 1 },
    "ClusterContainsTasksException: The Cluster cannot be deleted while Tasks are active.",
  ],
])("with %o the refusal is ECS's: %s", (use, text) => {
  expect(planDeletion(use, false)).toMatchObject({ kind: "blocked", message: expect.stringContaining(text) });
});

test("a namespace that is being deleted is not held up by a Node's label", () => {
  expect(planDeletion({ ...empty, instances: 3 }, true)).toEqual({ kind: "release" });
});
