/** What the cache must know of an object: its identity and its version. */
export interface StoredObject {
  readonly metadata: {
    readonly namespace?: string | undefined;
    readonly name: string;
    readonly uid?: string | undefined;
    readonly resourceVersion?: string | undefined;
  };
}

/** The key of an object: `namespace/name`, or `name` where there is no namespace. */
export function keyOf(object: StoredObject): string {
  return objectKey(object.metadata.name, object.metadata.namespace);
}

/** The key of the object with that name. */
export function objectKey(name: string, namespace?: string): string {
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

/** The parts of a key. */
export function splitKey(key: string): { readonly namespace?: string; readonly name: string } {
  const slash = key.indexOf("/");
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/**
 * Whether version `a` is older than `b`. Versions are decimal numbers of any length; anything else has no order, and
 * then neither is older, so that the order of arrival decides.
 */
export function isOlder(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || !decimal.test(a) || !decimal.test(b)) return false;
  return a.length === b.length ? a < b : a.length < b.length;
}

const decimal = /^(0|[1-9][0-9]*)$/;
