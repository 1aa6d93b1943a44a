import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { API_VERSION } from "../../../src/api/group.ts";
import { story } from "../../support/given.ts";
import { addInstance, removeInstances, workers } from "../../support/instances.ts";
import { aCluster, aService } from "../../support/manifests.ts";
import { realDefinitions } from "../../support/real-definitions.ts";
import { within } from "../../support/wait.ts";

/* Task definitions as their authors published them, not one character changed. */

const shop = story("real-definitions");

const definitions = realDefinitions();
const PAGE = /^(<!DOCTYPE html>|<html>)/;

let instance = "";
beforeAll(async () => {
  [instance = ""] = await workers();
  await addInstance(instance, shop.namespace);
  await shop.apply(aCluster());
});
// Two of the definitions have one family, and some want one port of the instance.
afterEach(() => shop.kubectl("delete", "ecsservices,taskdefinitions", "--all"));
afterAll(() => removeInstances(instance));

test.runIf(definitions.length > 0)("published definitions are in ../shared/taskdefs", () => {
  expect(definitions).toHaveLength(5);
});

for (const [index, { file, launchType, family, container, spec }] of definitions.entries()) {
  test(`${file} runs and answers`, async () => {
    const name = `real-${index}`;
    await shop.apply({ apiVersion: API_VERSION, kind: "TaskDefinition", metadata: { name }, spec });
    const loadBalancers = [{ containerName: container, containerPort: 80 }];
    await shop.apply(aService(name, { taskDefinition: family, launchType, desiredCount: 1, loadBalancers }));
    await shop.settled(name, 1);
    // kube-proxy hears of a task that is ready a moment after the operator.
    await vi.waitFor(async () => expect(await shop.answer(`http://${name}/`)).toMatch(PAGE), within(20));
    const [task] = await shop.tasks(name);
    const hostPort = task?.spec?.containers[0]?.ports?.[0]?.hostPort;
    if (hostPort !== undefined) {
      const url = `http://${task?.status?.hostIP}:${hostPort}/`;
      await vi.waitFor(async () => expect(await shop.answer(url)).toMatch(PAGE), within(20));
    }
  });
}
