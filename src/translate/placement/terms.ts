import { labelValue } from "../../api/names.ts";
import { ARCHITECTURES } from "../runtime-platform.ts";
import type { Comparison, Query } from "./query.ts";

/** What a Node's label has to be, or that a task group (its label) has tasks there (`beside`) or none. */
export type Requirement =
  | { readonly key: string; readonly operator: "DoesNotExist" | "Exists" }
  | { readonly key: string; readonly operator: "In" | "NotIn"; readonly values: readonly string[] }
  | { readonly group: string; readonly beside: boolean };

/** Requirements that hold together. A place is good where one of several terms holds. */
export type Term = readonly Requirement[];

/** The terms of an expression, or why Kubernetes cannot place by it. */
export type Terms = { readonly terms: readonly Term[] } | { readonly reason: string };

const MOST_TERMS = 32;
const TOO_MANY: Terms = { reason: `it has more than ${MOST_TERMS} alternatives` };

/** The attributes that every Node has as a label, and what their values are called there. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  "ecs.availability-zone": "topology.kubernetes.io/zone",
  "ecs.cpu-architecture": "kubernetes.io/arch",
  "ecs.instance-type": "node.kubernetes.io/instance-type",
  "ecs.os-type": "kubernetes.io/os",
};
const CUSTOM = "attributes.ecs.berth.dev/";

const LABEL = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const LIST = "write the values, as in attribute:name in [a, b]";

const UNKNOWN: Readonly<Record<string, string>> = {
  agentConnected: "tasks are placed on Nodes that are ready, and on no others: leave agentConnected out",
  agentVersion: "a Node has no ECS agent: leave agentVersion out",
  ec2InstanceId: `no label of a Node has its EC2 instance id: label the Nodes ${CUSTOM}<name>, and write attribute:<name>`,
  registeredAt: `Kubernetes does not place by the time at which a Node came: label the Nodes ${CUSTOM}<name>, and write attribute:<name>`,
  runningTasksCount: "Kubernetes does not place by the number of tasks on a Node: leave runningTasksCount out",
};

/** An expression as alternatives of requirements. Every `not` moves inwards, to the comparison that it is about. */
export function termsOf(query: Query, negated = false): Terms {
  if (query.kind === "comparison") return compared(query, negated);
  if (query.kind === "not") return termsOf(query.part, !negated);
  const both = (query.kind === "and") !== negated;
  return query.parts.map((part) => termsOf(part, negated)).reduce(both ? allOf : anyOf, { terms: both ? [[]] : [] });
}

/** Places that are good for both. */
export function allOf(some: Terms, others: Terms): Terms {
  if ("reason" in some) return some;
  if ("reason" in others) return others;
  if (some.terms.length * others.terms.length > MOST_TERMS) return TOO_MANY;
  return { terms: some.terms.flatMap((one) => others.terms.map((other) => [...one, ...other])) };
}

function anyOf(some: Terms, others: Terms): Terms {
  if ("reason" in some) return some;
  if ("reason" in others) return others;
  const terms = [...some.terms, ...others.terms];
  return terms.length > MOST_TERMS ? TOO_MANY : { terms };
}

function compared(comparison: Comparison, negated: boolean): Terms {
  const { subject, operator } = comparison;
  const unknown = UNKNOWN[subject];
  if (unknown !== undefined) return { reason: unknown };
  if (operator === "=~" || operator === "!~") {
    return { reason: `Kubernetes compares a label as a whole, not with a regular expression: ${LIST}` };
  }
  if (operator === "<" || operator === "<=" || operator === ">" || operator === ">=") {
    return { reason: `attributes are texts, which have no order: ${LIST}` };
  }
  return subject === "task:group" ? ofGroup(comparison, negated) : ofLabel(comparison, negated);
}

function ofLabel({ subject, operator, values }: Comparison, negated: boolean): Terms {
  const name = subject.replace("attribute:", "");
  const key = WELL_KNOWN[name] ?? `${CUSTOM}${name}`;
  if (WELL_KNOWN[name] === undefined && !LABEL.test(name)) {
    return {
      reason: `no label of a Node can be called "${name}": name the attribute with up to 63 of A-Z a-z 0-9 . _ -`,
    };
  }
  const bad = values.find((value) => !LABEL.test(value));
  if (bad !== undefined) return { reason: `no label of a Node can have the value "${bad}"` };
  const spelt = values.map((value) => (key === "kubernetes.io/arch" ? architecture(value) : value));
  const exists = { key, operator: "Exists" } as const;
  const without = { key, operator: "DoesNotExist" } as const;
  const isIn = { key, operator: "In", values: spelt } as const;
  // Kubernetes' NotIn is also true where there is no label; ECS's != and !in are not.
  const notIn = { key, operator: "NotIn", values: spelt } as const;
  if (operator === "exists" || operator === "!exists") {
    return { terms: [[(operator === "exists") === negated ? without : exists]] };
  }
  if (operator === "==" || operator === "in") return { terms: [[negated ? notIn : isIn]] };
  return { terms: negated ? [[isIn], [without]] : [[exists, notIn]] };
}

function architecture(value: string): string {
  return Object.entries(ARCHITECTURES).find(([ecs]) => ecs === value.toUpperCase())?.[1] ?? value;
}

// `!=` is taken for the opposite of `==`: ECS's guide has no example of it, and no task is of two groups.
function ofGroup({ operator, values }: Comparison, negated: boolean): Terms {
  if (operator !== "==" && operator !== "!=") {
    return { reason: "Kubernetes places beside one group at a time: write task:group == <group>" };
  }
  const beside = (operator === "==") !== negated;
  return { terms: [values.map((value) => ({ group: labelValue(value.replace(":", ".")), beside }))] };
}
