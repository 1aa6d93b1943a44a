import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { toYaml } from "../../src/api/yaml.ts";
import { taskDefinitions } from "../support/arbitrary-task-definition.ts";
import { cliAlone } from "../support/cli-runs.ts";

// Each run is one of the whole command line.
vi.setConfig({ testTimeout: 30_000 });

const REFUSAL = /^(ClientException|InvalidParameterException): \S/;

const rendered = (text: string) => cliAlone({ f: text }, "render", "-f", "f", "--allow", "all");

/** A value with the members of its objects the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

test("what is rendered depends neither on the order of members nor on JSON or YAML, nor on being imported first", async () => {
  await fc.assert(
    fc.asyncProperty(taskDefinitions, async (spec) => {
      const request = { family: "app", ...spec };
      const { code, stdout } = await rendered(JSON.stringify(request));
      expect([0, 1]).toContain(code);
      const manifests = await cliAlone({ f: JSON.stringify(request) }, "import", "f");
      for (const text of [JSON.stringify(reversed(request)), toYaml(request), manifests.stdout]) {
        expect(await rendered(text)).toMatchObject({ code, stdout });
      }
    }),
    { numRuns: 30 },
  );
});

test("whatever JSON stands in a request, it is rendered or refused in words of ECS", async () => {
  const member = fc.oneof(fc.jsonValue(), fc.constantFrom("a", 1, null, [], {}));
  const name = fc.constantFrom(
    "family",
    "cpu",
    "networkMode",
    "volumes",
    "tags",
    "kubernetes",
    "memory",
    "nobodyKnows",
  );
  const inContainer = fc.constantFrom("name", "image", "cpu", "memory", "portMappings", "healthCheck", "environment");
  const request = fc.tuple(fc.dictionary(name, member), fc.array(fc.dictionary(inContainer, member)));
  await fc.assert(
    fc.asyncProperty(request, async ([members, containerDefinitions]) => {
      const { code, stderr } = await rendered(JSON.stringify({ family: "app", ...members, containerDefinitions }));
      expect([0, 1]).toContain(code);
      if (code === 1) for (const line of stderr.trimEnd().split("\n")) expect(line).toMatch(REFUSAL);
    }),
    { numRuns: 200 },
  );
});
