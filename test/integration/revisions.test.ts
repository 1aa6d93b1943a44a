import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";
import * as resources from "../../src/kube/resource.ts";
import { aCluster, aService, aTask, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Place, showOnFailure } from "../support/place.ts";
import { taskObjects } from "../support/runs.ts";

/* The life of a revision: ACTIVE, INACTIVE, and gone only when nobody needs it. */

let operator: OperatorProcess;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
});
afterAll(() => operator?.terminate());

async function placeWithNode(): Promise<Place> {
  showOnFailure(() => operator.log());
  const place = await aPlace("revisions");
  await place.addNode("default");
  await place.apply(aCluster());
  return place;
}

/** A task definition `web` whose revisions differ by the size of their container. */
function web(memory: number, kubernetes: TaskDefinitionSpec["kubernetes"] = {}, name = "web") {
  const containerDefinitions = [{ name: "main", image: "nginx", memory }];
  return aTaskDefinition(name, { family: "web", containerDefinitions, kubernetes });
}

async function register(place: Place, revision: number, kubernetes: TaskDefinitionSpec["kubernetes"] = {}) {
  await place.apply(web(60 + revision, kubernetes));
  const conditions = expect.arrayContaining([expect.objectContaining({ type: "Ready", status: "True" })]);
  await place.until(resources.taskDefinitions, "web", { status: { revision, status: "ACTIVE", conditions } });
}

const service = (taskDefinition: string, desiredCount = 1, name = "web") =>
  aService(name, { taskDefinition, desiredCount, kubernetes: { healthyAfterSeconds: 0 } });

/** Revisions of the family that are there, as `1 ACTIVE`. */
async function revisions(place: Place): Promise<string[]> {
  const maps = await place.list(resources.configMaps, "ecs.berth.dev/family=web");
  return maps
    .map(({ metadata: { labels = {} } }) => `${labels["ecs.berth.dev/revision"]} ${labels["ecs.berth.dev/status"]}`)
    .toSorted();
}

const come = (place: Place, ...expected: string[]) =>
  expect.poll(() => revisions(place), { timeout: 20_000 }).toEqual(expected);

/** Conditions of an object that is refused. */
const stalled = (message: string) =>
  expect.arrayContaining([
    expect.objectContaining({ type: "Stalled", status: "True", message: expect.stringContaining(message) }),
  ]);

/** The Pods of the service, as the names of what they were made of, and their UIDs. */
async function podsOf(place: Place, name = "web") {
  const pods = await place.list(resources.pods, `ecs.berth.dev/service=${name}`);
  return pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => ({
      uid: metadata.uid,
      runs: metadata.annotations?.["ecs.berth.dev/task-definition"],
      name: metadata.name,
    }));
}

test("old revisions go when nothing uses them, and never those of a service, a task, or the newest", async () => {
  const place = await placeWithNode();
  await register(place, 1);
  await place.apply(service("web:1"));
  await place.untilReady(resources.services, "web");
  await register(place, 2);
  await place.apply(aTask("once", { taskDefinition: "web:2" }));
  await place.until(taskObjects, "once", (one) => one?.status?.tasks?.[0]?.lastStatus === "RUNNING");
  await register(place, 3);
  await register(place, 4);
  await come(place, "1 ACTIVE", "2 ACTIVE", "3 ACTIVE", "4 ACTIVE");
  await register(place, 5, { revisionHistoryLimit: 1 });
  await come(place, "1 ACTIVE", "2 ACTIVE", "4 ACTIVE", "5 ACTIVE");
  // The limit alone is no new revision.
  await place.apply(web(65, { revisionHistoryLimit: 0 }));
  await come(place, "1 ACTIVE", "2 ACTIVE", "5 ACTIVE");
  expect(await podsOf(place)).toMatchObject([{ runs: "web:1" }]);
  // What a Task object ran stays as long as the object; what a service ran, as long as it can go back.
  await place.delete(taskObjects, "once");
  await place.untilGone(taskObjects, "once");
  await expect.poll(() => place.list(resources.pods, "ecs.berth.dev/task=once"), { timeout: 40_000 }).toEqual([]);
  await place.delete(resources.services, "web");
  await place.untilGone(resources.services, "web");
  await place.untilGone(resources.deployments, "web");
  await expect.poll(() => podsOf(place), { timeout: 40_000 }).toEqual([]);
  await register(place, 6, { revisionHistoryLimit: 0 });
  await come(place, "6 ACTIVE");
  await place.leave();
});

