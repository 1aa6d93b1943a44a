import type { KubeClient, RequestOptions } from "./client.ts";
import { NameConflict } from "./errors.ts";
import type { KubeObject, ObjectRef } from "./object.ts";
import type { Resource } from "./resource.ts";

/** Whether an object of the intended name may be written: there is none, it is ours, or it is somebody else's. */
export type Ownership = "absent" | "ours" | "foreign";

/** Judges by the UID of the controlling owner; a name, a label or an owner that is gone proves nothing. */
export function ownershipOf(live: KubeObject | undefined, ownerUid: string): Ownership {
  if (live === undefined) return "absent";
  const controller = live.metadata.ownerReferences?.find((reference) => reference.controller === true);
  return controller !== undefined && controller.uid === ownerUid ? "ours" : "foreign";
}

/** Throws `NameConflict` where the object is somebody else's. */
export function assertNotForeign(resource: Resource, live: KubeObject | undefined, ownerUid: string): void {
  if (live !== undefined && ownershipOf(live, ownerUid) === "foreign")
    throw new NameConflict(resource.kind, live.metadata.name);
}

/**
 * The object to hand to `applyIfChanged`. What the cache has is believed; where it has nothing the server is asked, since
 * a cache may hold only our own objects, and may be late. Throws `NameConflict` where the object is somebody else's.
 */
export async function ownedOrAbsent<T extends KubeObject>(
  client: KubeClient,
  resource: Resource<T>,
  ref: ObjectRef,
  owner: { readonly uid: string; readonly cached: T | undefined },
  options: RequestOptions = {},
): Promise<T | undefined> {
  const live = owner.cached ?? (await client.find(resource, ref, options));
  assertNotForeign(resource, live, owner.uid);
  return live;
}
