import { expect, inject, onTestFailed, vi } from "vitest";
import type { KubeObject } from "../../src/api/kube-object.ts";
import { labels } from "../../src/api/labels.ts";
import { clusterLabel } from "../../src/api/names.ts";
import type { KubeClient } from "../../src/kube/client.ts";
import type { Intent } from "../../src/kube/object.ts";
import * as resources from "../../src/kube/resource.ts";
import { binaries } from "./control-plane.ts";
import { clientOf } from "./plane-client.ts";
import { attempt, type Output, type RunOptions, run } from "./shell.ts";
import { type State, type StateOptions, stateOf } from "./state.ts";

/* Words for tests on the control plane: a place is a namespace of its own, with Nodes of its own. */

/** A manifest without its namespace. */
export type Manifest = Intent & { kind: string; spec?: unknown };

const BY_KIND: Readonly<Record<string, resources.Resource>> = {
  Cluster: resources.clusters,
  TaskDefinition: resources.taskDefinitions,
  Service: resources.services,
  Task: resources.tasks,
};

const namespaces: resources.Resource = {
  group: "",
  version: "v1",
  plural: "namespaces",
  kind: "Namespace",
  namespaced: false,
};

let shared: KubeClient | undefined;

/** The administrator's client, one for a test file. Its connections do not keep the process alive. */
export function admin(): KubeClient {
  shared ??= clientOf(inject("plane").admin).client;
  return shared;
}

/** Runs kubectl as administrator, whatever comes of it. */
export function tryKubectl(args: readonly string[], options: RunOptions = {}): Promise<Output> {
  return attempt(`${binaries}/kubectl`, ["--kubeconfig", inject("plane").admin, ...args], options);
}

/** Runs kubectl as administrator; rejects where it fails. */
export function kubectl(...args: readonly string[]): Promise<Output> {
  return run(`${binaries}/kubectl`, ["--kubeconfig", inject("plane").admin, ...args]);
}

const AS_USER = { fieldManager: "user" };
let places = 0;

/** A namespace of its own, new in every run. */
export async function aPlace(story: string, namespaceLabels: Record<string, string> = {}): Promise<Place> {
  places += 1;
  const namespace = `${story}-${process.pid.toString(36)}-${places}`;
  await admin().create(namespaces, { metadata: { name: namespace, labels: namespaceLabels } }, AS_USER);
  return new Place(namespace);
}

export class Place {
  readonly namespace: string;
  /** Names of its Nodes. */
  readonly nodes: string[] = [];

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  /** Applies one of our objects as a user's tool does: what the manifest no longer says goes. */
  apply({ kind, metadata, ...rest }: Manifest): Promise<KubeObject> {
    const resource = BY_KIND[kind];
    if (resource === undefined) throw new Error(`no kind of ours: ${kind}`);
    return admin().apply(resource, { ...rest, metadata: { ...metadata, namespace: this.namespace } }, AS_USER);
  }

  /** Changes members of an object; null takes one away. */
  patch(resource: resources.Resource, name: string, patch: Record<string, unknown>): Promise<KubeObject> {
    return admin().mergePatch(resource, this.ref(name), patch, AS_USER);
  }

  /** Changes members of a spec. */
  patchSpec(resource: resources.Resource, name: string, spec: Record<string, unknown>): Promise<KubeObject> {
    return this.patch(resource, name, { spec });
  }

  find<T extends KubeObject>(resource: resources.Resource<T>, name: string): Promise<T | undefined> {
    return admin().find(resource, this.ref(name));
  }

  async list<T extends KubeObject>(resource: resources.Resource<T>, labelSelector?: string): Promise<readonly T[]> {
    return (await admin().list(resource, { namespace: this.namespace, labelSelector })).items;
  }

  /** Deletes an object; resolves when the API server has taken the request, not when the object is gone. */
  delete(
    resource: resources.Resource,
    name: string,
    propagationPolicy: "Background" | "Foreground" | "Orphan" = "Background",
  ): Promise<boolean> {
    return admin().delete(resource, this.ref(name), { propagationPolicy });
  }

  /** Makes a second object of another name, as somebody does with `kubectl get --output yaml`, an editor and `apply`. */
  async copy(resource: resources.Resource, name: string, copy: string): Promise<void> {
    const live = await admin().get<KubeObject>(resource, this.ref(name));
    const { labels, annotations, ownerReferences = [] } = live.metadata;
    const { clusterIP: _, clusterIPs: __, ...spec } = live.spec as Record<string, unknown>;
    const metadata = { ...this.ref(copy), labels: labels ?? {}, annotations: annotations ?? {}, ownerReferences };
    const object = { metadata, spec };
    await admin().create(resource, object, AS_USER);
  }

  /** Adds a Node that is a container instance of a cluster of this place, or of none; gives its name. */
  async addNode(cluster?: string): Promise<string> {
    const name = `${this.namespace}-node-${this.nodes.length}`;
    const label = cluster === undefined ? {} : { [labels.cluster]: clusterLabel(this.namespace, cluster) };
    const metadata = { name, labels: { "kubernetes.io/hostname": name, ...label } };
    this.nodes.push(name);
    await admin().create(resources.nodes, { metadata }, AS_USER);
    return name;
  }

