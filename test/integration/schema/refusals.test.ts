import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Kind, kinds } from "../../../src/api/registry.ts";
import type { Change } from "../../../src/api/rule.ts";
import { admission, kindOf, refusalsOf, resourceOf } from "../../support/admission.ts";
import { operatorSays } from "../../support/operator-says.ts";
import { admin, aPlace, type Place } from "../../support/place.ts";
import { publishedTaskDefinitions } from "../../support/published.ts";

/* What a real API server refuses by the rules of the CRDs: what their examples say, and never more than the operator. */

let place: Place;
beforeAll(async () => {
  place = await aPlace("refusals");
});
afterAll(() => place?.leave());

describe.for(kinds.map((kind) => [kind.kind, kind] as const))("%s", ([, kind]) => {
  test.each(kind.refusals.map((rule) => [rule.message, rule] as const))("%s", async (_message, rule) => {
    for (const { after } of rule.accepted) {
      expect(await admission(admin(), kind, place.namespace, after), JSON.stringify(after)).toEqual([]);
    }
    for (const { after, says } of rule.refused) {
      const said = await admission(admin(), kind, place.namespace, after);
      expect(said, JSON.stringify(after)).toContainEqual(expect.stringContaining(says));
    }
  });

  test.each(kind.fixed.map((rule) => [rule.message, rule] as const))("%s", async (_message, { accepted, refused }) => {
    const change = async ({ before = {}, after }: Change) => {
      const home = await aPlace("fixed");
      const write = (spec: Readonly<Record<string, unknown>>, dryRun = false) => {
        const object = { metadata: { name: "app", namespace: home.namespace }, spec: whole(kind, spec) };
        return admin().apply(resourceOf(kind), object, { fieldManager: "user", dryRun });
      };
      await write(before);
      const said = await refusalsOf(() => write(after, true));
      // An operator of another test file would meet the object while its namespace goes.
      await home.delete(resourceOf(kind), "app");
      await home.leave();
      return said;
    };
    for (const one of accepted) expect(await change(one), JSON.stringify(one)).toEqual([]);
    for (const { says, ...one } of refused) {
      expect(await change(one), JSON.stringify(one)).toContainEqual(expect.stringContaining(says));
    }
  });
});

/** The spec with what an object needs besides the members that cannot change. */
function whole({ kind }: Kind, spec: Readonly<Record<string, unknown>>): object {
  if (kind === "TaskDefinition")
    return { containerDefinitions: [{ name: "web", image: "nginx", memory: 64 }], ...spec };
  if (kind === "Task") return { taskDefinition: "web", ...spec };
  if (kind !== "Service") return spec;
  const counted = spec.schedulingStrategy === "DAEMON" ? {} : { desiredCount: 1 };
  return { taskDefinition: "web", ...counted, ...spec };
}

/** Specs in which the mistakes of two examples meet. */
function mixed(kindName: string): fc.Arbitrary<Record<string, unknown>> {
  const kind = kindOf(kindName);
  const specs = kind.refusals.flatMap(({ accepted, refused }) => [...accepted, ...refused].map(({ after }) => after));
  const one = fc.constantFrom(...specs);
  return fc.tuple(one, one).map(([a, b]) => ({ ...a, ...b, ...containersOf(a, b) }));
}

function containersOf(...specs: readonly Readonly<Record<string, unknown>>[]): object {
  const lists = specs.flatMap(({ containerDefinitions }): unknown[][] =>
    Array.isArray(containerDefinitions) ? [containerDefinitions] : [],
  );
  const longest = Math.max(...lists.map(({ length }) => length), 0);
  if (lists.length === 0) return {};
  const merged = Array.from({ length: longest }, (_, index) => Object.assign({}, ...lists.map((list) => list[index])));
  return { containerDefinitions: merged };
}

describe("the API server refuses nothing that the operator would take, and says it in the same words:", () => {
  test.each(["TaskDefinition", "Service", "Task"])("%s with two mistakes", async (name) => {
    const kind = kindOf(name);
    await fc.assert(
      fc.asyncProperty(mixed(name), async (spec) => {
        const said = await admission(admin(), kind, place.namespace, spec);
        const known = operatorSays[kind.kind]?.(spec) ?? [];
        if (known.length === 0) expect(said).toEqual([]);
        for (const message of said.filter((one) => one.includes("Exception: "))) {
          expect(known.map(beginning(message)), message).toContain(words(message));
        }
      }),
      { numRuns: 300 },
    );
  });

  test.skipIf(publishedTaskDefinitions().length === 0)("task definitions as people have published them", async () => {
    const kind = kindOf("TaskDefinition");
    for (const { file, spec } of publishedTaskDefinitions()) {
      const said = await admission(admin(), kind, place.namespace, spec);
      const known = operatorSays[kind.kind]?.(spec) ?? [];
      if (known.length === 0) expect(said, file).toEqual([]);
      for (const message of said) expect(known.map(beginning(message)), file).toContain(words(message));
    }
  });
});

/**
 * The message of a rule without the API server's own words before it. Where it would have a line break, the API server
 * says the message in which `…` stands for each value: that counts up to the first.
 */
function words(message: string): string {
  return message.slice(message.search(/\w+Exception: /)).replace(/….*/s, "");
}

/** Of what the operator says, as much as the message says, where it leaves something out. */
function beginning(message: string): (known: string) => string {
  return (known) => (message.includes("…") ? known.slice(0, words(message).length) : known);
}
