import fc from "fast-check";
import { expect, test } from "vitest";
import { type TaskDefinitionSpec, taskDefinitionSpec } from "../../src/api/index.ts";
import { kubernetesName } from "../../src/api/names.ts";
import { leaves } from "../../src/api/shape.ts";
import { planFamily } from "../../src/plan/task-definition.ts";
import { conditions, fieldsHonoured } from "../../src/status/conditions.ts";
import { canonicalise } from "../../src/translate/canonical.ts";
import { checkRegistration } from "../../src/translate/registration.ts";
import { readRevision, revisionConfigMap } from "../../src/translate/revision/config-map.ts";
import { translateTaskDefinition } from "../../src/translate/translate.ts";
import { unsupported } from "../../src/translate/unsupported.ts";
import { aContext } from "../support/a-task-definition.ts";
import { arbitraryOf } from "../support/arbitrary-of-schema.ts";
import { taskDefinitions } from "../support/arbitrary-task-definition.ts";
import { reversed } from "../support/reversed.ts";

/* Whatever the schema lets somebody write, in all of its members, whether ECS takes it or not. */

const anything: fc.Arbitrary<TaskDefinitionSpec> = arbitraryOf(taskDefinitionSpec).map((spec) =>
  taskDefinitionSpec.parse(spec),
);

/** Definitions that ECS registers, with a few members more of which nothing is known but their schema and that ECS takes them. */
const registered = fc
  .tuple(taskDefinitions, fc.array(anything, { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.nat()))
  .map(([spec, others, picks]): TaskDefinitionSpec => {
    const more = <T extends object>(own: T, foreign: readonly object[]): T => {
      const free = foreign.flatMap(Object.entries).filter(([member]) => !(member in own) && !SIZES.has(member));
      const picked = free.length === 0 ? undefined : free[(picks.next().value ?? 0) % free.length];
      return { ...(picked && { [picked[0]]: picked[1] }), ...own };
    };
    const containers = others.flatMap(({ containerDefinitions }) => containerDefinitions);
    const additions = spec.containerDefinitions.map((_, place) => (sofar: TaskDefinitionSpec) => ({
      ...sofar,
      containerDefinitions: sofar.containerDefinitions.map((one, n) => (n === place ? more(one, containers) : one)),
    }));
    return [...additions, (sofar: TaskDefinitionSpec) => more(sofar, others)].reduce((sofar, add) => {
      const extended = taskDefinitionSpec.parse(add(sofar));
      return checkRegistration(extended, "web").length === 0 ? extended : sofar;
    }, spec);
  });

/** Members that say how much of the others fits. */
const SIZES = new Set(["cpu", "memory", "memoryReservation", "kubernetes"]);

function revisionOf(spec: TaskDefinitionSpec) {
  const definition = canonicalise(spec, "web");
  const arn = "arn:aws:ecs:local:000000000000:task-definition/web:7";
  return { family: "web", revision: 7, status: "ACTIVE", arn, definition, extras: {} } as const;
}

test("every member is there sometimes", () => {
  const seen = new Set<string>();
  const note = (value: unknown, path: string): void => {
    seen.add(path);
    if (Array.isArray(value)) for (const item of value) note(item, typeof item === "object" ? `${path}[]` : path);
    else if (value !== null && typeof value === "object")
      for (const [name, member] of Object.entries(value)) note(member, path === "" ? name : `${path}.${name}`);
  };
  for (const spec of fc.sample(anything, { numRuns: 300, seed: 1 })) note(spec, "");
  expect(leaves(taskDefinitionSpec).filter((leaf) => !seen.has(leaf))).toEqual([]);
});

test("the canonical form of a canonical form is itself, stored and read again", () => {
  fc.assert(
    fc.property(anything, (spec) => {
      const once = canonicalise(spec, "web");
      const stored: unknown = JSON.parse(JSON.stringify(once));
      expect(JSON.stringify(canonicalise(taskDefinitionSpec.parse(stored), "web"))).toBe(JSON.stringify(once));
    }),
  );
});

test("the order of members changes nothing", () => {
  fc.assert(
    fc.property(anything, (spec) => {
      expect(JSON.stringify(canonicalise(reversed(spec), "web"))).toBe(JSON.stringify(canonicalise(spec, "web")));
    }),
  );
});

test("what DescribeTaskDefinition says of a revision registers nothing new", () => {
  fc.assert(
    fc.property(anything, (spec) => {
      const configMap = revisionConfigMap("demo", revisionOf(spec));
      const revision = readRevision(configMap);
      if (revision === undefined) throw new Error("the revision cannot be read");
      const described = taskDefinitionSpec.parse(JSON.parse(configMap.data?.["task-definition.json"] ?? ""));
      const observed = { revisions: [revision], referenced: 0 };
      expect(planFamily(described, "web", observed).kind).toBe("current");
      const extras = { ...spec, kubernetes: { revisionHistoryLimit: 1 } };
      expect(planFamily(extras, "web", observed).kind).toBe("current");
    }),
  );
});

test("it is judged, and whatever is wrong with it is said, each thing once", () => {
  fc.assert(
    fc.property(anything, (spec) => {
      const problems = checkRegistration(spec, "web").map(({ path, message }) => `${path}: ${message}`);
      expect(problems.filter((one, index) => problems.indexOf(one) < index)).toEqual([]);
      const told = unsupported(spec).map(({ path, kind }) => `${kind} ${path}`);
      expect(told.filter((one, index) => told.indexOf(one) < index)).toEqual([]);
    }),
  );
});

test("a condition names what is not honoured: each thing as a whole, and how many there was no room for", () => {
  let cut = 0;
  fc.assert(
    fc.property(anything, (spec) => {
      const entries = unsupported(spec).map(({ path, reason }) => `${path}: ${reason}`);
      const [condition] = conditions(undefined, [fieldsHonoured(unsupported(spec))], 1, new Date(0));
      const { message = "" } = condition ?? {};
      expect(message.length).toBeLessThanOrEqual(4096);
      const [, shown = message, more = "0"] = /^(.*); and (\d+) more$/s.exec(message) ?? [];
      const count = entries.length - Number(more);
      if (entries.length > 0) expect(shown).toBe(entries.slice(0, count).join("; "));
      if (more !== "0") cut += 1;
    }),
  );
  expect(cut).toBeGreaterThan(0);
});

test("what is registered is translated, and none of its containers is lost, whatever it says", () => {
  const members = new Set<string>();
  fc.assert(
    fc.property(registered, (spec) => {
      const { containers, initContainers = [] } = translateTaskDefinition(
        canonicalise(spec, "web"),
        aContext(),
      ).podSpec;
      const there = new Set([...containers, ...initContainers].map(({ name }) => name));
      expect(spec.containerDefinitions.filter(({ name = "" }) => !there.has(kubernetesName(name)))).toEqual([]);
      for (const one of [spec, ...spec.containerDefinitions]) for (const name of Object.keys(one)) members.add(name);
    }),
    { numRuns: 200 },
  );
  // Most members come to be tried, or the property would say little.
  expect(members.size).toBeGreaterThan(35);
});
