import { hashOf } from "../api/names.ts";
import { covers } from "./covers.ts";
import type { Intent, KubeObject } from "./object.ts";

/** Objects that are remembered. */
const mostObjects = 4096;

/**
 * Remembers intents that the server did not store as they were: an admission policy of the cluster changed them, and
 * would change them again. Until the intent or the object's spec changes, there is no point in writing them once more.
 */
export class Overruled {
  readonly #answers = new Map<string, string>();
  readonly #hashAnnotation: string;

  /** The annotation that keeps the hash of what was applied. */
  constructor(hashAnnotation: string) {
    this.#hashAnnotation = hashAnnotation;
  }

  /** Takes note of how the server answered the apply of an intent (with its hash). */
  note(answer: KubeObject, intent: Intent): void {
    const { uid } = answer.metadata;
    if (uid === undefined) return;
    this.#answers.delete(uid);
    if (covers(answer, intent) === undefined) return;
    this.#answers.set(uid, this.#key(answer));
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= mostObjects) return;
      this.#answers.delete(oldest);
    }
  }

  /** Whether the object is what the server made of this very intent; its metadata has to be as intended all the same. */
  has(live: KubeObject, { metadata }: Intent): boolean {
    const known = this.#answers.get(live.metadata.uid ?? "");
    return known === this.#key(live) && covers({ metadata: live.metadata }, { metadata }) === undefined;
  }

  // The generation does not do: that of a Deployment moves with its annotations, too, and other kinds have none.
  #key({ metadata, spec }: KubeObject): string {
    return `${metadata.annotations?.[this.#hashAnnotation]} ${hashOf(spec)}`;
  }
}
