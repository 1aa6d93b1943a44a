import type { V1Affinity, V1PodAffinityTerm } from "@kubernetes/client-node";
import { labels } from "../api/labels.ts";
import { parseQuery } from "./placement/query.ts";
import { allOf, type Term, type Terms, termsOf } from "./placement/terms.ts";
import type { Difference, Translator } from "./translator.ts";

/** The constraint as terms with the same task groups in each, or why it cannot be kept or not be read. */
export function constraintTerms(expression: string): Terms {
  const parsed = parseQuery(expression);
  if ("error" in parsed) return { reason: parsed.error };
  const terms = termsOf(parsed.query);
  if ("terms" in terms && !terms.terms.every((term) => sameGroups(term, terms.terms[0]))) {
    return { reason: "Kubernetes has no choice between a task group and something else: write it without or" };
  }
  return terms;
}

function sameGroups(term: Term, other: Term = []): boolean {
  return JSON.stringify(groupsOf(term)) === JSON.stringify(groupsOf(other));
}

// Each once, in one order.
function groupsOf(term: Term) {
  const groups = term.flatMap((requirement) => ("group" in requirement ? [requirement] : []));
  const byName = new Map(groups.map((group) => [`${group.group} ${group.beside}`, group]));
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/**
 * `memberOf`: the labels of a Node that stand for the attributes of a container instance, as node affinity, and beside
 * which task groups the task may run, as Pod affinity. Both must hold when a task is placed, and not afterwards.
 */
export const placementConstraints: Translator = {
  concept: "placement-constraints",
  becomes: {
    "placementConstraints[].type": "memberOf: required affinity of the Pod",
    "placementConstraints[].expression":
      "required node affinity for attributes, which are labels of the Nodes; required affinity to Pods for task:group",
  },
  differs: {
    "placementConstraints[].expression":
      "regular expressions, orders, agentConnected, agentVersion, ec2InstanceId, registeredAt and runningTasksCount are refused, as no label says them",
  },
  translate({ placementConstraints: constraints }) {
    let all: Terms = { terms: [[]] };
    const differences: Difference[] = [];
    for (const [index, { expression = "" }] of constraints.entries()) {
      const together = allOf(all, constraintTerms(expression));
      if ("terms" in together) all = together;
      // Only in a revision that was registered before it was refused.
      else differences.push({ path: `placementConstraints[${index}].expression`, reason: dropped(together.reason) });
    }
    const affinity = "terms" in all ? affinityOf(all.terms) : {};
    return { ...(Object.keys(affinity).length > 0 && { pod: { affinity } }), differences };
  },
};

function dropped(reason: string): string {
  return `not used, so that tasks can be placed on other Nodes, too: ${reason}`;
}

function affinityOf(terms: readonly Term[]): V1Affinity {
  const nodeSelectorTerms = terms.map((term) => ({
    matchExpressions: term.flatMap((requirement) => ("key" in requirement ? [spelt(requirement)] : [])),
  }));
  // An alternative that asks nothing of the Node: any Node is good.
  const anyNode = nodeSelectorTerms.some(({ matchExpressions }) => matchExpressions.length === 0);
  const groups = groupsOf(terms[0] ?? []);
  const beside = groups.filter((group) => group.beside).map(({ group }) => onNodesOf(group));
  const apart = groups.filter((group) => !group.beside).map(({ group }) => onNodesOf(group));
  return {
    ...(!anyNode && {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    }),
    ...(beside.length > 0 && { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: beside } }),
    ...(apart.length > 0 && { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: apart } }),
  };
}

function spelt(requirement: Extract<Term[number], { key: string }>) {
  return "values" in requirement ? { ...requirement, values: [...requirement.values] } : requirement;
}

function onNodesOf(group: string): V1PodAffinityTerm {
  return { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { [labels.taskGroup]: group } } };
}
