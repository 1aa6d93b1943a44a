import { API_VERSION } from "../../src/api/group.ts";
import { type Kind, kinds } from "../../src/api/registry.ts";
import type { KubeClient } from "../../src/kube/client.ts";
import { isInvalid } from "../../src/kube/errors.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Resource } from "../../src/kube/resource.ts";

/** The collection of one of Berth's kinds. */
export function resourceOf({ kind, plural }: Kind): Resource {
  const [group = "", version = ""] = API_VERSION.split("/");
  return { group, version, plural, kind, namespaced: true };
}

/** What the API server says to a write: nothing, if it takes it. */
export async function refusalsOf(write: () => Promise<KubeObject>): Promise<string[]> {
  try {
    await write();
    return [];
  } catch (error) {
    if (!isInvalid(error)) throw error;
    return (error.details.causes ?? []).map(({ message = "" }) => message);
  }
}

/** What the API server says to a new object named `app`. */
export function admission(client: KubeClient, kind: Kind, namespace: string, spec: object): Promise<string[]> {
  const object = { metadata: { name: "app", namespace }, spec };
  return refusalsOf(() => client.create(resourceOf(kind), object, { fieldManager: "user", dryRun: true }));
}

/** One of Berth's kinds by its name. */
export function kindOf(name: string): Kind {
  const kind = kinds.find(({ kind }) => kind === name);
  if (kind === undefined) throw new Error(`there is no kind ${name}`);
  return kind;
}
