import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Comparison, parseQuery, type Query } from "./query.ts";

function read(expression: string): string {
  const parsed = parseQuery(expression);
  return "error" in parsed ? `error: ${parsed.error}` : shown(parsed.query);
}

/** With brackets around everything, so that it shows what belongs together. */
function shown(query: Query): string {
  if (query.kind === "comparison") return compared(query);
  if (query.kind === "not") return `not(${shown(query.part)})`;
  return `(${query.parts.map(shown).join(` ${query.kind} `)})`;
}

function compared({ subject, operator, values }: Comparison): string {
  return [subject, operator, ...values.map((value) => `<${value}>`)].join(" ");
}

describe("an expression of the cluster query language", () => {
  test.each([
    ["attribute:ecs.instance-type == t2.small", "attribute:ecs.instance-type == <t2.small>"],
    ["attribute:stack==prod", "attribute:stack == <prod>"],
    ["attribute:stack equals 'a (b) and c'", "attribute:stack == <a (b) and c>"],
    ['attribute:stack != "prod"', "attribute:stack != <prod>"],
    ["attribute:stack not_equals prod", "attribute:stack != <prod>"],
    ["attribute:stack exists", "attribute:stack exists"],
    ["attribute:stack !exists", "attribute:stack !exists"],
    ["attribute:stack not_exists", "attribute:stack !exists"],
    [
      "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]",
      "attribute:ecs.availability-zone in <us-east-1a> <us-east-1b>",
    ],
    ["attribute:a !in ['x y',z]", "attribute:a !in <x y> <z>"],
    ["attribute:a not_in [z]", "attribute:a !in <z>"],
    [
      "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
      "(attribute:ecs.instance-type =~ <g2.*> and attribute:ecs.availability-zone != <us-east-1d>)",
    ],
    [
      "(attribute:a =~ (t2|t3)\\..*) or attribute:a matches '[a-c] x'",
      "(attribute:a =~ <(t2|t3)\\..*> or attribute:a =~ <[a-c] x>)",
    ],
    ["agentVersion < 1.14.5", "agentVersion < <1.14.5>"],
    ["registeredAt >= 2018-06-18T22:28:28+00:00", "registeredAt >= <2018-06-18T22:28:28+00:00>"],
    ["runningTasksCount == 1", "runningTasksCount == <1>"],
    [
      "agentConnected == true && !(task:group == database)",
      "(agentConnected == <true> and not(task:group == <database>))",
    ],
    ["task:group == service:production", "task:group == <service:production>"],
    [
      "attribute:a exists or attribute:b exists and not attribute:c exists",
      "(attribute:a exists or (attribute:b exists and not(attribute:c exists)))",
    ],
    [
      "(attribute:a exists || attribute:b exists) && attribute:c exists",
      "((attribute:a exists or attribute:b exists) and attribute:c exists)",
    ],
    ["not not attribute:a exists", "not(not(attribute:a exists))"],
  ])("%s", (expression, meaning) => {
    expect(read(expression)).toBe(meaning);
  });

  test.each([
    ["", "a subject is expected at the end"],
    ["attribute:a", "an operator is expected at the end"],
    ["attribute:a ==", "a value is expected at the end"],
    ["attribute:a == [b]", 'a value is expected at "["'],
    ["attribute:a in b", '"[" is expected at "b"'],
    ["attribute:a in [b", '"]" is expected at the end'],
    ["attribute:a in []", 'a value is expected at "]"'],
    ["attribute:a like b", 'an operator is expected at "like"'],
    ["(attribute:a exists", '")" is expected at the end'],
    ["attribute:a exists attribute:b exists", '"and" or "or" is expected at "attribute:b"'],
    ["attribute:a == 'b", 'it cannot be read at "\'b"'],
    ["instanceType == b", /^"instanceType" is no subject: attribute:<name>, task:group, agentConnected, /],
    ["runningTasksCount in [1]", 'runningTasksCount cannot be compared by "in"'],
    ["agentConnected > false", 'agentConnected cannot be compared by ">"'],
    [`attribute:a == ${"x".repeat(2000)}`, "it has more than 2000 characters"],
    [`${"(".repeat(60)}attribute:a exists`, "it is nested too deeply"],
  ])("%s is none", (expression, error) => {
    const parsed = parseQuery(expression);
    expect(parsed).toEqual({ error: typeof error === "string" ? error : expect.stringMatching(error) });
  });

  test("is read or refused, whatever stands there", () => {
    const words = fc.constantFrom(
      "attribute:a",
      "==",
      "in",
      "[",
      "]",
      "(",
      ")",
      "not",
      "and",
      "or",
      "'",
      "=~",
      "!",
      ",",
      "b",
      "\\",
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 12 }).map((parts) => parts.join(" ")),
    );
    fc.assert(fc.property(texts, (text) => Object.keys(parseQuery(text)).length === 1));
  });
});
