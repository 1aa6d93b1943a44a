import type { Pod } from "../../api/kube-object.ts";
import type { Change } from "../../runtime/store.ts";
import type { Departure } from "../../status/task-stops.ts";

/** Departures of one service that are kept until its status tells of them; of more, the oldest are forgotten. */
const MOST = 500;

/**
 * Remembers Pods that are gone until the stops of their tasks are recorded, and how they were before somebody asked to
 * delete them: what a cache forgets with the Pod. It is lost with the operator; then a stop is recorded without exit codes.
 */
export class Departures {
  readonly #beforeDeletion = new Map<string, Pod>();
  readonly #gone = new Map<string, Map<string, Departure>>();

  /** Takes note of a change of a Pod of the service with that key (see `serviceLabelKey`). */
  note(key: string, { type, object, previous }: Change<Pod>): void {
    const { uid = "" } = object.metadata;
    const wasAsked = previous?.metadata.deletionTimestamp !== undefined;
    const isAsked = object.metadata.deletionTimestamp !== undefined;
    if (isAsked && previous !== undefined && !wasAsked) this.#beforeDeletion.set(uid, previous);
    if (type !== "deleted") return;
    const before = this.#beforeDeletion.get(uid) ?? (wasAsked ? undefined : previous);
    this.#beforeDeletion.delete(uid);
    const all = this.#gone.get(key) ?? new Map<string, Departure>();
    all.set(uid, { last: object, ...(before !== undefined && { before }) });
    for (const oldest of [...all.keys()].slice(0, Math.max(all.size - MOST, 0))) all.delete(oldest);
    this.#gone.set(key, all);
  }

  /** Departures that are not told yet. */
  of(key: string): readonly Departure[] {
    return [...(this.#gone.get(key)?.values() ?? [])];
  }

  /** These have been told. */
  told(key: string, departures: readonly Departure[]): void {
    const all = this.#gone.get(key);
    for (const { last } of departures) all?.delete(last.metadata.uid ?? "");
    if (all?.size === 0) this.#gone.delete(key);
  }

  /** The service is gone. */
  forget(key: string): void {
    this.#gone.delete(key);
  }
}
