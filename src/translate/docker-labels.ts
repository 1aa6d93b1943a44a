import { taskAnnotations } from "../api/labels.ts";
import { kubernetesName } from "../api/names.ts";
import type { Translator } from "./translator.ts";

/**
 * Docker's labels of a container. Kubernetes has labels and annotations of a Pod only, and Docker's fit neither's names, so
 * that those of all containers stand in one annotation.
 */
export const dockerLabels: Translator = {
  concept: "docker-labels",
  becomes: {
    "containerDefinitions[].dockerLabels": `by container in the annotation ${taskAnnotations.dockerLabels} of the Pod, as JSON`,
  },
  differs: {
    "containerDefinitions[].dockerLabels":
      "they stand at the Pod, not at the container, so that who asks the container runtime does not find them",
  },
  translate({ containerDefinitions }) {
    const byContainer = containerDefinitions.flatMap(({ name, dockerLabels: labels = {} }) => {
      const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
      return sorted.length === 0 ? [] : [[kubernetesName(name), Object.fromEntries(sorted)]];
    });
    if (byContainer.length === 0) return {};
    return { annotations: { [taskAnnotations.dockerLabels]: JSON.stringify(Object.fromEntries(byContainer)) } };
  },
};
