import type { Reply } from "../../kube/ask.ts";
import type { AlarmState } from "../../plan/rollout/alarms.ts";
import type { Clock } from "../../runtime/clock.ts";

/** Milliseconds between two questions about one alarm. */
export const ASK_EVERY_MS = 10_000;

/** Questions in a row without an answer, after which an alarm counts as being in ALARM. */
const SILENT_ASKS = 3;

interface Known {
  state: AlarmState["state"];
  /** Monotonic time of the last question. */
  askedAt: number;
  silent: number;
}

/**
 * What is known of the alarms of services whose deployments are in progress. Asking never holds up a pass over a service:
 * answers come later, and `onAnswer` tells when they say something new.
 */
export class Alarms {
  readonly #ask: (url: string) => Promise<Reply>;
  readonly #clock: Clock;
  readonly #known = new Map<string, Map<string, Known>>();
  #onAnswer: (key: string) => void = () => undefined;

  constructor(ask: (url: string) => Promise<Reply>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  onAnswer(callback: (key: string) => void): void {
    this.#onAnswer = callback;
  }

  /** The states of a service's alarms as they are known now; asks where that is too long ago. */
  statesOf(key: string, alarms: readonly { name: string; url: string }[]): AlarmState[] {
    const known = this.#known.get(key) ?? new Map<string, Known>();
    this.#known.set(key, known);
    return alarms.map(({ name, url }) => {
      const before = known.get(name) ?? { state: "UNKNOWN", askedAt: Number.NEGATIVE_INFINITY, silent: 0 };
      if (this.#clock.monotonic() - before.askedAt >= ASK_EVERY_MS) void this.#askOne(key, known, name, url, before);
      return { name, state: before.state };
    });
  }

  /** The service is gone, or its deployment is over. */
  forget(key: string): void {
    this.#known.delete(key);
  }

  async #askOne(key: string, known: Map<string, Known>, name: string, url: string, before: Known): Promise<void> {
    const askedAt = this.#clock.monotonic();
    known.set(name, { ...before, askedAt });
    const reply = await this.#ask(url);
    const silent = "error" in reply ? before.silent + 1 : 0;
    const state = "error" in reply ? (silent >= SILENT_ASKS ? "ALARM" : before.state) : stateFor(reply.status);
    known.set(name, { state, askedAt, silent });
    if (state !== before.state && this.#known.get(key) === known) this.#onAnswer(key);
  }
}

function stateFor(status: number): AlarmState["state"] {
  return status >= 200 && status < 300 ? "OK" : "ALARM";
}
