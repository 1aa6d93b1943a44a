import type { V1Container } from "@kubernetes/client-node";
import type { CanonicalTaskDefinition } from "./canonical.ts";
import type { Fragment, PodTranslation } from "./translator.ts";

/** A fragment and the concept that it is of. */
export interface Share {
  readonly concept: string;
  readonly fragment: Fragment;
}

// Lists whose elements have an identity: fragments add to them, and an element that two of them name is merged.
const KEYS: Readonly<Record<string, readonly string[]>> = {
  env: ["name"],
  hostAliases: ["ip"],
  hostnames: [],
  initContainers: ["name"],
  ports: ["containerPort", "protocol"],
  volumeMounts: ["mountPath"],
  volumes: ["name"],
};

/**
 * Merges fragments into a Pod. Members come in the order of the fragments, containers in that of the definition.
 * Throws if two fragments set one path to different values, naming both concepts: that is a mistake in a translator.
 */
export function compose(definition: CanonicalTaskDefinition, shares: readonly Share[]): PodTranslation {
  const owners = new Map<string, string>();
  const annotations: Record<string, string> = {};
  const pod: Record<string, unknown> = {};
  const containers = new Map(
    definition.containerDefinitions.map(({ name }): [string, V1Container] => [name, { name }]),
  );
  for (const { concept, fragment } of shares) {
    const merge = merger(concept, owners);
    for (const [name, share] of Object.entries(fragment.containers ?? {})) {
      const container = containers.get(name);
      if (container === undefined) throw new Error(`${concept} sets container "${name}", which the task does not have`);
      merge(container, share, `containers[${name}]`);
    }
    merge(pod, fragment.pod ?? {}, "");
    merge(annotations, fragment.annotations ?? {}, "annotations");
  }
  return {
    podSpec: { containers: [...containers.values()], ...pod },
    annotations,
    differences: shares.flatMap(({ fragment }) => fragment.differences ?? []),
    refusals: shares.flatMap(({ fragment }) => fragment.refusals ?? []),
  };
}

type Merge = (target: object, source: object, path: string) => void;

function merger(concept: string, owners: Map<string, string>): Merge {
  const merge: Merge = (target, source, path) => {
    const into = new Map<string, unknown>(Object.entries(target));
    for (const [name, value] of Object.entries(source)) {
      if (value === undefined) continue;
      Object.assign(target, { [name]: joined(into.get(name), value, name, path === "" ? name : `${path}.${name}`) });
    }
  };
  const joined = (present: unknown, value: unknown, name: string, path: string): unknown => {
    const keys = KEYS[name];
    if (keys !== undefined && Array.isArray(value)) return joinedLists(present, value, keys, path);
    if (isObject(value)) {
      const result = isObject(present) ? present : {};
      merge(result, value, path);
      return result;
    }
    const owner = owners.get(path);
    if (owner !== undefined && JSON.stringify(present) !== JSON.stringify(value)) {
      throw new Error(`${owner} and ${concept} set ${path} to different values`);
    }
    owners.set(path, owner ?? concept);
    return value;
  };
  const joinedLists = (present: unknown, added: readonly unknown[], keys: readonly string[], path: string) => {
    const elements: unknown[] = Array.isArray(present) ? [...present] : [];
    for (const element of added) {
      const identity = identityOf(element, keys);
      const index = elements.findIndex((other) => identityOf(other, keys) === identity);
      const merged = joined(index < 0 ? undefined : elements[index], element, "", `${path}[${identity}]`);
      if (index < 0) elements.push(merged);
      else elements[index] = merged;
    }
    return elements;
  };
  return merge;
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

// A text is its own identity.
function identityOf(element: unknown, keys: readonly string[]): string {
  if (!isObject(element)) return String(element);
  const members = new Map<string, unknown>(Object.entries(element));
  return keys.map((key) => String(members.get(key))).join("/");
}
