import type { V1Container, V1PodSpec } from "@kubernetes/client-node";
import type { CanonicalTaskDefinition } from "./canonical.ts";

/** What a namespace has to be allowed before Berth emits it. Everything else passes the *baseline* Pod Security level. */
export type Feature =
  | "capabilities"
  | "devices"
  | "hostIpc"
  | "hostNetwork"
  | "hostPaths"
  | "hostPid"
  | "hostPorts"
  | "privileged"
  | "sysctls"
  | "taskRole";

/** A mistake of the user, in ECS's words where ECS has words for it: nothing is created until it is corrected. */
export interface Problem {
  /** Where, as `containerDefinitions[0].image`. */
  readonly path: string;
  readonly message: string;
}

/**
 * Why a member does not have its effect: `differs` (it has another one than on ECS; the default), `notYet` (Berth does
 * not translate it), `unknown` (ECS has no such member), `null` (read as absent), `output` (an answer of ECS).
 */
export type DifferenceKind = "differs" | "notYet" | "null" | "output" | "unknown";

/** A member that does not have the effect that it has on ECS. */
export interface Difference {
  readonly kind?: DifferenceKind;
  /** Where, as `containerDefinitions[0].logConfiguration`. */
  readonly path: string;
  /** What the user sees instead, as a phrase: "not yet: the log driver is not used". */
  readonly reason: string;
  /** What the user can do, where there is something. */
  readonly instead?: string;
}

/** What a translation depends on besides the task definition. */
export interface TranslateContext {
  /** Namespace of the Pod; it stands in the refusals, so that an administrator can copy the command. */
  readonly namespace: string;
  readonly imagePullPolicy: "Always" | "IfNotPresent" | "Never";
  readonly launchType: "EC2" | "EXTERNAL" | "FARGATE";
  /** What the namespace is allowed. */
  readonly allowed: ReadonlySet<Feature>;
  /** Whether the cluster keeps `spec.resources` of a Pod (Kubernetes 1.34; found by probing). */
  readonly podLevelResources: boolean;
  /** Whether an ordinary container can have a `restartPolicy` of its own (KEP-5307; found by probing). */
  readonly restartRules: boolean;
  /** Image that has the helper, which runs programs whose end is not that of their container; without it none does. */
  readonly helperImage: string | undefined;
  /** A `service`'s Pod has restartPolicy Always, since its controller wants that; a `task`'s of its own has Never. */
  readonly runsAs: "service" | "task";
  /** Containers and ports that a load balancer sends requests to (ECS names). */
  readonly behindLoadBalancer: readonly { readonly containerName: string; readonly containerPort: number }[];
}

/** A Pod template's content and what it does not express. */
export interface PodTranslation {
  readonly podSpec: V1PodSpec;
  readonly annotations: Readonly<Record<string, string>>;
  readonly differences: readonly Difference[];
  /** Not empty: the Pod must not be created. What was refused is not in `podSpec` either. */
  readonly refusals: readonly Problem[];
}

/** One concept's share of a Pod. Fragments are merged; two that set one path to different values are a mistake of ours. */
export interface Fragment {
  readonly pod?: Partial<Omit<V1PodSpec, "containers">>;
  /** By the container's ECS name. */
  readonly containers?: Readonly<Record<string, Partial<V1Container>>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly differences?: readonly Difference[];
  readonly refusals?: readonly Problem[];
}

/** The translation of one ECS concept: a file, a folder of golden cases and a page of documentation of one name. */
export interface Translator {
  /** Name of the file, of `test/golden/<concept>` and of `docs/concepts/<concept>.md`. */
  readonly concept: string;
  /**
   * What becomes of each leaf of the schema that it gives its effect (`containerDefinitions[].environment[].name`), as
   * `kubectl explain` goes on after "Becomes:".
   */
  readonly becomes: Readonly<Record<string, string>>;
  /** What is another than on ECS, at leaves where something is; as `kubectl explain` goes on after "Differs:". */
  readonly differs?: Readonly<Record<string, string>>;
  readonly translate: (definition: CanonicalTaskDefinition, context: TranslateContext) => Fragment;
}
