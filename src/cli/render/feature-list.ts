import type { Feature } from "../../translate/translator.ts";

/** Every feature that a namespace can be allowed, and what a task does with it. */
export const FEATURES: Readonly<Record<Feature, string>> = {
  capabilities: "Linux capabilities beside the default ones",
  devices: "devices of the Node",
  hostIpc: "the Node's IPC namespace",
  hostNetwork: "the Node's network",
  hostPaths: "directories of the Node",
  hostPid: "the Node's process namespace",
  hostPorts: "ports of the Node",
  privileged: "privileged containers",
  sysctls: "kernel parameters",
  taskRole: "AWS roles",
};

const ALL = "all";

/** The features of `--allow`: names with commas between them, or `all`; `undefined` where one is unknown. */
export function featuresIn(text: string): readonly Feature[] | undefined {
  const known = Object.keys(FEATURES).filter(isFeature);
  const found = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => (name === ALL ? known : known.filter((one) => one.toLowerCase() === name.toLowerCase())));
  return found.some((features) => features.length === 0) ? undefined : found.flat();
}

function isFeature(name: string): name is Feature {
  return Object.hasOwn(FEATURES, name);
}
