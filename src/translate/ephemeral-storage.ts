import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/**
 * The scratch disk of a task, as what one of its containers requests and may use. Kubernetes has no such size for a
 * Pod, but the kubelet adds up the limits of its containers, and compares that with what all of them and its volumes use.
 */
export const ephemeralStorage: Translator = {
  concept: "ephemeral-storage",
  becomes: {
    "ephemeralStorage.sizeInGiB":
      "requests and limits of ephemeral-storage of the first essential container, which are those of the whole Pod",
  },
  differs: {
    "ephemeralStorage.sizeInGiB":
      "a task that uses more is evicted and replaced, where writing fails on ECS; images do not count; without it there is no limit",
  },
  translate(definition) {
    const size = definition.ephemeralStorage?.sizeInGiB;
    if (size === undefined) return {};
    const first = definition.containerDefinitions.find(({ essential }) => essential);
    const amount = { "ephemeral-storage": `${size}Gi` };
    return perContainer(definition, (container) =>
      container === first ? { container: { resources: { requests: amount, limits: amount } } } : {},
    );
  },
};
