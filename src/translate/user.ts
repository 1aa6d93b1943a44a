import { type ContainerShare, perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

// The largest id that the API server takes.
const MAX_ID = 2_147_483_647;

/**
 * `user`, `uid`, and either with `:group` or `:gid`. Kubernetes knows numbers only; of the names, root is 0 in every
 * image. Without a group the runtime takes the user's own of the image, as Docker does.
 */
export const user: Translator = {
  concept: "user",
  becomes: {
    "containerDefinitions[].user": "runAsUser and runAsGroup of the container",
  },
  differs: {
    "containerDefinitions[].user":
      "Kubernetes takes numbers and root only; by any other name the image's user is used, which is reported",
  },
  translate: (definition) =>
    perContainer(definition, (container, path) =>
      container.user === undefined ? {} : share(container.user, `${path}.user`),
    ),
};

function share(text: string, path: string): ContainerShare {
  const [user = "", group] = text.split(":");
  const runAsUser = idOf(user);
  if (runAsUser === undefined) return { differences: [unknownName(path, "user", user, "the image's user runs it")] };
  if (group === undefined || group === "") return { container: { securityContext: { runAsUser } } };
  const runAsGroup = idOf(group);
  if (runAsGroup !== undefined) return { container: { securityContext: { runAsUser, runAsGroup } } };
  const difference = unknownName(path, "group", group, "the user's own group is used");
  return { container: { securityContext: { runAsUser } }, differences: [difference] };
}

function idOf(text: string): number | undefined {
  if (text === "root") return 0;
  return /^\d+$/.test(text) && Number(text) <= MAX_ID ? Number(text) : undefined;
}

function unknownName(path: string, kind: "group" | "user", name: string, effect: string) {
  const id = kind === "user" ? "uid" : "gid";
  return {
    path,
    reason: `Kubernetes takes a ${kind} by number only, and the number of "${name}" stands in the image: ${effect}`,
    instead: `write its ${id}, as in "${kind === "user" ? "1000" : "1000:1000"}"`,
  };
}
