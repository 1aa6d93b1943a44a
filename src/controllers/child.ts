import type { KubeObject } from "../api/kube-object.ts";
import { annotations } from "../api/labels.ts";
import { applyIfChanged } from "../kube/apply.ts";
import { NameConflict } from "../kube/errors.ts";
import { Overruled } from "../kube/overruled.ts";
import { ownedOrAbsent } from "../kube/ownership.ts";
import type { Resource } from "../kube/resource.ts";
import type { Store } from "../runtime/store.ts";
import type { Obstacle } from "../status/conditions.ts";
import type { Context } from "./context.ts";
import { obstacleOf } from "./obstacle.ts";

/** Whether a child may be applied under its name. */
export type Claim =
  /** There is none yet, or it is the owner's; `apply` writes it unless it stands as intended. */
  { kind: "free"; apply: () => Promise<void> } | { kind: "taken"; obstacle: Obstacle };

/**
 * How children of one kind are claimed. Claiming writes nothing: whoever has several children claims all of them before
 * he applies the first, so that nothing is half applied.
 */
export function claims<T extends KubeObject>(
  { client, log }: Context,
  fieldManager: string,
  resource: Resource<T>,
  store: Store<T>,
): (owner: KubeObject, object: KubeObject) => Promise<Claim> {
  const overruled = new Overruled(annotations.intentHash);

  async function apply(object: KubeObject, live: T | undefined): Promise<void> {
    const applied = await applyIfChanged(client, resource, object, {
      live,
      fieldManager,
      hashAnnotation: annotations.intentHash,
      overruled,
    });
    if (!applied.written) return;
    store.upsert(applied.object);
    const { namespace, name } = object.metadata;
    log.info({ kind: resource.kind, namespace, name, reason: applied.reason }, "applied");
  }

  return async (owner, object) => {
    const { name, namespace = "" } = object.metadata;
    const cached = store.get(`${namespace}/${name}`);
    if (cached !== undefined && isLeftFrom(owner, cached)) {
      const message = `Waiting for ${resource.kind} "${name}" of the deleted ${owner.kind} of the same name to go.`;
      return { kind: "taken", obstacle: { kind: "waiting", reason: "Progressing", message } };
    }
    try {
      const live = await ownedOrAbsent(
        client,
        resource,
        { name, namespace },
        { uid: owner.metadata.uid ?? "", cached },
      );
      return { kind: "free", apply: () => apply(object, live) };
    } catch (error) {
      const obstacle = error instanceof NameConflict ? obstacleOf(error) : undefined;
      if (obstacle === undefined) throw error;
      return { kind: "taken", obstacle };
    }
  };
}

/** Whether a child is of an earlier object of the owner's name, so that Kubernetes is about to delete it. */
function isLeftFrom({ kind, metadata }: KubeObject, child: KubeObject): boolean {
  const owner = child.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner !== undefined && owner.kind === kind && owner.name === metadata.name && owner.uid !== metadata.uid;
}
