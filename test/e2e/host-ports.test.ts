import { expect, test } from "vitest";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";
import { deployments } from "../support/api.ts";
import { story } from "../support/given.ts";
import { aCluster, aService, aTaskDefinition } from "../support/manifests.ts";
import { stalled } from "../support/told.ts";
import { within } from "../support/wait.ts";

/* The chart's allowedFeatures has e2e-host-ports, and not the other namespace: see prepare.ts. */

const allowed = story("host-ports");
const refused = story("no-host-ports");

const edge: TaskDefinitionSpec = {
  networkMode: "bridge",
  containerDefinitions: [
    { name: "edge", image: "nginx:1.27", memory: 64, portMappings: [{ containerPort: 80, hostPort: 8081 }] },
  ],
};

test("a static host port is refused where it is not allowed, and the refusal says how to allow it", async () => {
  await refused.apply(aTaskDefinition("edge", edge));
  await expect
    .poll(() => refused.taskDefinition("edge"), within(10))
    .toMatchObject(stalled("NotAllowed", expect.stringContaining("host port 8081 is not allowed")));
  const message = (await refused.taskDefinition("edge"))?.conditions.Ready?.message;
  expect(message).toContain(`--set 'allowedFeatures.${refused.namespace}={hostPorts}'`);
  expect(await refused.revision("edge", 1)).toBeUndefined();
});

test("it is given to the tasks of a namespace where it is allowed", async () => {
  await allowed.apply(aCluster(), aTaskDefinition("edge", edge));
  await allowed.apply(aService("edge", { taskDefinition: "edge", desiredCount: 1 }));
  await expect
    .poll(async () => (await allowed.find(deployments, "edge"))?.spec?.template.spec?.containers[0]?.ports, within(10))
    .toMatchObject([{ containerPort: 80, hostPort: 8081 }]);
});
