import { createHash } from "node:crypto";

/** ECS names of clusters, services, families, containers and volumes (ECS API reference, CreateService `serviceName`). */
export const ECS_NAME = /^[A-Za-z0-9_-]{1,255}$/;

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const LABEL_VALUE = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
// k8s.io/apimachinery, IsConfigMapKey.
const DATA_KEY = /^(?!\.{1,2}$|\.\.)[A-Za-z0-9._-]{1,253}$/;

// A name that already ends like a shortened one is shortened too: otherwise somebody could choose the name that
// another one is mapped to.
const SHORTENED = /-x[0-9a-f]{10}$/;

/** The first `length` hexadecimal digits of the SHA-256 of `text`. */
export function hash(text: string, length = 16): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/** A hash of a JSON value that does not depend on the order of its keys. `undefined` members count as absent. */
export function hashOf(value: unknown, length = 16): string {
  return hash(JSON.stringify(value, sortKeys) ?? "undefined", length);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function shortened(name: string, max: number): string {
  const suffix = `-x${hash(name, 10)}`;
  const stem = name
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, max - suffix.length)
    .replace(/-+$/, "");
  return `${stem === "" ? "ecs" : stem}${suffix}`;
}

/**
 * The Kubernetes name for an ECS name: the same where that is a DNS label of at most `max` characters, otherwise
 * lower-cased, cut and with a hash of the whole name. Two ECS names never get one Kubernetes name.
 */
export function kubernetesName(ecsName: string, max = 63): string {
  const fits = ecsName.length <= max && DNS_LABEL.test(ecsName) && !SHORTENED.test(ecsName);
  return fits ? ecsName : shortened(ecsName, max);
}

/** Whether a container of a Pod is the one of this ECS name, or has that name itself. */
export function isNamed(inPod: string, name: string): boolean {
  return inPod === kubernetesName(name) || inPod === name;
}

/** Whether Kubernetes takes a text as a host name of one label (RFC 1123). */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && DNS_LABEL.test(text);
}

/** Whether Kubernetes takes a text as a name of one or more such labels. */
export function isDnsName(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => DNS_LABEL.test(label));
}

const DNS_SUBDOMAIN_MAX = 253;

/**
 * The Kubernetes name for a path: its segments with dots between them where each is a DNS label, otherwise in hashed
 * form. Two paths never get one name. A path that begins with `reserved` is hashed, too.
 */
export function pathName(segments: readonly string[], reserved?: string): string {
  const name = segments.join(".");
  const fits = segments.every((segment) => DNS_LABEL.test(segment)) && name.length <= DNS_SUBDOMAIN_MAX;
  const plain = fits && !SHORTENED.test(name) && segments[0] !== reserved;
  return plain ? name : shortened(segments.join("/"), DNS_SUBDOMAIN_MAX);
}

/**
 * The key of a Secret or a ConfigMap for a text: the same where it is a legal key, otherwise its hashed form. Two texts
 * never get one key, and none gets the key `reserved`.
 */
export function dataKey(text: string, reserved?: string): string {
  const fits = DATA_KEY.test(text) && !SHORTENED.test(text) && text !== reserved;
  return fits ? text : shortened(text, DNS_SUBDOMAIN_MAX);
}

/** Name of a service's Deployment or DaemonSet: 13 of the 253 characters are left for what Kubernetes adds to it. */
export function workloadName(service: string): string {
  return kubernetesName(service, 240);
}

/** As `kubernetesName`, for core Services, whose names start with a letter (RFC 1035). */
export function coreServiceName(ecsName: string): string {
  return /^[a-z]/.test(ecsName) ? kubernetesName(ecsName) : shortened(ecsName, 63);
}

/** The label value for an ECS name: the same where that is a legal value (63 characters), otherwise its hashed form. */
export function labelValue(ecsName: string): string {
  const fits = ecsName.length <= 63 && LABEL_VALUE.test(ecsName) && !SHORTENED.test(ecsName);
  return fits ? ecsName : shortened(ecsName, 63);
}

/** Value of the cluster label of Nodes and Pods: `<namespace>.<cluster name>`, hashed where that is no label value. */
export function clusterLabel(namespace: string, clusterName: string): string {
  return labelValue(`${namespace}.${clusterName}`);
}

/** Name of the ConfigMap that holds a revision: `taskdef-<family>-<revision>`. */
export function revisionName(family: string, revision: number): string {
  return `taskdef-${kubernetesName(family, 200)}-${revision}`;
}

/** Name of the ConfigMap that keeps a family's highest revision. The dot keeps it apart from every revision's name. */
export function counterName(family: string): string {
  return `taskdef-counter.${kubernetesName(family, 200)}`;
}

/** An ECS id (32 hexadecimal digits) from the UID of a Kubernetes object. */
export function idOf(uid: string): string {
  return uid.replaceAll("-", "");
}

/** A deployment id, `ecs-svc/<19 digits>`, that is always the same for the same seed. */
export function deploymentId(seed: string): string {
  const digits = BigInt(`0x${hash(seed, 32)}`) % 9_000_000_000_000_000_000n;
  return `ecs-svc/${digits + 1_000_000_000_000_000_000n}`;
}

/** Of the container that brings the helper into a Pod. No ECS name has a dot, so that no other one becomes this. */
export const HELPER_CONTAINER = kubernetesName("berth.helper");
