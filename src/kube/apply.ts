import { hashOf } from "../api/names.ts";
import type { KubeClient, WriteOptions } from "./client.ts";
import { covers } from "./covers.ts";
import type { Intent, KubeObject } from "./object.ts";
import type { Overruled } from "./overruled.ts";
import type { Resource } from "./resource.ts";

export interface ApplyOptions<T> extends WriteOptions {
  /** The object as it was last seen; undefined where there is none. It must be ours (see `ownership.ts`). */
  readonly live: T | undefined;
  /** The annotation that keeps the hash of what was applied. */
  readonly hashAnnotation: string;
  /** What is known of intents that the cluster's own policies change. */
  readonly overruled?: Overruled;
}

/** What came of an apply; `reason` says why it was written, for the log. */
export type Applied<T> =
  | { readonly written: true; readonly object: T; readonly reason: string }
  | { readonly written: false; readonly object: T };

/**
 * Applies the intent unless it is what was applied last and the live object still covers it; so a cluster at rest is
 * never written to, whatever defaults and webhooks add. Where a live object is given, another incarnation is a conflict.
 */
export async function applyIfChanged<T extends KubeObject>(
  client: KubeClient,
  resource: Resource<T>,
  intent: Intent,
  { live, hashAnnotation, overruled, ...options }: ApplyOptions<T>,
): Promise<Applied<T>> {
  const hashed = withIntentHash(intent, hashAnnotation);
  const reason = reasonToWrite(live, hashed, hashAnnotation);
  if (live !== undefined && (reason === undefined || overruled?.has(live, hashed) === true)) {
    return { written: false, object: live };
  }
  const { uid } = live?.metadata ?? {};
  const guarded = uid === undefined ? hashed : { ...hashed, metadata: { ...hashed.metadata, uid } };
  const object = await client.apply(resource, guarded, options);
  overruled?.note(object, hashed);
  return { written: true, object, reason: reason ?? "absent" };
}

/** The intent with the hash of itself in an annotation. */
export function withIntentHash<I extends Intent>(intent: I, hashAnnotation: string): I {
  const { [hashAnnotation]: _, ...annotations } = intent.metadata.annotations ?? {};
  const hash = hashOf({ ...intent, metadata: { ...intent.metadata, annotations } });
  return { ...intent, metadata: { ...intent.metadata, annotations: { ...annotations, [hashAnnotation]: hash } } };
}

/** Why the intent (with its hash) has to be written: undefined where the live object is as it should be. */
export function reasonToWrite(
  live: KubeObject | undefined,
  intent: Intent,
  hashAnnotation: string,
): string | undefined {
  if (live === undefined) return "absent";
  if (live.metadata.annotations?.[hashAnnotation] !== intent.metadata.annotations?.[hashAnnotation])
    return "the intent changed";
  const path = covers(live, intent);
  return path === undefined ? undefined : `${path} is not as it was applied`;
}
