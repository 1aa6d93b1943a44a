import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import * as resources from "../../src/kube/resource.ts";
import { type ApiProxy, openProxy } from "../support/api-proxy.ts";
import { writeKubeconfig } from "../support/control-plane.ts";
import { aCluster, aTask, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { admin, aPlace, type Place, showOnFailure } from "../support/place.ts";
import { taskObjects } from "../support/runs.ts";
import type { State } from "../support/state.ts";

/* An operator that ends after any write leaves a task that the next one brings to its end; no task runs twice. */

let proxy: ApiProxy;
let kubeconfig: string;
let operator: OperatorProcess;

const start = () => startOperatorProcess({ kubeconfig, folder: inject("plane").folder });

beforeAll(async () => {
  const plane = inject("plane");
  proxy = await openProxy(plane);
  const { users } = JSON.parse(readFileSync(inject("operatorConfig"), "utf8")) as {
    users: { user: { token: string } }[];
  };
  kubeconfig = writeKubeconfig({ ...plane, server: proxy.server }, "tasks-by-proxy", users[0]?.user.token ?? "");
  operator = await start();
});
afterAll(async () => {
  await operator?.terminate();
  await proxy?.close();
});

const COUNT = 2;

async function newPlace(): Promise<Place> {
  const place = await aPlace("task-restart");
  const node = await place.addNode("default");
  const isReady = async () => {
    const { spec, status } = (await admin().find(resources.nodes, { name: node })) ?? {};
    return (spec?.taints ?? []).length === 0 && status?.allocatable !== undefined;
  };
  await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
  await place.apply(aCluster());
  await place.apply(aTaskDefinition("job", { containerDefinitions: [{ name: "main", image: "nginx", memory: 64 }] }));
  await place.untilReady(resources.taskDefinitions, "job");
  await place.untilReady(resources.clusters, "default");
  return place;
}

/** Runs tasks, then stops them. */
const acts: readonly ((place: Place) => Promise<unknown>)[] = [
  (place) => place.apply(aTask("run", { taskDefinition: "job", count: COUNT })),
  (place) => place.patchSpec(taskObjects, "run", { kubernetes: { stop: { reason: "enough" } } }),
];
const ends = [{ runningCount: COUNT }, { stoppedCount: COUNT }];

const hasEnded = (place: Place, act: number) =>
  place.until(taskObjects, "run", { status: { kubernetes: { ...ends[act] } } }, 60);

/** Writes in a place since then. */
const writesIn = ({ namespace }: Place, since: number) =>
  proxy.writes.slice(since).filter((write) => write.includes(`/namespaces/${namespace}/`));

const podsCreated = (place: Place, since: number) =>
  writesIn(place, since).filter((write) => write.startsWith("POST") && write.endsWith("/pods"));

async function killed(act: () => Promise<unknown>, n: number): Promise<boolean> {
  let ended: Promise<void> | undefined;
  proxy.afterWrite(n, () => {
    proxy.break();
    ended = operator.kill().then(() => proxy.mend());
  });
  await act();
  for (const deadline = performance.now() + 5000; ended === undefined && performance.now() < deadline; ) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  if (ended === undefined) return false;
  await ended;
  operator = await start();
  return true;
}

test("tasks run once and end the same, whenever the operator ends", async () => {
  showOnFailure(() => operator.log());
  const reference = await newPlace();
  const due: number[] = [];
  const states: State[] = [];
  for (const [index, act] of acts.entries()) {
    const since = proxy.writes.length;
    await act(reference);
    await hasEnded(reference, index);
    states.push(await reference.settledState());
    due.push(writesIn(reference, since).length);
  }
  expect(podsCreated(reference, 0)).toHaveLength(COUNT);
  expect(states[0]).not.toEqual(states[1]);

  for (const [index, writes] of due.entries()) {
    for (let n = 1; n <= writes; n += 1) {
      const place = await newPlace();
      const since = proxy.writes.length;
      for (const [other, act] of acts.entries()) {
        if (other === index) await killed(() => act(place), n);
        else await act(place);
        await hasEnded(place, other);
        await place.untilState(states[other] ?? {}, {}, 60);
      }
      expect(podsCreated(place, since), `Pods created: act ${index}, write ${n}`).toHaveLength(COUNT);
      await place.leave();
    }
  }
}, 400_000);

test("a Pod that is deleted while no operator runs is never made again", async () => {
  showOnFailure(() => operator.log());
  const place = await newPlace();
  await acts[0]?.(place);
  await hasEnded(place, 0);
  await operator.terminate();
  const since = proxy.writes.length;
  for (const { metadata } of await place.list(resources.pods)) await place.delete(resources.pods, metadata.name);
  await expect.poll(() => place.list(resources.pods)).toEqual([]);
  operator = await start();
  const object = await place.untilReady(taskObjects, "run");
  expect(object).toMatchObject({
    status: { tasks: [{ lastStatus: "STOPPED" }, { stoppedReason: "Task stopped by user: its Pod was deleted" }] },
  });
  await place.settledState();
  expect(podsCreated(place, since)).toEqual([]);
  await place.leave();
});
