import type { V1Container, V1EnvVar } from "@kubernetes/client-node";
import { annotations, labels, taskAnnotations } from "../api/labels.ts";
import { kubernetesName } from "../api/names.ts";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import { isRouted, ROUTER, routerOf } from "./log-router.ts";
import { mountPaths } from "./memory-volumes.ts";
import { METADATA, routerConfiguration } from "./router-configuration.ts";
import { runHindrance, startPlan } from "./start-plan.ts";
import type { Difference, TranslateContext, Translator } from "./translator.ts";
import { mountsTakenOver } from "./volumes-from.ts";

// No ECS name has a dot, so that no volume of a task becomes this.
const VOLUME = kubernetesName("berth.firelens");
const FILE = "router.conf";

/** Where the images of the log routers look for their configuration. */
const PLACES = { fluentbit: "/fluent-bit/etc/fluent-bit.conf", fluentd: "/fluentd/etc/fluent.conf" } as const;

/**
 * FireLens: the log router gets the configuration that ECS's agent would generate, from an annotation of its own Pod. What
 * the other containers write the helper sends to it, where it can run their programs.
 */
export const firelensConfiguration: Translator = {
  concept: "firelens-configuration",
  becomes: {
    "containerDefinitions[].firelensConfiguration.type": `the file that the router's configuration is mounted at: ${PLACES.fluentbit} or ${PLACES.fluentd}`,
    "containerDefinitions[].firelensConfiguration.options": `parts of the configuration in the annotation ${taskAnnotations.firelensConfiguration}`,
  },
  differs: {
    "containerDefinitions[].firelensConfiguration.type":
      "output of a container without entryPoint does not reach the router, which is reported; the other containers do not wait for it",
    "containerDefinitions[].firelensConfiguration.options":
      "a configuration file in S3 is not read, which is reported; ecs_task_arn is not among the metadata",
  },
  translate(definition, context) {
    const router = routerOf(definition);
    const shares = perContainer(definition, (container, path) => {
      if (container === router) return ofRouter(container, path, definition);
      return container.logConfiguration?.logDriver === "awsfirelens"
        ? ofSender(container, path, definition, context)
        : {};
    });
    if (router === undefined) return shares;
    const fieldRef = { fieldPath: `metadata.annotations['${taskAnnotations.firelensConfiguration}']` };
    return {
      ...shares,
      annotations: { [taskAnnotations.firelensConfiguration]: routerConfiguration(router, definition) },
      pod: { volumes: [{ name: VOLUME, downwardAPI: { items: [{ path: FILE, fieldRef }] } }] },
    };
  },
};

function ofRouter(router: CanonicalContainer, path: string, definition: CanonicalTaskDefinition): ContainerShare {
  const { type = "fluentbit", options = {} } = router.firelensConfiguration ?? {};
  const mountPath = PLACES[type];
  const differences: Difference[] = [];
  const others = mountsTakenOver(router, definition).map(([path]) => path);
  const isTaken = [...mountPaths(router), ...others].includes(mountPath);
  if (isTaken) {
    const reason = `the task mounts a volume at ${mountPath}: the router has that as its configuration`;
    differences.push({ path: `${path}.firelensConfiguration`, reason });
  }
  if (options["config-file-type"] === "s3") {
    const reason = "the file in S3 is not read";
    const instead = "put it into the router's image, or into a volume, and name it by config-file-type file";
    differences.push({ path: `${path}.firelensConfiguration.options.config-file-value`, reason, instead });
  }
  const container: Partial<V1Container> = {
    env: unlessSet(router, [
      { name: METADATA.ecs_cluster, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${labels.cluster}']` } } },
      {
        name: METADATA.ecs_task_definition,
        valueFrom: { fieldRef: { fieldPath: `metadata.annotations['${annotations.taskDefinition}']` } },
      },
    ]),
    ...(!isTaken && { volumeMounts: [{ name: VOLUME, mountPath, subPath: FILE, readOnly: true }] }),
  };
  return { container, differences };
}

function ofSender(
  container: CanonicalContainer,
  path: string,
  definition: CanonicalTaskDefinition,
  context: TranslateContext,
): ContainerShare {
  const differences: Difference[] = [];
  const reason = "output goes to the Node's log files, as kubectl logs shows it, and not to a log router";
  const instead = isRouted(container, definition)
    ? runHindrance(container, startPlan(definition, context), context)
    : "give the task a container with firelensConfiguration";
  if (instead !== undefined) differences.push({ path: `${path}.logConfiguration`, reason, instead });
  // For programs that send to the router by themselves.
  const env = unlessSet(container, [
    { name: "FLUENT_HOST", value: ROUTER.host },
    { name: "FLUENT_PORT", value: String(ROUTER.port) },
  ]);
  return { ...(isRouted(container, definition) && { container: { env } }), differences };
}

function unlessSet({ environment }: CanonicalContainer, variables: readonly V1EnvVar[]): V1EnvVar[] {
  return variables.filter(({ name }) => !environment.some((variable) => variable.name === name));
}
