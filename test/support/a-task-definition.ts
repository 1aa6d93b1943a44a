import type { ContainerDefinition, TaskDefinitionSpec } from "../../src/api/index.ts";
import { type CanonicalTaskDefinition, canonicalise } from "../../src/translate/canonical.ts";
import type { TranslateContext } from "../../src/translate/translator.ts";

/** A container that ECS registers as it is: nginx with 128 MiB. */
export function aContainer(members: ContainerDefinition = {}): ContainerDefinition {
  return { name: "web", image: "nginx:1.27", memory: 128, ...members };
}

/** A task definition of one such container. */
export function aTaskDefinition(members: Partial<TaskDefinitionSpec> = {}): TaskDefinitionSpec {
  return { containerDefinitions: [aContainer()], ...members };
}

/** A task definition with one container that has these members besides a name, an image and 128 MiB. */
export function withContainer(members: ContainerDefinition): TaskDefinitionSpec {
  return aTaskDefinition({ containerDefinitions: [aContainer(members)] });
}

/** The canonical form of a spec, in family `web`. */
export function canonical(spec: TaskDefinitionSpec): CanonicalTaskDefinition {
  return canonicalise(spec, "web");
}

/** A namespace `shop` that is allowed nothing, on a cluster with Pod-level resources, and an operator with a helper. */
export function aContext(members: Partial<TranslateContext> = {}): TranslateContext {
  return {
    namespace: "shop",
    imagePullPolicy: "IfNotPresent",
    launchType: "EC2",
    allowed: new Set(),
    podLevelResources: true,
    restartRules: true,
    helperImage: "berth/operator:1",
    runsAs: "service",
    behindLoadBalancer: [],
    ...members,
  };
}

/** The same with these containers. */
export function withContainers(...containers: ContainerDefinition[]): TaskDefinitionSpec {
  return aTaskDefinition({ containerDefinitions: containers.map(aContainer) });
}
