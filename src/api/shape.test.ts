import { describe, expect, test } from "vitest";
import { z } from "zod";
import { taskDefinitionSpec } from "./kinds/task-definition.ts";
import { leaves, shapeOf } from "./shape.ts";

const schema = z.looseObject({
  name: z.string().optional().meta({ description: "Name.", ecsDefault: "x" }),
  list: z.array(z.looseObject({ key: z.string(), values: z.array(z.int()).optional() })).optional(),
  map: z.record(z.string(), z.string()).optional(),
  inner: z.looseObject({ flag: z.boolean().nullable() }).optional(),
});

describe("leaves", () => {
  test("go through lists of objects and stop at scalars, lists of scalars and maps", () => {
    expect(leaves(schema)).toEqual(["name", "list[].key", "list[].values", "map", "inner.flag"]);
  });

  test("of a task definition reach its deepest members", () => {
    expect(leaves(taskDefinitionSpec)).toEqual(
      expect.arrayContaining([
        "containerDefinitions[].environment[].name",
        "containerDefinitions[].linuxParameters.devices[].permissions",
        "volumes[].efsVolumeConfiguration.authorizationConfig.iam",
      ]),
    );
  });
});

describe("shapeOf", () => {
  test("tells optional members from required ones", () => {
    const shape = shapeOf(schema);
    const optional = shape.kind === "object" ? [...shape.members].filter(([, member]) => member.optional) : [];
    expect(optional.map(([name]) => name)).toEqual(["name", "list", "map", "inner"]);
    const strict = shapeOf(z.looseObject({ name: z.string() }));
    expect(strict.kind === "object" && strict.members.get("name")?.optional).toBe(false);
  });

  test("keeps the default that ECS documents", () => {
    const shape = shapeOf(schema);
    expect(shape.kind === "object" && shape.members.get("name")?.ecsDefault).toBe("x");
    expect(shape.kind === "object" && shape.members.get("map")?.ecsDefault).toBeUndefined();
  });
});
