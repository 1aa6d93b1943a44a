import type { StoredObject } from "./stored-object.ts";

/** One page of a list; `resourceVersion` is the moment of the whole list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  /** Present when more pages follow. */
  readonly continue?: string;
}

/** One event of a watch. A bookmark says only how far the watch has come. */
export type WatchEvent<T> =
  | { readonly type: "added" | "modified" | "deleted"; readonly object: T }
  | { readonly type: "bookmark"; readonly resourceVersion: string };

/**
 * A resource as a reflector reads it. Both calls fail by throwing, also a failure in the middle of the stream; both end
 * soon after the signal is aborted. A watch that the server closes in good order simply ends.
 */
export interface ListWatch<T extends StoredObject> {
  list(options: { readonly continue?: string; readonly limit: number; readonly signal: AbortSignal }): Promise<Page<T>>;
  watch(options: { readonly resourceVersion: string; readonly signal: AbortSignal }): AsyncIterable<WatchEvent<T>>;
  /** Whether the error means that the watch cannot be resumed from where it was, so that a new list is needed. */
  needsList(error: unknown): boolean;
  /** The delay that the server asked for, in milliseconds. */
  retryAfterMs(error: unknown): number | undefined;
  /** A watch fell silent: the connection under it is dead and must not be used for the next one. */
  reconnect(): void;
}
