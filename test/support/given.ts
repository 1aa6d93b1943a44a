import { afterAll, beforeAll, beforeEach, expect, vi } from "vitest";
import type { ConfigMap, KubeObject, Pod } from "../../src/api/kube-object.ts";
import { labels } from "../../src/api/labels.ts";
import type { Resource } from "../../src/kube/resource.ts";
import { api, clusters, configMaps, pods, runs, services, taskDefinitions } from "./api.ts";
import { apply, kubectl, tryKubectl } from "./cluster.ts";
import { diagnostics } from "./diagnostics.ts";
import type { Manifest } from "./manifests.ts";
import { isWanted } from "./sampling.ts";
import { steady, told } from "./told.ts";
import { within } from "./wait.ts";

const CLIENT = "client";

/** A namespace of a story, and the words to tell it. */
export class Story {
  readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  /** Applies manifests as a user does; rejects where the API server refuses one. */
  async apply(...manifests: readonly Manifest[]): Promise<void> {
    const { namespace } = this;
    const placed = manifests.map((one) => ({ ...one, metadata: { ...one.metadata, namespace } }));
    const { code, stderr } = await apply(...placed);
    if (code !== 0) throw new Error(stderr);
  }

  /** Creates an object as it stands, with its nulls, which `kubectl apply` leaves out. */
  async create(object: Manifest): Promise<void> {
    const placed = { ...object, metadata: { ...object.metadata, namespace: this.namespace } };
    const { code, stderr } = await tryKubectl(["create", "-f", "-"], { input: JSON.stringify(placed) });
    if (code !== 0) throw new Error(stderr);
  }

  /** Removes all services, so that their tasks take no room from others. */
  async removeServices(): Promise<void> {
    await this.kubectl("delete", "ecsservices", "--all");
  }

  /** Runs kubectl in the namespace; resolves to what it printed. */
  async kubectl(...args: readonly string[]): Promise<string> {
    return (await kubectl("--namespace", this.namespace, ...args)).stdout;
  }

  /** An object as the API server has it. */
  find<T extends KubeObject>(resource: Resource<T>, name: string): Promise<T | undefined> {
    return api.find(resource, { namespace: this.namespace, name });
  }

  /** An object as it is stored, to the last byte. */
  stored(kind: string, name: string): Promise<string> {
    return this.kubectl("get", kind, name, "--output=json", "--show-managed-fields");
  }

  /** All objects of a kind. */
  async list<T extends KubeObject>(resource: Resource<T>, labelSelector?: string): Promise<T[]> {
    return [...(await api.list(resource, { namespace: this.namespace, labelSelector })).items];
  }

  async cluster(name = "default") {
    return told(await this.find(clusters, name));
  }

  async taskDefinition(name: string) {
    return told(await this.find(taskDefinitions, name));
  }

  async service(name: string) {
    return told(await this.find(services, name));
  }

  /** A Task object: a request RunTask, and its tasks. */
  async run(name: string) {
    return told(await this.find(runs, name));
  }

  /** Pods of a Task object's tasks, whatever became of them. */
  podsOfRun(name: string): Promise<Pod[]> {
    return this.list(pods, `${labels.task}=${name}`);
  }

  /** Waits until all tasks of a Task object have stopped; gives their records. */
  async stopped(name: string, seconds = 90) {
    const finished = { conditions: { Ready: { status: "True" } } };
    await vi.waitFor(async () => expect(await this.run(name)).toMatchObject(finished), within(seconds));
    return (await this.run(name))?.status?.tasks ?? [];
  }

  /** Removes all Task objects, and so their tasks. */
  async removeRuns(): Promise<void> {
    await this.kubectl("delete", "ecstasks", "--all");
  }

  /** A revision's ConfigMap. */
  revision(family: string, number: number): Promise<ConfigMap | undefined> {
    return this.find(configMaps, `taskdef-${family}-${number}`);
  }

  /** The tasks of a service that run or are about to. */
  async tasks(service: string): Promise<Pod[]> {
    return (await this.list(pods, `${labels.service}=${service}`)).filter(isWanted);
  }

  /** UIDs of the tasks of a service: equal lists mean that nobody replaced a task. */
  async taskIds(service: string): Promise<string[]> {
    return (await this.tasks(service)).map(({ metadata }) => metadata.uid ?? "").toSorted();
  }

  /** What is at a URL, as a Pod of the namespace sees it; the first line of the answer. */
  async answer(url: string): Promise<string> {
    if ((await this.find(pods, CLIENT)) === undefined) {
      const idle = ["sh", "-c", "trap exit TERM; while :; do sleep 1; done"];
      await this.kubectl("run", CLIENT, "--image=nginx:1.27", "--restart=Never", "--command", "--", ...idle);
      await this.kubectl("wait", `pod/${CLIENT}`, "--for=condition=Ready", "--timeout=30s");
    }
    const body = await this.kubectl("exec", CLIENT, "--", "curl", "-fsS", "--max-time", "5", url);
    return body.split("\n")[0] ?? "";
  }

  /** The texts of a service's events, newest first. */
  async events(service: string): Promise<string[]> {
    return (await this.service(service))?.status?.events?.map(({ message }) => message) ?? [];
  }

  /** Waits until a service is as its spec says. */
  async settled(service: string, running: number, taskDefinition?: string, seconds = 60): Promise<void> {
    const expected = steady(running, taskDefinition);
    await vi.waitFor(async () => expect(await this.service(service)).toMatchObject(expected), within(seconds));
  }
}

/**
 * A story in a namespace of its own, `e2e-<name>`, new for every run. What a failing test left there is printed, and
 * the namespace stays for a look at it.
 */
export function story(name: string, namespaceLabels: Record<string, string> = {}): Story {
  const namespace = `e2e-${name}`;
  let failed = false;
  beforeAll(async () => {
    await kubectl("delete", "namespace", namespace, "--ignore-not-found");
    await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: namespaceLabels } });
  });
  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      failed = true;
      console.error(await diagnostics(namespace));
    });
  });
  afterAll(async () => {
    if (!failed) await kubectl("delete", "namespace", namespace, "--wait=false");
  });
  return new Story(namespace);
}

export { aCluster, aService, aTask, aTaskDefinition } from "./manifests.ts";
