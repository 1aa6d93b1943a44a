import { isOlder, keyOf, type StoredObject } from "./stored-object.ts";

export { keyOf, objectKey, type StoredObject, splitKey } from "./stored-object.ts";

/** What happened to one object of the cache; `previous` is the object as it was cached before. */
export type Change<T> =
  | { readonly type: "added"; readonly object: T; readonly previous?: undefined }
  | { readonly type: "modified"; readonly object: T; readonly previous: T }
  | { readonly type: "deleted"; readonly object: T; readonly previous: T };

/** Hears of changes; it should only note keys. */
export type ChangeListener<T> = (change: Change<T>) => void;

/** Read access to a cache: what everybody but its reflector needs. */
export interface ReadStore<T extends StoredObject> {
  get(key: string): T | undefined;
  list(): readonly T[];
  byIndex(name: string, value: string): readonly T[];
  readonly size: number;
}

/** How many deleted incarnations are remembered, to refuse late answers about them. */
const rememberedDeletions = 4096;

/**
 * The cache of one resource. Promises: it never goes back to an older version of an object, never brings back a deleted
 * one, and tells of an object that was deleted and created again under the same name as exactly that, even when both
 * came as one update. Objects are shared, not copied: nobody may change them.
 */
export class Store<T extends StoredObject> implements ReadStore<T> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();
  readonly #listeners = new Set<ChangeListener<T>>();
  readonly #deletions = new Map<string, string | undefined>();
  readonly #onListenerError: (error: unknown) => void;

  /** A listener that throws never harms the cache; by default its error becomes an uncaught exception. */
  constructor(onListenerError: (error: unknown) => void = throwLater) {
    this.#onListenerError = onListenerError;
  }

  /** The object with the key `namespace/name` (or `name`). */
  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  /** All objects, in no particular order. */
  list(): readonly T[] {
    return [...this.#objects.values()];
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Files every object, present and future, under the values that `valuesOf` gives. */
  addIndex(name: string, valuesOf: (object: T) => readonly string[]): void {
    if (this.#indexes.has(name)) throw new Error(`index ${name} exists already`);
    const index = new Index(valuesOf);
    for (const [key, object] of this.#objects) index.put(key, object);
    this.#indexes.set(name, index);
  }

  /** The objects filed under `value` in the index `name`, in no particular order. */
  byIndex(name: string, value: string): readonly T[] {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new Error(`no index ${name}`);
    return index.get(value);
  }

  /** Calls the listener after each change, and first with `added` for what is there; returns the way to stop it. */
  onChange(listener: ChangeListener<T>): () => void {
    this.#listeners.add(listener);
    for (const object of this.#objects.values()) this.#tell(listener, { type: "added", object });
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes a version of an object, from a list, a watch or the answer to an own write. Says whether it was news: a
   * duplicate, an older version and an answer about a deleted object are not.
   */
  upsert(object: T): boolean {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    const version = object.metadata.resourceVersion;
    if (this.#isDeleted(object)) return false;
    if (previous === undefined) {
      this.#put(key, object);
      this.#emit({ type: "added", object });
      return true;
    }
    const known = previous.metadata.resourceVersion;
    if (isOlder(version, known)) return false;
    if (!sameIncarnation(previous, object)) {
      this.#drop(key, previous, version);
      this.#put(key, object);
      this.#emit({ type: "deleted", object: previous, previous });
      this.#emit({ type: "added", object });
      return true;
    }
    if (version !== undefined && version === known) return false;
    this.#put(key, object);
    this.#emit({ type: "modified", object, previous });
    return true;
  }

  /**
   * Takes the deletion of an object; `object` carries its last version. The deletion of an earlier incarnation of the
   * same name is ignored. Says whether the object was there.
   */
  remove(object: T): boolean {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    if (previous === undefined || !sameIncarnation(previous, object)) {
      this.#remember(object, object.metadata.resourceVersion);
      return false;
    }
    const version = object.metadata.resourceVersion;
    this.#drop(
      key,
      previous,
      isOlder(version, previous.metadata.resourceVersion) ? previous.metadata.resourceVersion : version,
    );
    this.#emit({
      type: "deleted",
      object: isOlder(version, previous.metadata.resourceVersion) ? previous : object,
      previous,
    });
    return true;
  }

  /**
   * Makes the cache equal to a complete list that was taken at `resourceVersion`. What is not in the list is deleted,
   * unless it is newer than the list (an own write that the list could not know).
   */
  replaceAll(items: readonly T[], resourceVersion?: string): void {
    for (const [uid, version] of this.#deletions) {
      if (isOlder(version, resourceVersion)) this.#deletions.delete(uid);
    }
    const listed = new Set<string>();
    for (const item of items) listed.add(keyOf(item));
    for (const [key, previous] of [...this.#objects]) {
      if (listed.has(key) || isOlder(resourceVersion, previous.metadata.resourceVersion)) continue;
      this.#drop(key, previous, resourceVersion);
      this.#emit({ type: "deleted", object: previous, previous });
    }
    for (const item of items) this.upsert(item);
  }

  #put(key: string, object: T): void {
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) index.put(key, object);
  }

  #drop(key: string, object: T, version: string | undefined): void {
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) index.drop(key);
    this.#remember(object, version);
  }

  #remember(object: T, version: string | undefined): void {
    const uid = object.metadata.uid;
    if (uid === undefined) return;
    this.#deletions.delete(uid);
    this.#deletions.set(uid, version);
    if (this.#deletions.size <= rememberedDeletions) return;
    for (const oldest of this.#deletions.keys()) {
      this.#deletions.delete(oldest);
      return;
    }
  }

  /** A later version than the remembered deletion contradicts it, and is believed. */
  #isDeleted(object: T): boolean {
    const { uid, resourceVersion } = object.metadata;
    if (uid === undefined || !this.#deletions.has(uid)) return false;
    if (!isOlder(this.#deletions.get(uid), resourceVersion)) return true;
    this.#deletions.delete(uid);
    return false;
  }

  #emit(change: Change<T>): void {
    for (const listener of this.#listeners) this.#tell(listener, change);
  }

  #tell(listener: ChangeListener<T>, change: Change<T>): void {
    try {
      listener(change);
    } catch (error) {
      this.#onListenerError(error);
    }
  }
}

function sameIncarnation(a: StoredObject, b: StoredObject): boolean {
  return a.metadata.uid === undefined || b.metadata.uid === undefined || a.metadata.uid === b.metadata.uid;
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Values to objects, for one index. */
class Index<T> {
  readonly #valuesOf: (object: T) => readonly string[];
  readonly #objectsByValue = new Map<string, Map<string, T>>();
  readonly #valuesByKey = new Map<string, readonly string[]>();

  constructor(valuesOf: (object: T) => readonly string[]) {
    this.#valuesOf = valuesOf;
  }

  get(value: string): readonly T[] {
    return [...(this.#objectsByValue.get(value)?.values() ?? [])];
  }

  put(key: string, object: T): void {
    this.drop(key);
    const values = this.#valuesOf(object);
    if (values.length === 0) return;
    this.#valuesByKey.set(key, values);
    for (const value of values) {
      const objects = this.#objectsByValue.get(value) ?? new Map<string, T>();
      objects.set(key, object);
      this.#objectsByValue.set(value, objects);
    }
  }

  drop(key: string): void {
    for (const value of this.#valuesByKey.get(key) ?? []) {
      const objects = this.#objectsByValue.get(value);
      objects?.delete(key);
      if (objects?.size === 0) this.#objectsByValue.delete(value);
    }
    this.#valuesByKey.delete(key);
  }
}