  /** Adds a Node, and waits until the scheduler takes it: RunTask does not wait for room. */
  async addReadyNode(cluster: string): Promise<string> {
    const name = await this.addNode(cluster);
    const isReady = async () => {
      const { spec, status } = (await admin().find(resources.nodes, { name })) ?? {};
      expect(spec?.taints ?? []).toEqual([]);
      expect(status?.allocatable).toBeDefined();
    };
    await vi.waitFor(isReady, { timeout: 20_000 });
    return name;
  }

  /** Makes a Node a container instance of a cluster of this place, or of none. */
  async labelNode(name: string, cluster: string | null = "default"): Promise<void> {
    const value = cluster === null ? null : clusterLabel(this.namespace, cluster);
    const patch = { metadata: { labels: { [labels.cluster]: value } } };
    await admin().mergePatch(resources.nodes, { name }, patch, AS_USER);
  }

  /** Waits until an object is as expected; gives it. Fails with what it was last. */
  async until<T extends KubeObject>(
    resource: resources.Resource<T>,
    name: string,
    expected: object | ((object: T | undefined) => boolean),
    seconds = 30,
  ): Promise<T | undefined> {
    const is = typeof expected === "function" ? expected : (object: T | undefined) => matches(object, expected);
    const { namespace } = this;
    const signal = AbortSignal.timeout(seconds * 1000);
    const selection = { namespace, fieldSelector: `metadata.name=${name}` };
    let last: T | undefined;
    try {
      const page = await admin().list(resource, selection);
      [last] = page.items;
      if (is(last as T | undefined)) return last;
      const { resourceVersion } = page;
      for await (const event of admin().watch(resource, {
        ...selection,
        resourceVersion,
        timeoutSeconds: 600,
        signal,
      })) {
        if (event.type === "bookmark") continue;
        last = event.type === "deleted" ? undefined : event.object;
        if (is(last)) return last;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (typeof expected !== "function")
      expect(last, `${resource.kind} ${name} after ${seconds} s`).toMatchObject(expected);
    throw new Error(`${resource.kind} ${name} is not as expected after ${seconds} s: ${JSON.stringify(last, null, 1)}`);
  }

  /** Waits until an object is gone. */
  async untilGone(resource: resources.Resource, name: string, seconds = 30): Promise<void> {
    await this.until(resource, name, (object) => object === undefined, seconds);
  }

  /** Waits until one of our objects is Ready as its spec is now. */
  untilReady(resource: resources.Resource, name: string, seconds = 30): Promise<KubeObject | undefined> {
    return this.until(resource, name, isReady, seconds);
  }

  /** All that is in the namespace, masked (see `stateOf`). */
  state(options: StateOptions = {}): Promise<State> {
    return stateOf(admin(), this.namespace, options);
  }

  /**
   * The state once it has been the same for some time; where one is hoped for, that one, or what there is instead when
   * the time is over.
   */
  async settledState(options: StateOptions = {}, hoped?: State, seconds = 30): Promise<State> {
    const deadline = performance.now() + seconds * 1000;
    let state = await this.state(options);
    for (let since = performance.now(); performance.now() - since < QUIET_MS; ) {
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS / 3));
      const next = await this.state(options);
      const isLate = performance.now() > deadline;
      if (same(next, state) && (hoped === undefined || isLate || same(next, hoped))) continue;
      if (isLate) throw new Error(`the state of ${this.namespace} does not settle`);
      state = next;
      since = performance.now();
    }
    return state;
  }

  /** Waits until the state is the expected one. */
  async untilState(expected: State, options: StateOptions = {}, seconds = 30): Promise<void> {
    await expect.poll(() => this.state(options), { timeout: seconds * 1000, interval: 200 }).toEqual(expected);
  }

  /** Removes the namespace and the Nodes; nobody waits for the end. */
  async leave(): Promise<void> {
    await admin().delete(namespaces, { name: this.namespace });
    for (const name of this.nodes) await admin().delete(resources.nodes, { name });
  }

  ref(name: string) {
    return { namespace: this.namespace, name };
  }
}

/** Whether the operator says that an object of ours is as its present spec wants it. */
export function isReady(object: KubeObject | undefined): boolean {
  const status = object?.status as
    | { observedGeneration?: number; conditions?: { type: string; status: string }[] }
    | undefined;
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  return status?.observedGeneration === object?.metadata.generation && ready?.status === "True";
}

// Longer than the operator lets a status wait.
const QUIET_MS = 1500;

function same(a: State, b: State): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function matches(object: unknown, expected: object): boolean {
  try {
    expect(object).toMatchObject(expected);
    return true;
  } catch {
    return false;
  }
}

/** Prints what helps to understand a failure of the present test: a part of the operator's log. */
export function showOnFailure(log: () => string, failed: typeof onTestFailed = onTestFailed): void {
  failed(() => {
    console.error(`--- the operator's log\n${log().slice(-6000)}`);
  });
}
