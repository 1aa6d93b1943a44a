import { describe, expect, test } from "vitest";
import { phrase } from "./phrase.ts";
import { refusalsBy } from "./rule.ts";

const refusal = refusalsBy("ClientException");
const TOO_LARGE = phrase`The ${"what"} '${"name"}' is too large.`;
const rest = { holds: (self: string) => `${self}.size < 3`, accepted: [], refused: [] };

describe("a refusal becomes a rule", () => {
  test("with a message where its values are known", () => {
    const rule = refusal({ at: "spec.boxes[]", phrase: TOO_LARGE, values: { what: "box", name: "a" }, ...rest });
    expect(rule).toMatchObject({ rule: "self.size < 3", message: "ClientException: The box 'a' is too large." });
    expect(rule.messageExpression).toBeUndefined();
  });

  test("with CEL for the message where they are not, and a message for when that fails", () => {
    const values = { what: "box", name: { cel: "self.name" } };
    expect(refusal({ at: "spec.boxes[]", phrase: TOO_LARGE, values, ...rest })).toMatchObject({
      message: "ClientException: The box '…' is too large.",
      messageExpression: `"ClientException: The box '" + (self.name) + "' is too large."`,
    });
  });

  test("whose message is made where the value can be told", () => {
    const saying = (message: string) => `self.boxes.map(b, ${message})[0]`;
    const values = { what: "box", name: { cel: "b.name" } };
    expect(refusal({ at: "spec", phrase: TOO_LARGE, values, saying, ...rest }).messageExpression).toBe(
      `self.boxes.map(b, "ClientException: The box '" + (b.name) + "' is too large.")[0]`,
    );
  });

  test("with what its examples are told", () => {
    const says = TOO_LARGE({ what: "box", name: "a" });
    const rule = refusal({
      ...{ at: "spec", phrase: TOO_LARGE, values: { what: "box", name: "a" }, ...rest },
      refused: [{ spec: { size: 4 }, says }],
    });
    expect(rule.refused).toEqual([{ after: { size: 4 }, says: "ClientException: The box 'a' is too large." }]);
  });

  test("only with a value for each place", () => {
    expect(() => refusal({ at: "spec", phrase: TOO_LARGE, ...rest })).toThrow("no value for what");
  });
});

test("a rule about an object or its spec lets a change pass that leaves its members as they were", () => {
  const values = { what: "box", name: "a" };
  const rule = refusal({ at: "spec", about: ["size"], phrase: TOO_LARGE, values, ...rest });
  expect(rule.optionalOldSelf).toBe(true);
  expect(rule.rule).toBe(
    "(self.size < 3) || (oldSelf.hasValue() && (has(self.size) ? has(oldSelf.value().size) && " +
      "self.size == oldSelf.value().size : !has(oldSelf.value().size) || dyn(oldSelf.value().size) == null))",
  );
});
