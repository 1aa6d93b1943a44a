import type { V1Container, V1VolumeMount } from "@kubernetes/client-node";
import { HELPER_CONTAINER } from "../api/names.ts";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import { escaped } from "./escape.ts";
import { checkText } from "./health-check.ts";
import { FOLDER, HELPER, hindrance, NOTES, notesIn, notesOf } from "./helper-place.ts";
import { isRouted, routerOptions } from "./log-router.ts";
import { hasNotes, isInTurn, stays } from "./start-hooks.ts";
import { runHindrance, type StartPlan, startPlan } from "./start-plan.ts";
import { gracePeriod, timeoutOf } from "./stop-timeout.ts";
import type { Fragment, TranslateContext } from "./translator.ts";

/** Where the helper is in the image that is named in `helperImage`. */
export const HELPER_IN_IMAGE = "/app/helper";

/** Seconds that a program must have run to be started again where the restart policy does not say. */
const DEFAULT_RESTART_PERIOD = 300;

/**
 * What stands before the program of a container that Kubernetes would not treat as ECS does, whose output is to go to a
 * log router, or which needs an init process or limits, so that the helper runs it; nothing where that is not so, and
 * where the helper cannot be had.
 */
export function helperCommand(
  container: CanonicalContainer,
  definition: CanonicalTaskDefinition,
  context: TranslateContext,
): readonly string[] {
  const plan = startPlan(definition, context);
  return [
    ...(isRun(container, definition, plan, context) ? running(container, definition, plan, context) : []),
    ...(isLimited(container, context) ? limiting(container) : []),
  ];
}

function running(
  container: CanonicalContainer,
  definition: CanonicalTaskDefinition,
  plan: StartPlan,
  context: TranslateContext,
): string[] {
  const { restartPolicy: policy } = container;
  const ignored = policy?.ignoredExitCodes ?? [];
  return [
    HELPER,
    "run",
    ...(hasNotes(container, plan, context) ? [notesOption(container, plan, context), NOTES] : []),
    ...["--grace", String(gracePeriod(definition, context))],
    ...(policy ? ["--restart-period", String(policy.restartAttemptPeriod ?? DEFAULT_RESTART_PERIOD)] : []),
    ...(ignored.length > 0 ? ["--ignore", ignored.join(",")] : []),
    ...startOptions(container, plan),
    ...(isInTurn(container, plan) ? ["--stop-timeout", String(timeoutOf(container))] : []),
    ...routerOptions(container, definition),
    "--",
  ];
}

// The helper sets the limits and becomes the program, which is then what it would be without the helper.
function limiting({ ulimits = [] }: CanonicalContainer): string[] {
  const limits = ulimits.map(({ name, softLimit, hardLimit }) => `${name}=${softLimit}:${hardLimit}`);
  return [HELPER, "limit", ...limits, "--"];
}

// A sidecar is restarted by the kubelet: its program is not.
function notesOption(container: CanonicalContainer, plan: StartPlan, context: TranslateContext): string {
  if (stays(container, plan, context)) return "--stay";
  return plan.sidecars.has(container) ? "--once" : "--notes";
}

function startOptions(container: CanonicalContainer, { dependencies }: StartPlan): string[] {
  const helped = dependencies.filter(({ way }) => way === "helper");
  const after = helped.filter(({ dependent }) => dependent === container);
  const asking = helped.filter(({ on, condition }) => on === container && condition === "HEALTHY");
  const check = checkText(container);
  return [
    ...after.flatMap(({ on, condition }) => {
      const timeout = condition !== "START" && on.startTimeout !== undefined ? `:${on.startTimeout}` : "";
      return ["--after", `${notesOf(on)}:${condition}${timeout}`];
    }),
    ...(asking.length > 0 && check !== undefined ? ["--check", escaped(check)] : []),
    ...asking.flatMap(({ dependent }) => ["--dependent", notesOf(dependent)]),
  ];
}

/**
 * The helper in the Pod of a task that needs it: a container that copies it into a directory, which the others see. It
 * and the helper request nothing, so that the task's size stays what it says.
 */
export function helper(definition: CanonicalTaskDefinition, context: TranslateContext): Fragment {
  const { helperImage } = context;
  const plan = startPlan(definition, context);
  const mounted = perContainer(definition, (container) => {
    const volumeMounts = mounts(container, definition, plan, context);
    return volumeMounts.length > 0 ? { container: { volumeMounts } } : {};
  });
  const isNeeded = Object.values(mounted.containers ?? {}).some(({ volumeMounts }) => volumeMounts !== undefined);
  if (!isNeeded || helperImage === undefined) return {};
  return {
    ...mounted,
    pod: { initContainers: [installer(helperImage)], volumes: [{ name: HELPER_CONTAINER, emptyDir: {} }] },
  };
}

/** Whether the helper is there as long as the program is. */
function isRun(
  container: CanonicalContainer,
  definition: CanonicalTaskDefinition,
  plan: StartPlan,
  context: TranslateContext,
): boolean {
  if (runHindrance(container, plan, context) !== undefined) return false;
  const { restartPolicy, linuxParameters } = container;
  const isWanted = restartPolicy !== undefined || linuxParameters?.initProcessEnabled === true;
  return isWanted || isRouted(container, definition) || hasNotes(container, plan, context);
}

/** Whether the helper sets limits before the program, which it can for an init container, too. */
function isLimited(container: CanonicalContainer, context: TranslateContext): boolean {
  return (container.ulimits ?? []).length > 0 && hindrance(container, context) === undefined;
}

// A container can change nothing but its own notes.
function mounts(
  container: CanonicalContainer,
  definition: CanonicalTaskDefinition,
  plan: StartPlan,
  context: TranslateContext,
): V1VolumeMount[] {
  const program = { name: HELPER_CONTAINER, mountPath: FOLDER, readOnly: true };
  const notes = { name: HELPER_CONTAINER, mountPath: NOTES, subPath: notesIn(container.name) };
  if (hasNotes(container, plan, context)) return [program, notes];
  const isHelped = isRun(container, definition, plan, context) || isLimited(container, context);
  return isHelped ? [program] : [];
}

function installer(image: string): V1Container {
  return {
    name: HELPER_CONTAINER,
    image,
    imagePullPolicy: "IfNotPresent",
    command: [HELPER_IN_IMAGE, "install", FOLDER],
    volumeMounts: [{ name: HELPER_CONTAINER, mountPath: FOLDER }],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}
