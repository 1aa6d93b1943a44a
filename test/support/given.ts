import { afterAll, beforeAll, beforeEach, expect, vi } from "vitest";
import type { Condition } from "../../src/api/conditions.ts";
import { API_VERSION } from "../../src/api/group.ts";
import type { ClusterSpec } from "../../src/api/kinds/cluster.ts";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";
import type { ConfigMap, KubeObject, Pod } from "../../src/api/kube-object.ts";
import { labels } from "../../src/api/labels.ts";
import type { Resource } from "../../src/kube/resource.ts";
import { api, clusters, configMaps, pods, services, taskDefinitions } from "./api.ts";
import { apply, kubectl, tryKubectl } from "./cluster.ts";
import { diagnostics } from "./diagnostics.ts";
import { isWanted } from "./sampling.ts";
import { within } from "./wait.ts";

/** A manifest without its namespace. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [member: string]: unknown;
}

function manifest(kind: string, name: string, spec: object): Manifest {
  return { apiVersion: API_VERSION, kind, metadata: { name }, spec };
}

/** A Cluster, as a user writes it. */
export function aCluster(name = "default", spec: ClusterSpec = {}): Manifest {
  return manifest("Cluster", name, spec);
}

/** A TaskDefinition, as a user writes it. */
export function aTaskDefinition(name: string, spec: Partial<TaskDefinitionSpec>): Manifest {
  return manifest("TaskDefinition", name, spec);
}

/** A Service, as a user writes it; two seconds make a task healthy, so that a test does not wait for 40. */
export function aService(name: string, spec: ServiceSpec): Manifest {
  return manifest("Service", name, { ...spec, kubernetes: { healthyAfterSeconds: 2, ...spec.kubernetes } });
}

/** The smallest task definition that runs anywhere: it sleeps, on Fargate's smallest size, and stops at once. */
export function sleeper(change: Partial<TaskDefinitionSpec> & { variable?: string } = {}): TaskDefinitionSpec {
  const { variable, ...spec } = change;
  return {
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    containerDefinitions: [
      {
        name: "main",
        image: "busybox:1",
        command: ["sh", "-c", "trap exit TERM; while :; do sleep 1; done"],
        ...(variable === undefined ? {} : { environment: [{ name: "VARIABLE", value: variable }] }),
      },
    ],
    ...spec,
  };
}

/** What the operator says of one of our objects. */
export interface Told<Status> {
  metadata: KubeObject["metadata"];
  status: Status | undefined;
  /** By type. */
  conditions: Record<string, Condition>;
  /** Whether all of it is about the spec that is there now. */
  current: boolean;
}

function told<Status extends { observedGeneration?: number | undefined; conditions?: Condition[] | undefined }>(
  object: KubeObject<unknown, Status> | undefined,
): Told<Status> | undefined {
  if (object === undefined) return undefined;
  const { metadata, status } = object;
  const conditions = Object.fromEntries((status?.conditions ?? []).map((condition) => [condition.type, condition]));
  return { metadata, status, conditions, current: status?.observedGeneration === metadata.generation };
}

/** What is expected of a service that is as its spec says, with a number of tasks. */
export function steady(running: number, taskDefinition?: string): object {
  const of = taskDefinition === undefined ? {} : { kubernetes: { taskDefinition } };
  return {
    current: true,
    conditions: { Ready: { status: "True" }, Reconciling: { status: "False" }, Stalled: { status: "False" } },
    status: { status: "ACTIVE", desiredCount: running, runningCount: running, pendingCount: 0, ...of },
  };
}

/** What is expected of an object that only a change of itself can help. */
export function stalled(reason: string, message: unknown = expect.any(String)): object {
  return {
    current: true,
    conditions: {
      Ready: { status: "False", reason, message },
      Reconciling: { status: "False" },
      Stalled: { status: "True", reason, message },
    },
  };
}

/** What is expected of an object that waits for something that may come. */
export function waiting(reason: string, message: unknown = expect.any(String)): object {
  return {
    current: true,
    conditions: {
      Ready: { status: "False", reason, message },
      Reconciling: { status: "True", reason },
      Stalled: { status: "False" },
    },
  };
}

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
