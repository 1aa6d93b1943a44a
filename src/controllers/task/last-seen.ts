import type { Pod } from "../../api/kube-object.ts";

/** Pods that are remembered; of more, the oldest are forgotten. */
const MOST = 1_000;

/**
 * How Pods were last seen that are gone, until their tasks' ends are recorded: what a cache forgets with the Pod. It is
 * lost with the operator; then an end is recorded without exit codes.
 */
export class LastSeen {
  readonly #pods = new Map<string, Pod>();

  /** Takes note of a Pod that is gone; its last words are better than those before, unless they say less. */
  note(last: Pod, previous: Pod): void {
    this.#pods.set(last.metadata.uid ?? "", last.status?.containerStatuses === undefined ? previous : last);
    for (const oldest of [...this.#pods.keys()].slice(0, Math.max(this.#pods.size - MOST, 0))) {
      this.#pods.delete(oldest);
    }
  }

  of(uid: string): Pod | undefined {
    return this.#pods.get(uid);
  }

  forget(uids: readonly string[]): void {
    for (const uid of uids) this.#pods.delete(uid);
  }
}
