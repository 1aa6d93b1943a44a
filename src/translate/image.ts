import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/**
 * The image as written. The pull policy is always written: the API server's default depends on the tag, and an image
 * that was loaded onto the Nodes must not be looked for in a registry.
 */
export const image: Translator = {
  concept: "image",
  becomes: {
    "containerDefinitions[].image": "the container's image, as written",
    "kubernetes.imagePullPolicy": "the containers' imagePullPolicy",
  },
  differs: {
    "containerDefinitions[].image":
      "each Node pulls by the imagePullPolicy; ECS pulls at each start and falls back to what is there",
  },
  translate: (definition, { imagePullPolicy }) =>
    perContainer(definition, (container) => ({ container: { image: container.image, imagePullPolicy } })),
};
