import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Phrase } from "../../src/api/phrase.ts";
import { type Kind, kinds } from "../../src/api/registry.ts";
import { operatorSays } from "../support/operator-says.ts";

/*
 * A refusal that one object is enough for is declared once, with examples: the API server says it by a rule in CEL, the
 * operator by a check. Here the examples run against the checks, in test/integration/schema against a real API server.
 */

describe.for(kinds.map((kind): [string, Kind] => [kind.kind, kind]))("%s", ([name, { refusals, operatorOnly }]) => {
  const saidOf = operatorSays[name] ?? (() => []);

  test.each(refusals.map((rule) => [rule.message, rule] as const))("%s", (_message, { accepted, refused }) => {
    for (const { after } of accepted) expect(saidOf(after), JSON.stringify(after)).toEqual([]);
    for (const { after, says } of refused) expect(saidOf(after), JSON.stringify(after)).toContain(says);
    expect(refused).not.toEqual([]);
  });

  test("what the API server does not say has a reason", () => {
    for (const { phrase, why } of operatorOnly) expect(why, phrase.texts.join("…")).not.toBe("");
  });
});

test("every phrase is said by the API server, or it is said why not", async () => {
  const folder = join(import.meta.dirname, "../../src/api/refusals");
  const modules: object[] = await Promise.all(readdirSync(folder).map((file) => import(join(folder, file))));
  const phrases = modules.flatMap((module) => Object.values(module)).filter(isPhrase);
  const said = new Set(kinds.flatMap(({ refusals }) => refusals.map(({ phrase }) => phrase)));
  const unsaid = new Set(kinds.flatMap(({ operatorOnly }) => operatorOnly.map(({ phrase }) => phrase)));
  expect(phrases.length).toBeGreaterThan(50);
  expect(phrases.filter((one) => !said.has(one) && !unsaid.has(one)).map(({ texts }) => texts.join("…"))).toEqual([]);
});

function isPhrase(value: unknown): value is Phrase {
  return typeof value === "function" && "texts" in value && "places" in value;
}
