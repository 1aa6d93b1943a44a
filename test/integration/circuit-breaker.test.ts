import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import type { ServiceSpec, ServiceStatus } from "../../src/api/kinds/service.ts";
import type { KubeObject } from "../../src/api/kube-object.ts";
import { labels } from "../../src/api/labels.ts";
import * as resources from "../../src/kube/resource.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, type Place, showOnFailure } from "../support/place.ts";

/* Tasks that fail, before the real controllers of Kubernetes; kwok says what the kubelets would say. */

let operator: OperatorProcess;
let place: Place;

beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
  place = await aPlace("breaker");
  await place.apply(aCluster());
  await place.addNode("default");
});
beforeEach(() => showOnFailure(() => operator.log()));
afterAll(async () => {
  await place?.leave();
  await operator?.terminate();
});

const container = (name: string, image: string, essential = true) => ({ name, image, memory: 64, essential });

/** Registers a family of containers with these images; the first one is essential. */
async function define(family: string, ...images: readonly string[]): Promise<void> {
  const containerDefinitions = images.map((image, index) => container(`c${index}`, image, index === 0));
  await place.apply(aTaskDefinition(family, { containerDefinitions }));
}

async function serve(name: string, spec: ServiceSpec): Promise<void> {
  await place.apply(aService(name, { taskDefinition: name, ...spec, kubernetes: { healthyAfterSeconds: 0 } }));
}

const breaker = (rollback: boolean): ServiceSpec => ({
  deploymentConfiguration: {
    deploymentCircuitBreaker: { enable: true, rollback, thresholdConfiguration: { type: "COUNT", value: 2 } },
  },
});

const statusOf = (object: KubeObject | undefined) => (object?.status ?? {}) as ServiceStatus;
const until = (name: string, is: (status: ServiceStatus) => boolean, seconds = 60) =>
  place.until(resources.services, name, (object) => is(statusOf(object)), seconds).then(statusOf);
const history = (status: ServiceStatus) => status.serviceDeployments?.[0]?.status;
const sizes = async (name: string) => {
  const sets = await place.list(resources.replicaSets, `${labels.service}=${name}`);
  return sets.map(({ spec }) => spec?.replicas ?? 0).toSorted();
};

test("a deployment whose tasks fail goes back, and no good task is touched", async () => {
  await define("back", "nginx");
  await serve("back", { desiredCount: 3, ...breaker(true) });
  await place.untilReady(resources.services, "back");
  const before = (await place.list(resources.pods, `${labels.service}=back`)).map(({ metadata }) => metadata.uid);
  await define("back", "fails");
  const status = await until("back", (one) => history(one) === "ROLLBACK_SUCCESSFUL");
  expect(status.taskDefinition).toMatch(/back:1$/);
  const pods = await place.list(resources.pods, `${labels.service}=back`);
  expect(pods.filter(({ status }) => status?.phase === "Running").map(({ metadata }) => metadata.uid)).toEqual(
    expect.arrayContaining(before),
  );
});

test("a deployment whose tasks fail is held where it does not go back", async () => {
  await define("held", "nginx");
  await serve("held", { desiredCount: 3, ...breaker(false) });
  await place.untilReady(resources.services, "held");
  await define("held", "fails");
  await until("held", (one) => one.deployments?.[0]?.rolloutState === "FAILED");
  await expect.poll(() => sizes("held"), { timeout: 20_000 }).toEqual([0, 3]);
  await define("held", "httpd");
  await place.untilReady(resources.services, "held");
  expect(await sizes("held")).toEqual([0, 0, 3]);
});

test("tasks whose image is absent are replaced at the throttle's pace", async () => {
  await define("absent", "absent");
  await serve("absent", { desiredCount: 2 });
  const status = await until("absent", (one) => (one.kubernetes?.rollout?.throttle?.round ?? 0) >= 2);
  expect(status.stoppedTasks?.[0]).toMatchObject({ stopCode: "TaskFailedToStart" });
  expect((await place.list(resources.pods, `${labels.service}=absent`)).length).toBeLessThanOrEqual(2);
});

test("what runs on beside an essential container that ended is stopped", async () => {
  await define("pair", "fails", "nginx");
  await serve("pair", { desiredCount: 1 });
  const status = await until("pair", (one) => (one.stoppedTasks ?? []).length > 0);
  expect(status.stoppedTasks?.[0]?.containers).toMatchObject([{ name: "c0", exitCode: 1 }, { name: "c1" }]);
  const ended = async () =>
    (await place.list(resources.pods, `${labels.service}=pair`)).some(
      ({ status }) => status?.reason === "DeadlineExceeded",
    );
  await expect.poll(ended, { timeout: 20_000 }).toBe(true);
});

test("a DAEMON service goes back, too", async () => {
  await define("agent", "nginx");
  await serve("agent", { schedulingStrategy: "DAEMON", ...breaker(true) });
  await place.untilReady(resources.services, "agent");
  await define("agent", "absent");
  const status = await until("agent", (one) => history(one) === "ROLLBACK_SUCCESSFUL", 90);
  expect(status).toMatchObject({ taskDefinition: expect.stringMatching(/agent:1$/), runningCount: 1 });
});
