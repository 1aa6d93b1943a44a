import { kubernetesName } from "../api/names.ts";
import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/** The container's ECS name; where that is no DNS label, its hashed form, which no other name has. */
export const containerName: Translator = {
  concept: "container-name",
  becomes: {
    "containerDefinitions[].name": "the container's name, hashed where it is no DNS label",
  },
  translate: (definition) => perContainer(definition, ({ name }) => ({ container: { name: kubernetesName(name) } })),
};
