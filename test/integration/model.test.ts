import { afterAll, beforeAll, expect, test } from "vitest";
import type { Deployment, Pod, ReplicaSet } from "../../src/api/kube-object.ts";
import { annotations } from "../../src/api/labels.ts";
import * as resources from "../../src/kube/resource.ts";
import { isReady, type ModelState, podsOf, replicaSetNeeds, stepDeployment } from "../support/model/kubernetes.ts";
import { admin, aPlace, type Place } from "../support/place.ts";

/* The model of Kubernetes' controllers that test/property/rollout-model.test.ts uses does what the real ones do. */

let place: Place;
beforeAll(async () => {
  place = await aPlace("model");
  await place.addNode();
});
afterAll(() => place?.leave());

type Strategy = { maxSurge: number; maxUnavailable: number } | "Recreate";
interface Edit {
  image?: string;
  replicas?: number;
  paused?: boolean;
  strategy?: Strategy;
  /** Sizes that somebody gives the ReplicaSets of these images. */
  sizes?: Record<string, number>;
}

const BY = { fieldManager: "test" };

function deployment(name: string, edit: Required<Omit<Edit, "sizes">>): Deployment {
  const { image, replicas, paused, strategy } = edit;
  const labels = { app: name };
  const rolling = strategy === "Recreate" ? { type: "Recreate" } : { type: "RollingUpdate", rollingUpdate: strategy };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: place.namespace },
    spec: {
      replicas,
      paused,
      strategy: rolling,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { [annotations.templateHash]: image } },
        spec: { containers: [{ name: "main", image }] },
      },
    },
  };
}

const imageOf = (set: ReplicaSet) => set.spec?.template?.metadata?.annotations?.[annotations.templateHash] ?? "";
const bySize = (sets: readonly ReplicaSet[]) =>
  Object.fromEntries(sets.map((set) => [imageOf(set), set.spec?.replicas ?? 0]));

/** The model, which goes on until nothing changes. */
class Modelled {
  readonly state: ModelState = { deployment: undefined, sets: [], pods: [] };
  #count = 0;

  apply(object: Deployment, sizes: Record<string, number>): void {
    const generation = (this.state.deployment?.metadata.generation ?? 0) + 1;
    const { status } = this.state.deployment ?? {};
    const live = { ...structuredClone(object), ...(status && { status }) };
    this.state.deployment = { ...live, metadata: { ...live.metadata, generation } };
    for (const one of this.state.sets) {
      const replicas = sizes[imageOf(one.set)];
      if (replicas !== undefined && one.set.spec) one.set = { ...one.set, spec: { ...one.set.spec, replicas } };
    }
    this.#settle();
  }

  #settle(): void {
    for (let round = 0; round < 60; round += 1) {
      stepDeployment(this.state, (template) => {
        this.#count += 1;
        const metadata = { name: `set-${this.#count}`, uid: `set-${this.#count}` };
        return { metadata, spec: { replicas: 0, selector: {}, template: structuredClone(template) } } as ReplicaSet;
      });
      for (const one of this.state.sets) {
        const { create, remove } = replicaSetNeeds(this.state, one);
        this.state.pods = this.state.pods.filter((pod) => !remove.includes(pod));
        for (let n = 0; n < create; n += 1) this.state.pods.push(this.#pod(one.set));
      }
    }
  }

  #pod(set: ReplicaSet): Pod {
    this.#count += 1;
    const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "", uid: set.metadata.uid ?? "" };
    const status = imageOf(set).startsWith("stuck") ? "False" : "True";
    return {
      metadata: { name: `p${this.#count}`, uid: `p${this.#count}`, ownerReferences: [owner] },
      status: { phase: "Running", conditions: [{ type: "Ready", status }] },
    };
  }

  sizes(): Record<string, number> {
    return bySize(this.state.sets.map(({ set }) => set));
  }

  ready(): number {
    return this.state.sets.flatMap((one) => podsOf(this.state, one)).filter(isReady).length;
  }
}

const rolling = (maxSurge: number, maxUnavailable: number): Strategy => ({ maxSurge, maxUnavailable });
const START: Required<Omit<Edit, "sizes">> = { image: "one", replicas: 4, paused: false, strategy: rolling(2, 0) };

const STORIES: readonly (readonly [string, readonly Edit[]])[] = [
  ["a roll", [{}, { image: "two" }, { image: "one" }]],
  ["a roll that stops first", [{ strategy: rolling(0, 2) }, { image: "two" }]],
  ["a roll that gets stuck, and back", [{}, { image: "stuck" }, { image: "one" }]],
  ["a stuck roll that takes some away", [{ strategy: rolling(1, 2) }, { image: "stuck" }, { image: "three" }]],
  ["scaling", [{}, { replicas: 7 }, { replicas: 0 }, { replicas: 2 }]],
  [
    "scaling while paused, with the old template",
    [{}, { paused: true, image: "two" }, { replicas: 6 }, { paused: false }],
  ],
  ["scaling a stuck roll, in proportion", [{}, { image: "stuck" }, { replicas: 8 }, { replicas: 3 }]],
  [
    "a stuck roll that is held, and goes on",
    [
      {},
      { image: "stuck" },
      { paused: true, strategy: "Recreate" },
      { sizes: { stuck: 0 } },
      { sizes: { stuck: 1 } },
      { paused: false, strategy: rolling(2, 0), image: "three" },
    ],
  ],
  [
    "one that is held where fewer old ones are left",
    [
      { strategy: rolling(0, 2) },
      { image: "stuck" },
      { paused: true, strategy: "Recreate", replicas: 2 },
      { sizes: { stuck: 0 } },
      { sizes: { stuck: 1 } },
      { sizes: { stuck: 0 } },
      { paused: false, strategy: rolling(0, 2), replicas: 4, image: "one" },
    ],
  ],
];

test.each(STORIES)("%s", async (title, edits) => {
  const name = title.replaceAll(/[^a-z]+/g, "-");
  const model = new Modelled();
  let edit = START;
  for (const { sizes = {}, ...change } of edits) {
    edit = { ...edit, ...change };
    const object = deployment(name, edit);
    await admin().apply(resources.deployments, object, BY);
    const sets = await place.list(resources.replicaSets, `app=${name}`);
    for (const set of sets) {
      const replicas = sizes[imageOf(set)];
      if (replicas !== undefined) await place.patchSpec(resources.replicaSets, set.metadata.name, { replicas });
    }
    model.apply(object, sizes);
    const real = async () => {
      const [live, now] = await Promise.all([
        place.find(resources.deployments, name),
        place.list(resources.replicaSets, `app=${name}`),
      ]);
      return { sizes: bySize(now), ready: live?.status?.readyReplicas ?? 0 };
    };
    const expected = { sizes: model.sizes(), ready: model.ready() };
    await expect
      .poll(real, { timeout: 20_000, interval: 200, message: `${title}: ${JSON.stringify(change)}` })
      .toEqual(expected);
    // It stays so.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await real(), `${title}: ${JSON.stringify(change)}, a second later`).toEqual(expected);
  }
});
