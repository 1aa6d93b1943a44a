import { isRecord } from "./object.ts";
import { sameQuantity } from "./quantity.ts";

/** Keys that identify an entry of a list, with what the server assumes where an entry does not say. */
type MergeKeys = Readonly<Record<string, string | undefined>>;

/**
 * The lists that server-side apply merges by key, as the API's OpenAPI document has them (`x-kubernetes-list-map-keys`).
 * The first alternative whose keys the entries have is used. Every other list is one value.
 */
const mergeKeys: Readonly<Record<string, readonly MergeKeys[]>> = {
  containers: [{ name: undefined }],
  initContainers: [{ name: undefined }],
  ephemeralContainers: [{ name: undefined }],
  env: [{ name: undefined }],
  ports: [
    { containerPort: undefined, protocol: "TCP" },
    { port: undefined, protocol: "TCP" },
  ],
  volumes: [{ name: undefined }],
  volumeMounts: [{ mountPath: undefined }],
  volumeDevices: [{ devicePath: undefined }],
  imagePullSecrets: [{ name: undefined }],
  hostAliases: [{ ip: undefined }],
  topologySpreadConstraints: [{ topologyKey: undefined, whenUnsatisfiable: undefined }],
  schedulingGates: [{ name: undefined }],
  resourceClaims: [{ name: undefined }],
  claims: [{ name: undefined }],
  ownerReferences: [{ uid: undefined }],
  conditions: [{ type: undefined }],
};

/** Lists of plain values in which only membership counts. */
const sets = new Set(["finalizers"]);

/** Maps whose values are quantities. */
const quantityMaps = new Set(["limits", "requests"]);

/** Single fields that are quantities. */
const quantityFields = new Set(["sizeLimit", "divisor"]);

/** Maps whose keys are the user's own, so that a key means nothing here. */
const freeMaps = new Set(["labels", "annotations", "matchLabels", "nodeSelector", "data", "binaryData", "stringData"]);

/** Objects that the server drops when they are empty. */
const droppedWhenEmpty = new Set([...freeMaps, ...quantityMaps, "selector", "overhead"]);

/**
 * Whether the live object still has all that the intent says. Returns undefined if so, otherwise the path of the first
 * difference. Fields, map keys and list entries that only the live object has belong to others and never differ. Values
 * that the server writes in another form (quantities) or leaves out (false, 0, "", empty lists) are equal.
 */
export function covers(live: unknown, intent: unknown): string | undefined {
  return difference(live, intent, { path: "", field: "", parent: "" });
}

interface Place {
  readonly path: string;
  /** The name of the field, also for the entries of a list. */
  readonly field: string;
  readonly parent: string;
}

function difference(live: unknown, intent: unknown, place: Place): string | undefined {
  if (intent === undefined) return undefined;
  if (isAbsent(live)) return isLeftOut(intent, place) ? undefined : place.path;
  if (Array.isArray(intent)) return Array.isArray(live) ? listDifference(live, intent, place) : place.path;
  if (isRecord(intent)) return isRecord(live) ? objectDifference(live, intent, place) : place.path;
  return live === intent || areSameQuantity(live, intent, place) ? undefined : place.path;
}

function objectDifference(
  live: Readonly<Record<string, unknown>>,
  intent: Readonly<Record<string, unknown>>,
  place: Place,
): string | undefined {
  const free = freeMaps.has(place.field);
  for (const [key, value] of Object.entries(intent)) {
    const child = { path: pathOf(place.path, key), field: free ? "" : key, parent: place.field };
    const found = difference(live[key], value, child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function listDifference(live: readonly unknown[], intent: readonly unknown[], place: Place): string | undefined {
  if (sets.has(place.field)) return intent.every((value) => live.includes(value)) ? undefined : place.path;
  const keys = keysFor(place.field, intent);
  if (keys === undefined) return atomicDifference(live, intent, place);
  const liveByKey = new Map(live.map((entry) => [keyText(entry, keys), entry]));
  for (const entry of intent) {
    const key = keyText(entry, keys);
    const entryPlace = { path: `${place.path}[${key}]`, field: "", parent: place.field };
    const found = difference(liveByKey.get(key), entry, entryPlace);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A list that is one value: as long, and entry by entry the same but for what the server filled in. */
function atomicDifference(live: readonly unknown[], intent: readonly unknown[], place: Place): string | undefined {
  if (live.length !== intent.length) return place.path;
  for (const [index, entry] of intent.entries()) {
    const found = difference(live[index], entry, { path: `${place.path}[${index}]`, field: "", parent: place.field });
    if (found !== undefined) return found;
  }
  return undefined;
}

function keysFor(field: string, entries: readonly unknown[]): MergeKeys | undefined {
  return mergeKeys[field]?.find((keys) => entries.every((entry) => isRecord(entry) && hasKeys(entry, keys)));
}

function hasKeys(entry: Readonly<Record<string, unknown>>, keys: MergeKeys): boolean {
  return Object.entries(keys).every(([key, assumed]) => assumed !== undefined || entry[key] !== undefined);
}

function keyText(entry: unknown, keys: MergeKeys): string {
  if (!isRecord(entry)) return "";
  return Object.entries(keys)
    .map(([key, assumed]) => `${key}=${String(entry[key] ?? assumed)}`)
    .join(",");
}

function areSameQuantity(live: unknown, intent: unknown, { field, parent }: Place): boolean {
  if (!quantityMaps.has(parent) && !quantityFields.has(field)) return false;
  return isAmount(live) && isAmount(intent) && sameQuantity(live, intent);
}

function isAmount(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Whether the server leaves the value out of what it stores. */
function isLeftOut(intent: unknown, { field, parent }: Place): boolean {
  if (freeMaps.has(parent)) return isAbsent(intent);
  if (isAbsent(intent) || intent === "" || intent === false || intent === 0) return true;
  if (Array.isArray(intent)) return intent.length === 0;
  return isRecord(intent) && Object.keys(intent).length === 0 && droppedWhenEmpty.has(field);
}

function pathOf(parent: string, key: string): string {
  const step = /^[A-Za-z0-9_]+$/.test(key) ? key : `"${key}"`;
  return parent === "" ? step : `${parent}.${step}`;
}