test("an INACTIVE revision: what runs it is scaled and replaced, nothing new may, and a family alone is another one", async () => {
  const place = await placeWithNode();
  await register(place, 1);
  await register(place, 2);
  await place.apply(service("web:2"));
  await place.untilReady(resources.services, "web");
  await place.apply(web(62, { deregister: [2] }));
  await come(place, "1 ACTIVE", "2 INACTIVE");
  await place.until(resources.taskDefinitions, "web", { status: { revision: 2, status: "INACTIVE" } });
  await place.apply(service("web:2", 2));
  await expect.poll(() => podsOf(place), { timeout: 20_000 }).toMatchObject([{ runs: "web:2" }, { runs: "web:2" }]);
  const [first] = await podsOf(place);
  await place.delete(resources.pods, first?.name ?? "");
  const others = async () => (await podsOf(place)).filter(({ uid }) => uid !== first?.uid).map(({ runs }) => runs);
  await expect.poll(others, { timeout: 40_000 }).toEqual(["web:2", "web:2"]);

  const conditions = stalled("ClientException: TaskDefinition is inactive: web:2.");
  await place.apply(service("web:2", 1, "late"));
  await place.until(resources.services, "late", { status: { conditions } });
  await place.apply(aTask("late", { taskDefinition: "web:2" }));
  await place.until(taskObjects, "late", { status: { conditions } });
  await place.apply(service("web", 1, "follower"));
  await place.untilReady(resources.services, "follower");
  expect(await podsOf(place, "follower")).toMatchObject([{ runs: "web:1" }]);
  await place.apply(aTask("follower", { taskDefinition: "web" }));
  await place.until(taskObjects, "follower", { status: { kubernetes: { taskDefinition: "web:1" } } });
  await place.leave();
});

test("a revision that is deleted while a service runs it is put back; one that nobody needs is gone", async () => {
  const place = await placeWithNode();
  await register(place, 1);
  await register(place, 2);
  await place.apply(service("web:2"));
  await place.untilReady(resources.services, "web");
  await register(place, 3, { deregister: [2] });
  await come(place, "1 ACTIVE", "2 INACTIVE", "3 ACTIVE");
  const before = await place.find(resources.configMaps, "taskdef-web-2");
  const running = await podsOf(place);
  await Promise.all([1, 2].map((number) => place.delete(resources.configMaps, `taskdef-web-${number}`)));
  await place.until(
    resources.configMaps,
    "taskdef-web-2",
    (map) => map !== undefined && map.metadata.uid !== before?.metadata.uid,
  );
  await come(place, "2 INACTIVE", "3 ACTIVE");
  expect((await place.find(resources.configMaps, "taskdef-web-2"))?.data).toEqual(before?.data);
  await place.settledState();
  expect(await podsOf(place)).toEqual(running);
  await place.leave();
});

test("a task definition that is deleted and created again goes on counting, also where its revisions are gone", async () => {
  const place = await placeWithNode();
  await register(place, 1);
  await register(place, 2);
  await place.delete(resources.taskDefinitions, "web");
  await come(place, "1 INACTIVE", "2 INACTIVE");
  await place.apply(aTask("late", { taskDefinition: "web" }));
  const conditions = stalled("ClientException: TaskDefinition not found.");
  await place.until(taskObjects, "late", { status: { conditions } });
  await Promise.all([1, 2].map((number) => place.delete(resources.configMaps, `taskdef-web-${number}`)));
  await come(place);
  await register(place, 3);
  await come(place, "3 ACTIVE");
  await place.leave();
});

test("of two task definitions of one family the younger is refused until the elder is gone, and counts on", async () => {
  const place = await placeWithNode();
  await register(place, 1);
  // Creation times have whole seconds.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await place.apply(web(99, {}, "younger"));
  const conditions = stalled("The family web belongs to TaskDefinition web");
  await place.until(resources.taskDefinitions, "younger", { status: { conditions } });
  await come(place, "1 ACTIVE");
  await place.delete(resources.taskDefinitions, "web");
  await place.until(resources.taskDefinitions, "younger", { status: { revision: 2, status: "ACTIVE" } });
  await place.leave();
});
