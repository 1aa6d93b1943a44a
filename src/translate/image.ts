import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/**
 * The image as written. The pull policy is always written: the API server's default depends on the tag, and an image
 * that was loaded onto the Nodes must not be looked for in a registry.
 */
export const image: Translator = {
  concept: "image",
  covers: ["containerDefinitions[].image", "kubernetes.imagePullPolicy"],
  translate: (definition, { imagePullPolicy }) =>
    perContainer(definition, (container) => ({ container: { image: container.image, imagePullPolicy } })),
};
