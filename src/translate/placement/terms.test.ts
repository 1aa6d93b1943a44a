import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuery, type Query } from "./query.ts";
import { type Requirement, type Terms, termsOf } from "./terms.ts";

function terms(expression: string): Terms {
  const parsed = parseQuery(expression);
  if ("error" in parsed) throw new Error(parsed.error);
  return termsOf(parsed.query);
}

type Labels = Readonly<Record<string, string>>;

/** Whether Kubernetes places on a Node with these labels. */
function fits(requirement: Requirement, labels: Labels): boolean {
  if ("group" in requirement) throw new Error("a group is no label");
  const value = labels[requirement.key];
  switch (requirement.operator) {
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "In":
      return value !== undefined && requirement.values.includes(value);
    case "NotIn":
      return value === undefined || !requirement.values.includes(value);
  }
}

/** Whether ECS places on an instance with these attributes. */
function matches(query: Query, attributes: Labels): boolean {
  if (query.kind === "not") return !matches(query.part, attributes);
  if (query.kind !== "comparison") {
    const results = query.parts.map((part) => matches(part, attributes));
    return query.kind === "and" ? results.every(Boolean) : results.some(Boolean);
  }
  const value = attributes[query.subject.replace("attribute:", "")];
  if (query.operator === "exists" || query.operator === "!exists")
    return (value !== undefined) === (query.operator === "exists");
  if (value === undefined) return false;
  return query.values.includes(value) === (query.operator === "==" || query.operator === "in");
}

const name = fc.constantFrom("a", "b", "c");
const value = fc.constantFrom("1", "2", "3");
const comparison: fc.Arbitrary<Query> = fc.oneof(
  fc.record({
    kind: fc.constant("comparison" as const),
    subject: name.map((one) => `attribute:${one}`),
    operator: fc.constantFrom("exists" as const, "!exists" as const),
    values: fc.constant([]),
  }),
  fc.record({
    kind: fc.constant("comparison" as const),
    subject: name.map((one) => `attribute:${one}`),
    operator: fc.constantFrom("==" as const, "!=" as const, "in" as const, "!in" as const),
    values: fc.array(value, { minLength: 1, maxLength: 2 }),
  }),
);
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc.record({ kind: fc.constant("not" as const), part: tie("query") }),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      parts: fc.array(tie("query"), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

describe("the terms of an expression", () => {
  test("are true of the same Nodes", () => {
    const attributes = fc.dictionary(name, value);
    fc.assert(
      fc.property(query, attributes, (one, given) => {
        const found = termsOf(one);
        if ("reason" in found) {
          expect(found.reason).toBe("it has more than 32 alternatives");
          return;
        }
        const labels = Object.fromEntries(
          Object.entries(given).map(([key, text]) => [`attributes.ecs.berth.dev/${key}`, text]),
        );
        expect(found.terms.some((term) => term.every((part) => fits(part, labels)))).toBe(matches(one, given));
      }),
    );
  });

  test.each([
    ["attribute:ecs.availability-zone == eu-1a", "topology.kubernetes.io/zone", "eu-1a"],
    ["attribute:ecs.instance-type == t2.small", "node.kubernetes.io/instance-type", "t2.small"],
    ["attribute:ecs.os-type == linux", "kubernetes.io/os", "linux"],
    ["attribute:ecs.cpu-architecture == x86_64", "kubernetes.io/arch", "amd64"],
    ["attribute:ecs.cpu-architecture == arm64", "kubernetes.io/arch", "arm64"],
    ["attribute:ecs.ami-id == ami-1", "attributes.ecs.berth.dev/ecs.ami-id", "ami-1"],
    ["attribute:stack == prod", "attributes.ecs.berth.dev/stack", "prod"],
  ])("%s is about the label %s", (expression, key, text) => {
    expect(terms(expression)).toEqual({ terms: [[{ key, operator: "In", values: [text] }]] });
  });

  test.each([
    ["task:group == service:web", "service.web", true],
    ["task:group != service:web", "service.web", false],
    ["not(task:group == database)", "database", false],
  ])("%s is about a group", (expression, group, beside) => {
    expect(terms(expression)).toEqual({ terms: [[{ group, beside }]] });
  });

  test.each([
    ["attribute:a =~ t2.*", "regular expression"],
    ["attribute:a > 1", "no order"],
    ["agentVersion > 1.14.5", "agentVersion"],
    ["agentConnected == true", "agentConnected"],
    ["registeredAt > 2018-06-18", "time"],
    ["runningTasksCount == 1", "runningTasksCount"],
    ["ec2InstanceId == i-1", "EC2 instance id"],
    ["attribute:a/b exists", 'called "a/b"'],
    ["attribute:a == 'b c'", 'value "b c"'],
    ["task:group in [a, b]", "one group"],
    ["not (attribute:a exists and runningTasksCount == 1)", "runningTasksCount"],
  ])("%s has none, and it is said why", (expression, reason) => {
    expect(terms(expression)).toEqual({ reason: expect.stringContaining(reason) });
  });

  test("are not more than Kubernetes would be asked", () => {
    const either = "(attribute:a == 1 or attribute:b == 2)";
    expect(terms(Array(5).fill(either).join(" and "))).toHaveProperty("terms.length", 32);
    expect(terms(Array(6).fill(either).join(" and "))).toEqual({ reason: "it has more than 32 alternatives" });
  });
});
