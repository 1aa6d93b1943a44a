import { hash } from "../api/names.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import type { KubeClient } from "./client.ts";
import { isNamespaceTerminating, isNotFound } from "./errors.ts";
import type { KubeObject, ObjectReference } from "./object.ts";
import { events } from "./resource.ts";

/** What is told of an object, in the words that the user shall read. */
export interface EventFact {
  readonly type: "Normal" | "Warning";
  /** One word in CamelCase, the same for all events of one meaning. */
  readonly reason: string;
  /** What was being done, one word in CamelCase. */
  readonly action: string;
  /** At most 1,024 characters, as the API has it; more is cut. */
  readonly note: string;
}

export interface RecorderOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Such as `example.com/operator`. */
  readonly reportingController: string;
  /** The Pod that reports. */
  readonly reportingInstance: string;
  readonly fieldManager: string;
}

/** An event that was told, and may be told again. */
interface Told {
  readonly name: string;
  readonly namespace: string;
  count: number;
  lastTold: number;
  lastWritten: number;
}

/** A repetition within this time after the last one joins its series, in milliseconds. */
const seriesMs = 6 * 60_000;

/** A series is written at most this often, in milliseconds. */
const writeSeriesMs = 60_000;

/** Events that wait to be written; more are dropped. */
const longestQueue = 1_000;

/** Series that are remembered. */
const mostSeries = 2_000;

/** Where Events about objects without a namespace are kept. */
const clusterNamespace = "default";

/**
 * Writes Kubernetes Events. Promises: a repeated event is one object with a series; nothing that goes wrong here ever
 * reaches the caller; writes never grow without bound.
 */
export class EventRecorder {
  /** Events that could not be written, or had no place in the queue. */
  dropped = 0;
  readonly #options: RecorderOptions;
  readonly #told = new Map<string, Told>();
  #waiting = 0;
  #recorded = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Tells of something that happened to the object. Returns at once. */
  record(regarding: KubeObject, fact: EventFact): void {
    const now = this.#options.clock.now();
    const key = JSON.stringify([regarding.metadata.uid ?? regarding.metadata.name, fact.type, fact.reason, fact.note]);
    const told = this.#told.get(key);
    if (told !== undefined && now - told.lastTold <= seriesMs) {
      told.count += 1;
      told.lastTold = now;
      if (now - told.lastWritten < writeSeriesMs) return;
      told.lastWritten = now;
      this.#enqueue(() => this.#repeat(told, now));
      return;
    }
    const namespace = regarding.metadata.namespace ?? clusterNamespace;
    const name = `${regarding.metadata.name.slice(0, 200)}.${this.#inOrder(now)}${hash(key, 8)}`;
    this.#remember(key, { name, namespace, count: 1, lastTold: now, lastWritten: now });
    this.#enqueue(() => this.#create(namespace, name, regarding, fact, now));
  }

  /** Resolves when all that was recorded so far is written or dropped. */
  flush(): Promise<void> {
    return this.#last;
  }

  /** Sorts events as they were told: `kubectl describe` lists them by name. */
  #inOrder(now: number): string {
    this.#recorded = (this.#recorded + 1) % 0x10000;
    return `${now.toString(16).padStart(12, "0")}${this.#recorded.toString(16).padStart(4, "0")}`;
  }

  #enqueue(write: () => Promise<unknown>): void {
    if (this.#waiting >= longestQueue) {
      this.dropped += 1;
      return;
    }
    this.#waiting += 1;
    this.#last = this.#last.then(write).then(
      () => {
        this.#waiting -= 1;
      },
      (error: unknown) => {
        this.#waiting -= 1;
        this.dropped += 1;
        if (isNamespaceTerminating(error)) return;
        this.#options.log.warn(
          { error: error instanceof Error ? error.message : String(error) },
          "an Event could not be written",
        );
      },
    );
  }

  #create(namespace: string, name: string, regarding: KubeObject, fact: EventFact, now: number): Promise<unknown> {
    const { client, reportingController, reportingInstance, fieldManager } = this.#options;
    const event = {
      metadata: { name, namespace },
      eventTime: microTime(now),
      ...fact,
      note: fact.note.slice(0, 1024),
      regarding: referenceTo(regarding),
      reportingController,
      reportingInstance,
    };
    return client.create(events, event, { fieldManager });
  }

  async #repeat(told: Told, now: number): Promise<void> {
    const { client, fieldManager } = this.#options;
    const series = { count: told.count, lastObservedTime: microTime(now) };
    try {
      await client.mergePatch(events, told, { series }, { fieldManager });
    } catch (error) {
      // The server keeps Events for an hour: the next repetition starts anew.
      if (!isNotFound(error)) throw error;
      told.lastTold = Number.NEGATIVE_INFINITY;
    }
  }

  #remember(key: string, told: Told): void {
    this.#told.delete(key);
    this.#told.set(key, told);
    if (this.#told.size <= mostSeries) return;
    for (const oldest of this.#told.keys()) {
      this.#told.delete(oldest);
      return;
    }
  }
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject): ObjectReference {
  const { namespace, name, uid } = metadata;
  return {
    name,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
  };
}

/** The API's MicroTime. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}
