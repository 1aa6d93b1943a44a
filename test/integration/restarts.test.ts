import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import * as resources from "../../src/kube/resource.ts";
import { type ApiProxy, openProxy } from "../support/api-proxy.ts";
import { writeKubeconfig } from "../support/control-plane.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Place, showOnFailure } from "../support/place.ts";
import type { State } from "../support/state.ts";

/* An operator that ends at any moment, however it ends, leaves nothing that the next one does not bring to its end. */

let proxy: ApiProxy;
let kubeconfig: string;
let operator: OperatorProcess;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const start = () => startOperatorProcess({ kubeconfig, folder: inject("plane").folder });

beforeAll(async () => {
  const plane = inject("plane");
  proxy = await openProxy(plane);
  const { users } = JSON.parse(readFileSync(inject("operatorConfig"), "utf8")) as {
    users: { user: { token: string } }[];
  };
  kubeconfig = writeKubeconfig({ ...plane, server: proxy.server }, "operator-by-proxy", users[0]?.user.token ?? "");
  operator = await start();
});
afterAll(async () => {
  await operator?.terminate();
  await proxy?.close();
});

const taskDefinition = (image: string) =>
  aTaskDefinition("web", {
    containerDefinitions: [{ name: "main", image, memory: 64, portMappings: [{ containerPort: 80 }] }],
  });

async function create(place: Place): Promise<void> {
  await place.apply(aCluster());
  await place.apply(taskDefinition("nginx:1"));
  await place.apply(
    aService("web", {
      taskDefinition: "web",
      desiredCount: 2,
      loadBalancers: [{ containerName: "main", containerPort: 80 }],
      kubernetes: { healthyAfterSeconds: 0 },
    }),
  );
}

async function roll(place: Place): Promise<void> {
  await place.apply(taskDefinition("nginx:2"));
}

const ways = {
  /** As a power cut does it: nobody hears of the last write. */
  async kill() {
    proxy.break();
    await operator.kill();
    proxy.mend();
  },
  /** As Kubernetes does it. */
  async terminate() {
    expect(await operator.terminate(), "exit code").toBe(0);
  },
} as const;

/** Ends the operator after its n-th write in an act, and starts it again. False where the act had fewer writes. */
async function disturbed(act: () => Promise<void>, n: number, way: keyof typeof ways): Promise<boolean> {
  let ended: Promise<void> | undefined;
  proxy.afterWrite(n, () => {
    ended = ways[way]();
  });
  await act();
  await until(() => ended !== undefined, 5000);
  if (ended === undefined) return false;
  await ended;
  operator = await start();
  return true;
}

async function until(is: () => boolean, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!is() && performance.now() < deadline) await pause(10);
}

/** How often each thing was written in a chapter, as `PATCH deployments/web`; Events only tell of it. */
function writesIn({ place, since, until }: Chapter): Record<string, number> {
  const here = `/namespaces/${place.namespace}/`;
  const names = proxy.writes.slice(since, until).filter((write) => write.includes(here));
  const groups = Object.groupBy(names, (write) => write.replace(/ .*\/namespaces\/[^/]*\//, " "));
  return Object.fromEntries(Object.entries(groups).map(([what, all]) => [what, all?.length ?? 0]));
}

function total(writes: Record<string, number>): number {
  return Object.values(writes).reduce((sum, count) => sum + count, 0);
}

/** Writes of what the service is made of; statuses tell of it, and how often they do depends on the moment. */
function children(writes: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(writes).filter(([what]) => !what.endsWith("/status")));
}

const COUNTER = "PATCH configmaps/taskdef-counter.web";

/** What a restart may add: a number of a revision that was taken for nobody, and one more look at each status. */
function expectNothingUndue(writes: Record<string, number>, undisturbed: Record<string, number>, when: string): void {
  const { [COUNTER]: taken = 0, ...made } = children(writes);
  const { [COUNTER]: due = 0, ...expected } = children(undisturbed);
  expect(made, when).toEqual(expected);
  expect(taken, `numbers taken, ${when}`).toBeLessThanOrEqual(due + 1);
  for (const [what, count] of Object.entries(writes)) {
    if (what.endsWith("/status")) expect(count, `${what}, ${when}`).toBeLessThanOrEqual((undisturbed[what] ?? 0) + 1);
  }
}

async function newPlace(): Promise<Place> {
  const place = await aPlace("restart");
  await Promise.all([place.addNode("default"), place.addNode("default")]);
  return place;
}

/** One act in one place, with what was written before it. */
interface Chapter {
  readonly place: Place;
  readonly since: number;
  readonly until: number;
}

/** Creates a service and rolls it out; `during` is what else happens in each act. */
async function story(
  place: Place,
  ends: readonly State[],
  during: (act: () => Promise<void>, index: number) => Promise<unknown>,
) {
  const chapters: Chapter[] = [];
  for (const [index, act] of [create, roll].entries()) {
    const since = proxy.writes.length;
    await during(() => act(place), index);
    const end = ends[index];
    if (end !== undefined) await place.untilState(end, uncounted);
    chapters.push({ place, since, until: proxy.writes.length });
  }
  return chapters;
}

const ACTS = ["creation", "rollout"];
const uncounted = { uncounted: true };

test("a service is created and rolled out as if nothing had happened, whenever the operator ends", async () => {
  showOnFailure(() => operator.log());
  const ends: State[] = [];
  const reference = await newPlace();
  const quiet = async (act: () => Promise<void>) => {
    await act();
    await pause(500);
    await reference.untilReady(resources.services, "web");
    ends.push(await reference.settledState(uncounted));
  };
  const due = (await story(reference, [], quiet)).map(writesIn);
  expect(ends[0], "a rollout changes something").not.toEqual(ends[1]);

  const told: { when: string; act: number; chapter: Chapter }[] = [];
  const longest = Math.max(...due.map(total));
  for (const [way, step] of [
    ["kill", 1],
    ["terminate", 5],
  ] as const) {
    for (let n = 1; n <= longest; n += step) {
      const place = await newPlace();
      const chapters = await story(place, ends, (act, index) =>
        n <= total(due[index] ?? {}) ? disturbed(act, n, way) : act(),
      );
      for (const [act, chapter] of chapters.entries())
        told.push({ when: `${ACTS[act]}: ${way} after write ${n}`, act, chapter });
    }
  }
  // Whoever writes late is caught as well.
  await pause(1500);
  for (const { when, act, chapter } of told) {
    const late = act === ACTS.length - 1 ? { ...chapter, until: proxy.writes.length } : chapter;
    expectNothingUndue(writesIn(late), due[act] ?? {}, when);
  }
}, 240_000);
