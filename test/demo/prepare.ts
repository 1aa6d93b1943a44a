import {
  helmArguments,
  kubectl,
  loadOperatorImage,
  loadWorkloadImages,
  OPERATOR_NAMESPACE,
  startCluster,
  tryKubectl,
} from "../support/cluster.ts";
import { LOAD_IMAGE } from "../support/load.ts";
import { heading, step, tell } from "../support/terminal.ts";
import type { Definition } from "./definition.ts";
import { openSession, type Session } from "./session.ts";

/** Namespace of everything that the story makes. */
export const NAMESPACE = "demo";

/** Label that makes a Node a container instance. */
export const CLUSTER_LABEL = "ecs.berth.dev/cluster";

/** Image of the small programs that the story runs besides the task definition. */
export const TOOL_IMAGE = "busybox:stable";

/** Brings cluster and images up, and takes away what an earlier run left. Rejects where something cannot be had. */
export async function prepare(definition: Definition): Promise<{ session: Session; image: string }> {
  const session = openSession(await startCluster());
  await kubectl("label", "nodes", "--selector", `${CLUSTER_LABEL}=${NAMESPACE}.default`, `${CLUSTER_LABEL}-`);
  // Its tasks need some seconds to stop: the images are made meanwhile.
  const left = await tryKubectl(["get", "namespace", NAMESPACE]);
  if (left.code === 0) step(`removing the namespace ${NAMESPACE}, which an earlier run left`);
  const removed = kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found");
  // Awaited below; a failure in between must not end the program before.
  removed.catch(() => undefined);

  const images = [...new Set([...definition.images, TOOL_IMAGE, LOAD_IMAGE])];
  step(`giving the cluster's nodes the images ${images.join(", ")}`);
  await loadWorkloadImages(...images);
  step("building the operator's image and giving it to the nodes");
  const image = await loadOperatorImage();
  await removed;
  // Of a helm that was killed in the middle: it would refuse to begin again.
  const pending = "owner=helm,status in (pending-install,pending-upgrade,pending-rollback)";
  await kubectl("delete", "secrets", "--namespace", OPERATOR_NAMESPACE, "--selector", pending);
  return { session, image };
}

/** Installs or upgrades the operator, as a user does. */
export async function install(session: Session, image: string, definition: Definition): Promise<void> {
  heading("Install Berth with Helm");
  if (definition.features.length > 0) {
    tell(
      `The task definition reaches beyond its own containers, to the instance it runs on (${definition.features.join(", ")}). ` +
        `That is refused unless an administrator allows it for a namespace, so this is part of the installation.`,
    );
  }
  const allowed = `allowedFeatures.${NAMESPACE}={${definition.features.join(",")}}`;
  const values = definition.features.length > 0 ? [allowed] : [];
  const words = helmArguments(image, values).map((word) => (/[{}]/.test(word) ? `'${word}'` : word));
  await session.show(["helm", ...words, "--hide-notes"].join(" "));
}
