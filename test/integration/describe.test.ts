import { afterAll, beforeAll, expect, inject, test } from "vitest";
import * as resources from "../../src/kube/resource.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { aPlace, kubectl, type Place } from "../support/place.ts";

/* What kubectl describe says of each kind: what ECS would answer, why it is so, and what happened, in that order. */

let operator: OperatorProcess;
let place: Place;
beforeAll(async () => {
  operator = await startOperatorProcess({ kubeconfig: inject("operatorConfig"), folder: inject("plane").folder });
  place = await aPlace("describe");
});
afterAll(async () => {
  await place?.leave();
  await operator?.terminate();
});

/** The lines of kubectl describe, with single blanks. */
async function described(resource: string, name: string): Promise<string[]> {
  const { stdout } = await kubectl("describe", resource, name, "-n", place.namespace);
  return stdout.split("\n").map((line) => line.trim().replaceAll(/\s+/g, " "));
}

/** Type and reason of the Events in a description, as they are listed. */
function eventsIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /^(?:Normal|Warning) \w+/.exec(line) ?? []);
}

test("a service, its task definition, its cluster, and a task definition that was refused", async () => {
  const container = { name: "main", image: "nginx", memory: 64 };
  await place.apply(aCluster());
  await place.apply(
    aService("web", { taskDefinition: "web", desiredCount: 1, kubernetes: { healthyAfterSeconds: 0 } }),
  );
  await place.until(resources.services, "web", (web) =>
    JSON.stringify(web?.status).includes("WaitingForTaskDefinition"),
  );
  await place.addNode("default");
  await place.apply(aTaskDefinition("web", { containerDefinitions: [container] }));
  await place.apply(aTaskDefinition("bad", { containerDefinitions: [{ ...container, memory: 5 }] }));
  await place.untilReady(resources.services, "web");
  await place.until(resources.clusters, "default", { status: { runningTasksCount: 1 } });

  const told = [
    "Normal WaitingForTaskDefinition",
    "Normal TasksStarted",
    "Normal DeploymentCompleted",
    "Normal SteadyState",
  ];
  // It may have waited for the cluster before.
  const events = async () => eventsIn(await described("ecsservice", "web")).slice(-told.length);
  await expect.poll(events, { timeout: 10_000 }).toEqual(told);
  expect(await described("ecsservice", "web")).toEqual(
    expect.arrayContaining([
      "Message: (service web) has reached a steady state.",
      "Rollout State: COMPLETED",
      "Running Count: 1",
      "Task Definition: arn:aws:ecs:local:000000000000:task-definition/web:1",
    ]),
  );

  const registered = await described("taskdefinition", "web");
  expect(registered).toEqual(expect.arrayContaining(["Message: web:1 is ACTIVE.", "Revision: 1", "Status: ACTIVE"]));
  expect(eventsIn(registered)).toEqual(["Normal Registered"]);

  const cluster = await described("ecscluster", "default");
  expect(cluster).toEqual(
    expect.arrayContaining(["Registered Container Instances Count: 1", "Running Tasks Count: 1"]),
  );

  const refused = await described("taskdefinition", "bad");
  const message = "ClientException: Invalid setting for container 'main'. 'memory' must be at least 6 MiB.";
  expect(refused).toEqual(expect.arrayContaining(["Type: Stalled", `Message: ${message}`]));
  expect(eventsIn(refused)).toEqual(["Warning InvalidParameter"]);
});
