import { describe, expect, test } from "vitest";
import { kinds } from "../api/registry.ts";
import { leaves } from "../api/shape.ts";
import { effects } from "../translate/manual.ts";
import { withEffects } from "./manual.ts";

const kindOf = (name: string) => kinds.find(({ kind }) => kind === name) ?? expect.fail(`no kind ${name}`);

test("a member that has its effect is followed by what it becomes, and by what differs", () => {
  expect(effects(kindOf("TaskDefinition"), "containerDefinitions[].stopTimeout")).toEqual([
    expect.stringMatching(/^Becomes: terminationGracePeriodSeconds of the Pod: .*\.$/),
    expect.stringMatching(/^Differs: .*\.$/),
  ]);
});

test("a member without effect, and all below it, are followed by what happens instead", () => {
  for (const path of ["enableExecuteCommand", "serviceRegistries[].port"]) {
    expect(effects(kindOf("Service"), path), path).toEqual([expect.stringMatching(/^Not yet: .*\. Instead: .*\.$/)]);
  }
});

describe.for(kinds.map((kind) => [kind.kind, kind] as const))("%s", ([, kind]) => {
  test("every leaf says what becomes of it, or that nothing does", () => {
    const silent = leaves(kind.spec).filter(
      (path) => !/^(Becomes|Not yet|Not used): /.test(effects(kind, path)[0] ?? ""),
    );
    expect(silent).toEqual([]);
  });

  test("every effect is one sentence after another", () => {
    const all = leaves(kind.spec).flatMap((path) => effects(kind, path));
    expect(all.filter((text) => !/^[A-Z].*[^.]\.$/.test(text) || text.includes(".."))).toEqual([]);
  });
});

test("a description goes on, after an empty line, with what becomes of the member", () => {
  const schema = { type: "object", properties: { clusterName: { type: "string", description: "Name." } } } as const;
  const { properties } = withEffects(schema, kindOf("Cluster"));
  expect(properties?.clusterName?.description).toMatch(/^Name\.\n\nBecomes: the name that services name; .*\.$/);
});
