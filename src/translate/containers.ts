import type { V1Container } from "@kubernetes/client-node";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import type { Difference, Fragment, Problem } from "./translator.ts";

/** One container's share of a fragment. */
export interface ContainerShare {
  readonly container?: Partial<V1Container>;
  readonly differences?: readonly Difference[];
  readonly refusals?: readonly Problem[];
}

/**
 * A fragment made container by container. `path` is the container's place in the definition, `containerDefinitions[0]`,
 * with which the paths of differences and refusals begin.
 */
export function perContainer(
  definition: CanonicalTaskDefinition,
  translate: (container: CanonicalContainer, path: string) => ContainerShare,
): Fragment {
  const shares = definition.containerDefinitions.map((container, index) => ({
    name: container.name,
    share: translate(container, `containerDefinitions[${index}]`),
  }));
  return {
    containers: Object.fromEntries(shares.map(({ name, share }) => [name, share.container ?? {}])),
    differences: shares.flatMap(({ share }) => share.differences ?? []),
    refusals: shares.flatMap(({ share }) => share.refusals ?? []),
  };
}
