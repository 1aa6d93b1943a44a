import type { V1Container } from "@kubernetes/client-node";
import type { Pod } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { HELPER_CONTAINER } from "../api/names.ts";

/** What the kubelet says of a container. */
export type ContainerStatus = NonNullable<NonNullable<Pod["status"]>["containerStatuses"]>[number];

/** A container of a task in its Pod. */
export interface TaskContainer {
  readonly name: string;
  readonly spec: V1Container;
  readonly status?: ContainerStatus;
  /** An `init` container ends before the others start; a `sidecar` starts before them, and goes on. */
  readonly kind: "init" | "main" | "sidecar";
}

/** The containers of a task, in the order in which they start: init containers, too, but for the one that is Berth's. */
export function taskContainers({ spec, status }: Pod): TaskContainer[] {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const known = new Map(all.map((one) => [one.name, one]));
  const container = (one: V1Container, kind: TaskContainer["kind"]): TaskContainer => {
    const own = known.get(one.name);
    return { name: one.name, spec: one, kind, ...(own && { status: own }) };
  };
  const early = (spec?.initContainers ?? []).filter(({ name }) => name !== HELPER_CONTAINER);
  return [
    ...early.map((one) => container(one, one.restartPolicy === "Always" ? "sidecar" : "init")),
    ...(spec?.containers ?? []).map((one) => container(one, "main")),
  ];
}

/** Whether a container waits, by Berth's helper, for others of its task: it runs, and its program does not. */
export function isWaiting({ spec, status, kind }: TaskContainer): boolean {
  return (
    kind === "main" &&
    spec.startupProbe !== undefined &&
    status?.state?.running !== undefined &&
    status.started === false
  );
}

/** Whether some programs of a task wait for others, so that it starts later than its containers do. */
export function startsLater({ spec }: Pod): boolean {
  return spec?.containers.some(({ startupProbe }) => startupProbe !== undefined) === true;
}

/** A Pod as the operator notes when all of it had started, which a Pod does not tell where programs wait. */
export function withStart(pod: Pod, startedAt: string | undefined): Pod {
  if (startedAt === undefined || !startsLater(pod)) return pod;
  const notes = { ...pod.metadata.annotations, [annotations.startedAt]: startedAt };
  return { ...pod, metadata: { ...pod.metadata, annotations: notes } };
}

// What the helper says when it never starts a program; a program says nothing that is told on.
const UNMET =
  /^CannotStartContainerError: dependency [a-z0-9-]+:[A-Z]+: (it never started|it ended|it ended with exit code \d+|its startTimeout is over)$/;

/** Why a container's program was never started, where the container's last message is that. */
export function unmetDependency(message: string | undefined): string | undefined {
  return message !== undefined && UNMET.test(message) ? message : undefined;
}
