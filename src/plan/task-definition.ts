import type { Reason } from "../api/conditions.ts";
import type { TaskDefinitionSpec } from "../api/kinds/task-definition.ts";
import { listed } from "../status/conditions.ts";
import { type CanonicalTaskDefinition, canonicalise, sameContent } from "../translate/canonical.ts";
import { checkRegistration } from "../translate/registration.ts";
import type { Revision, RevisionExtras } from "../translate/revision/config-map.ts";
import { translateTaskDefinition } from "../translate/translate.ts";
import type { Difference, Feature } from "../translate/translator.ts";
import { unsupported } from "../translate/unsupported.ts";

/** What has to happen to a family so that its newest ACTIVE revision is what its TaskDefinition says. */
export type FamilyPlan =
  | { kind: "current"; revision: Revision; deactivate: Revision[] }
  | {
      kind: "register";
      definition: CanonicalTaskDefinition;
      extras: RevisionExtras;
      above: number;
      deactivate: Revision[];
    };

/** What is known of a family when it is planned. */
export interface ObservedFamily {
  revisions: readonly Revision[];
  /** Highest revision that a service runs: a lost counter restarts above it. */
  referenced: number;
}

/**
 * Decides whether a new revision is due. Content is compared in its canonical form, so that explicit defaults, other
 * units and another order of keys are no change. Registration in ECS never compares (ECS developer guide, "Task
 * definitions"); a desired state has to, or every re-apply would be a new revision.
 */
export function planFamily(spec: TaskDefinitionSpec, family: string, observed: ObservedFamily): FamilyPlan {
  const definition = canonicalise(spec, family);
  const extras = extrasOf(spec);
  const deregistered = new Set(spec.kubernetes?.deregister ?? []);
  const live = observed.revisions.filter(({ status, revision }) => status === "ACTIVE" || deregistered.has(revision));
  const deactivate = live.filter(({ status, revision }) => status === "ACTIVE" && deregistered.has(revision));
  // A deregistered newest revision stays the one that the TaskDefinition means, or deregistering would register anew.
  const newest = live.toSorted((a, b) => b.revision - a.revision)[0];
  if (newest !== undefined && saysTheSame(newest, definition, extras)) {
    return { kind: "current", revision: newest, deactivate };
  }
  const above = Math.max(observed.referenced, ...observed.revisions.map(({ revision }) => revision), 0);
  return { kind: "register", definition, extras, above, deactivate };
}

function extrasOf(spec: TaskDefinitionSpec): RevisionExtras {
  const imagePullPolicy = spec.kubernetes?.imagePullPolicy;
  return imagePullPolicy ? { imagePullPolicy } : {};
}

function saysTheSame(stored: Revision, definition: CanonicalTaskDefinition, extras: RevisionExtras): boolean {
  return sameContent(stored.definition, definition) && stored.extras.imagePullPolicy === extras.imagePullPolicy;
}

/** What registration says to a spec: all that is not honoured, and the refusal if there is one. */
export interface Verdict {
  refusal?: { reason: Reason; message: string };
  differences: Difference[];
}

/** Judges a spec before anything is written: mistakes first, then what the namespace is not allowed, then `strict`. */
export function judgeTaskDefinition(
  spec: TaskDefinitionSpec,
  family: string,
  namespace: string,
  nulls: readonly string[],
  settings: {
    podLevelResources: boolean;
    restartRules: boolean;
    helperImage: string | undefined;
    imagePullPolicy: "Always" | "IfNotPresent" | "Never";
    allowed: ReadonlySet<Feature>;
  },
): Verdict {
  const byMember = unsupported(spec, nulls);
  const problems = checkRegistration(spec, family);
  if (problems.length > 0) {
    const message = problems.map((problem) => `ClientException: ${problem.message}`).join("\n");
    return { refusal: { reason: "InvalidParameter", message }, differences: byMember };
  }
  const definition = canonicalise(spec, family);
  const launchType = definition.compatibilities.includes("EC2") ? "EC2" : "FARGATE";
  const context = { ...settings, namespace, launchType, behindLoadBalancer: [], runsAs: "service" } as const;
  const task = translateTaskDefinition(definition, context);
  const differences = [...byMember, ...task.differences];
  const refused = task.refusals[0];
  if (refused !== undefined) {
    return { refusal: { reason: "NotAllowed", message: `ClientException: ${refused.message}` }, differences };
  }
  if (spec.kubernetes?.strict === true && differences.length > 0) {
    const message = `ClientException: ${listed(differences)}`;
    return { refusal: { reason: "NotHonouredStrict", message }, differences };
  }
  return { differences };
}
