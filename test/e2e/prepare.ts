import { API_VERSION, GROUP } from "../../src/api/group.ts";
import { labels } from "../../src/api/labels.ts";
import {
  apply,
  helm,
  helmArguments,
  kubectl,
  loadOperatorImage,
  loadWorkloadImages,
  OPERATOR_NAMESPACE,
  startCluster,
} from "../support/cluster.ts";
import { nodesAreShared } from "../support/instances.ts";
import { LOAD_IMAGE } from "../support/load.ts";
import { killOperator, operatorEnds } from "../support/operator.ts";
import { realDefinitions } from "../support/real-definitions.ts";
import { step } from "../support/terminal.ts";

/** Images that the stories name. */
const IMAGES = ["nginx:1.27", "busybox:1", LOAD_IMAGE];

/** What the chart's `allowedFeatures` allows which stories. */
const VALUES = ["e2e-host-ports", "e2e-real-definitions"].map(
  (namespace) => `allowedFeatures.${namespace}={hostPorts}`,
);

/** Brings up what the stories need: the cluster, the images, and the operator, installed as a user does it. */
export async function prepare(): Promise<void> {
  await startCluster();
  if (!nodesAreShared) await clear();
  const images = [...new Set([...IMAGES, ...realDefinitions().map(({ image }) => image)])];
  step(`giving the nodes ${images.join(", ")}`);
  await loadWorkloadImages(...images);
  step("building the operator's image and giving it to the nodes");
  const image = await loadOperatorImage();
  step(`installing ${image} with Helm`);
  await apply({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: OPERATOR_NAMESPACE, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  });
  // One that ended in an earlier run, or with the nodes, says nothing about this run.
  if ((await operatorEnds()).length > 0) await killOperator();
  // CRDs that somebody has applied by hand are taken over, as they are on a machine where the code is worked on.
  await helm(...helmArguments(image, VALUES), "--take-ownership", "--force-conflicts");
  const version = await kubectl("get", "--raw", `/apis/${API_VERSION}`);
  if (!version.stdout.includes(GROUP)) throw new Error(`the API server does not serve ${API_VERSION}`);
}

/** Takes away what earlier runs and the demo have left: container instances are there once, and room is scarce. */
async function clear(): Promise<void> {
  const { stdout } = await kubectl("get", "namespaces", "--output=jsonpath={.items[*].metadata.name}");
  const left = stdout.split(" ").filter((name) => name === "demo" || name.startsWith("e2e-"));
  await kubectl("label", "nodes", "--all", `${labels.cluster}-`);
  if (left.length === 0) return;
  step(`removing what is left of earlier runs: ${left.join(", ")}`);
  await kubectl("delete", "namespace", "--ignore-not-found", ...left);
}
