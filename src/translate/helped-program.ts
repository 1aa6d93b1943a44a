import type { V1Container, V1VolumeMount } from "@kubernetes/client-node";
import { kubernetesName } from "../api/names.ts";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import { isRouted, routerOptions } from "./log-router.ts";
import { gracePeriod } from "./stop-timeout.ts";
import type { Fragment, TranslateContext } from "./translator.ts";

/** Where the helper is in the image that is named in `helperImage`. */
export const HELPER_IN_IMAGE = "/app/helper";

// Of the helper's container and its volume. No ECS name has a dot, so that no other one becomes this.
const NAME = kubernetesName("berth.helper");

const FOLDER = "/.berth";
const NOTES = "/.berth-notes";

/** Seconds that a program must have run to be started again where the restart policy does not say. */
const DEFAULT_RESTART_PERIOD = 300;

/** What the user can do where a container needs the helper and cannot have it. */
export function hindrance(container: CanonicalContainer, { helperImage }: TranslateContext): string | undefined {
  if (container.entryPoint === undefined) return "write entryPoint: Berth's helper runs programs that it can name";
  if (helperImage === undefined) return "give the operator BERTH_HELPER_IMAGE, as its chart does";
  const inTheWay = container.mountPoints.some(({ containerPath = "" }) =>
    /^\/+\.berth(-notes)?(\/|$)/.test(containerPath),
  );
  return inTheWay ? `mount nothing at ${FOLDER} and ${NOTES}, where Berth's helper is` : undefined;
}

/**
 * What stands before the program of a container whose end Kubernetes would not treat as ECS does, or whose output is to go
 * to a log router, so that the helper runs it; nothing where that is not so, and where the helper cannot be had.
 */
export function helperCommand(
  container: CanonicalContainer,
  definition: CanonicalTaskDefinition,
  context: TranslateContext,
): readonly string[] {
  if (!isHelped(container, definition, context)) return [];
  const { restartPolicy: policy } = container;
  const ignored = policy?.ignoredExitCodes ?? [];
  return [
    `${FOLDER}/helper`,
    "run",
    ...(stays(container, context) ? ["--stay", NOTES] : []),
    ...["--grace", String(gracePeriod(definition, context))],
    ...(policy ? ["--restart-period", String(policy.restartAttemptPeriod ?? DEFAULT_RESTART_PERIOD)] : []),
    ...(ignored.length > 0 ? ["--ignore", ignored.join(",")] : []),
    ...routerOptions(container, definition),
    "--",
  ];
}

/**
 * The helper in the Pod of a task that needs it: a container that copies it into a directory, which the others see. It
 * and the helper request nothing, so that the task's size stays what it says.
 */
export function helper(definition: CanonicalTaskDefinition, context: TranslateContext): Fragment {
  const { helperImage } = context;
  const helped = definition.containerDefinitions.filter((container) => isHelped(container, definition, context));
  if (helped.length === 0 || helperImage === undefined) return {};
  const containers = perContainer(definition, (container) =>
    helped.includes(container) ? { container: { volumeMounts: mounts(container, context) } } : {},
  );
  return { ...containers, pod: { initContainers: [installer(helperImage)], volumes: [{ name: NAME, emptyDir: {} }] } };
}

/** Whether the container stays in its task when its program has ended. A Pod of its own waits for essential ones only. */
function stays({ essential }: CanonicalContainer, { runsAs }: TranslateContext): boolean {
  return !essential && runsAs === "service";
}

function isHelped(
  container: CanonicalContainer,
  definition: CanonicalTaskDefinition,
  context: TranslateContext,
): boolean {
  const isWanted =
    container.restartPolicy !== undefined || stays(container, context) || isRouted(container, definition);
  return isWanted && hindrance(container, context) === undefined;
}

// A container can change nothing but its own notes.
function mounts(container: CanonicalContainer, context: TranslateContext): V1VolumeMount[] {
  const program = { name: NAME, mountPath: FOLDER, readOnly: true };
  const notes = { name: NAME, mountPath: NOTES, subPath: `notes/${kubernetesName(container.name)}` };
  return stays(container, context) ? [program, notes] : [program];
}

function installer(image: string): V1Container {
  return {
    name: NAME,
    image,
    imagePullPolicy: "IfNotPresent",
    command: [HELPER_IN_IMAGE, "install", FOLDER],
    volumeMounts: [{ name: NAME, mountPath: FOLDER }],
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
