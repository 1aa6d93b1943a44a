import type { ContainerDependency } from "../api/concepts/depends-on.ts";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { hindrance } from "./helper-place.ts";
import type { TranslateContext } from "./translator.ts";

/**
 * How a container is made to wait: by the helper before its program, as on ECS, or because what it waits for is an init
 * container, which ends before it starts, or a sidecar (an init container that goes on).
 */
export type Way = "helper" | "init" | "sidecar";

/** A container that waits for another one. */
export interface Dependency {
  /** Where it is written, as `containerDefinitions[0].dependsOn[1]`. */
  readonly path: string;
  readonly dependent: CanonicalContainer;
  readonly on: CanonicalContainer;
  readonly condition: ContainerDependency["condition"];
  readonly way: Way;
}

/** In which order the containers of a task start and stop. */
export interface StartPlan {
  readonly dependencies: readonly Dependency[];
  /** Containers that the kubelet starts before all others, one after the other. */
  readonly early: readonly CanonicalContainer[];
  /** Those of them that go on; the rest ends before the next one starts. */
  readonly sidecars: ReadonlySet<CanonicalContainer>;
}

type Edge = Omit<Dependency, "way">;

/**
 * Decides for each dependency how it is kept. The helper needs the programs of both containers. Where only the image
 * knows one of them, Kubernetes' own order remains: what is waited for, with all that it waits for itself, is started
 * before all others.
 */
export function startPlan(definition: CanonicalTaskDefinition, context: TranslateContext): StartPlan {
  const edges = edgesOf(definition);
  const isHelped = ({ dependent, on }: Edge) => [dependent, on].every((one) => hindrance(one, context) === undefined);
  const early = new Set<CanonicalContainer>(edges.filter((edge) => !isHelped(edge)).map(({ on }) => on));
  for (const one of early) for (const { dependent, on } of edges) if (dependent === one) early.add(on);
  const ends = new Set(edges.filter((edge) => hasToEnd(edge) && !edge.on.essential).map(({ on }) => on));
  const sidecars = new Set([...early].filter((one) => !ends.has(one)));
  return {
    dependencies: edges.map((edge): Dependency => {
      const place = sidecars.has(edge.on) ? "sidecar" : "init";
      return { ...edge, way: early.has(edge.on) ? place : "helper" };
    }),
    early: inOrder(
      definition.containerDefinitions.filter((one) => early.has(one)),
      edges,
    ),
    sidecars,
  };
}

/** Whether a container runs to its end before others start. */
export function isInit(container: CanonicalContainer, { early, sidecars }: StartPlan): boolean {
  return early.includes(container) && !sidecars.has(container);
}

/** What the user can do where the helper is to run a container's program and does not. */
export function runHindrance(
  container: CanonicalContainer,
  plan: StartPlan,
  context: TranslateContext,
): string | undefined {
  return hindrance(container, context) ?? (isInit(container, plan) ? FOR_DEPENDENTS : undefined);
}

// Then the helpers of all keep the order, and the container ends whenever it likes.
const FOR_DEPENDENTS = "write entryPoint in the containers that depend on it, too";

/** Whether a container waits, by itself or by others, for another one. */
export function isAfter(container: CanonicalContainer, on: CanonicalContainer, { dependencies }: StartPlan): boolean {
  const before = new Set<CanonicalContainer>([container]);
  for (const one of before) for (const edge of dependencies) if (edge.dependent === one) before.add(edge.on);
  return container !== on && before.has(on);
}

const hasToEnd = ({ condition }: Edge) => condition === "COMPLETE" || condition === "SUCCESS";

// A link is a dependency, too, unless one is written that says more.
function edgesOf({ containerDefinitions }: CanonicalTaskDefinition): Edge[] {
  const byName = new Map(containerDefinitions.map((container) => [container.name, container]));
  return containerDefinitions.flatMap((dependent, index) => {
    const edge = (name: string, condition: Edge["condition"], path: string): Edge[] => {
      const on = byName.get(name);
      return on === undefined ? [] : [{ path: `containerDefinitions[${index}].${path}`, dependent, on, condition }];
    };
    const { dependsOn = [], links = [] } = dependent;
    const written = new Set(dependsOn.map(({ containerName }) => containerName));
    return [
      ...dependsOn.flatMap(({ containerName, condition }, at) => edge(containerName, condition, `dependsOn[${at}]`)),
      ...links.flatMap((link, at) => {
        const { container } = linkOf(link);
        return written.has(container) ? [] : edge(container, "START", `links[${at}]`);
      }),
    ];
  });
}

/** The container of a link, and the name by which it is known: `name` or `name:alias`. */
export function linkOf(link: string): { container: string; alias?: string } {
  const [container = "", alias] = link.split(":");
  return { container, ...(alias !== undefined && { alias }) };
}

// Each after what it waits for; a cycle, which is not registered, in the order in which it is written.
function inOrder(containers: readonly CanonicalContainer[], edges: readonly Edge[]): CanonicalContainer[] {
  const sorted: CanonicalContainer[] = [];
  for (let left = containers; left.length > 0; left = left.filter((one) => !sorted.includes(one))) {
    const waits = (one: CanonicalContainer) =>
      edges.some(({ dependent, on }) => dependent === one && left.includes(on));
    const next = left.find((one) => !waits(one)) ?? left[0];
    if (next !== undefined) sorted.push(next);
  }
  return sorted;
}
