import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { loadKubeConfig } from "./connection.ts";

/** Which configuration a person means, as kubectl's flags say it. */
export interface KubeconfigChoice {
  /** A file; default: those of KUBECONFIG, ~/.kube/config, or the Pod's service account. */
  readonly file?: string | undefined;
  /** A context of it; default: its current one. */
  readonly context?: string | undefined;
}

/** The configuration that is meant, with its context chosen. Throws in words for people where there is none. */
export function chosenKubeConfig({ file, context }: KubeconfigChoice): KubeConfig {
  const config = loaded(file);
  const names = config.getContexts().map(({ name }) => name);
  if (context !== undefined) {
    if (!names.includes(context)) throw new Error(`there is no context "${context}": ${choiceOf(names)}`);
    config.setCurrentContext(context);
  }
  if (config.getCurrentCluster() === null) {
    const chosen = config.getCurrentContext();
    const what = chosen ? `context "${chosen}" names no cluster` : "the kubeconfig has no current context";
    throw new Error(`${what}: choose one with --context; ${choiceOf(names)}`);
  }
  return config;
}

/** The namespace of the chosen context, `default` where it names none. */
export function namespaceOf(config: KubeConfig): string {
  return config.getContextObject(config.getCurrentContext())?.namespace ?? "default";
}

function choiceOf(names: readonly string[]): string {
  return names.length === 0 ? "it has no contexts" : `it has ${names.join(", ")}`;
}

function loaded(file: string | undefined): KubeConfig {
  try {
    if (file === undefined) return loadKubeConfig();
    const config = new KubeConfig();
    config.loadFromFile(file);
    return config;
  } catch (cause) {
    const what = file === undefined ? "the kubeconfig" : `the kubeconfig ${file}`;
    throw new Error(`${what} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
