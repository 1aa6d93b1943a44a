import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { KubeObject } from "../../src/api/kube-object.ts";
import * as resources from "../../src/kube/resource.ts";
import { aCluster, aService, aTask, aTaskDefinition } from "../support/manifests.ts";
import { type OperatorProcess, startOperatorProcess } from "../support/operator-process.ts";
import { admin, aPlace, type Place, showOnFailure } from "../support/place.ts";

/* What stands in for things of AWS may come after the tasks that need it: they wait, say for what, and go on. */

const core = { group: "", version: "v1" };
const claims = { ...core, plural: "persistentvolumeclaims", kind: "PersistentVolumeClaim", namespaced: true };
const serviceAccounts = { ...core, plural: "serviceaccounts", kind: "ServiceAccount", namespaced: true };
const persistentVolumes = { ...core, plural: "persistentvolumes", kind: "PersistentVolume", namespaced: false };
const by = { fieldManager: "somebody" };

const CLAIM = "fs-0123abcd";
const ROLE = "shop-web";
const container = { name: "main", image: "nginx", memory: 64 };
const efs = { volumes: [{ name: "data", efsVolumeConfiguration: { fileSystemId: CLAIM } }] };
const role = { taskRoleArn: `arn:aws:iam::111122223333:role/${ROLE}` };

let place: Place;
let operator: OperatorProcess;
beforeAll(async () => {
  place = await aPlace("awaited");
  operator = await startOperatorProcess({
    kubeconfig: inject("operatorConfig"),
    folder: inject("plane").folder,
    env: { BERTH_ALLOWED_FEATURES: JSON.stringify({ [place.namespace]: ["taskRole"] }) },
  });
  await place.addReadyNode("default");
  await place.apply(aCluster());
  for (const [family, members] of Object.entries({ efs, role })) {
    await place.apply(aTaskDefinition(family, { containerDefinitions: [container], ...members }));
    await place.untilReady(resources.taskDefinitions, family);
  }
});
beforeEach(() => showOnFailure(() => operator.log()));
afterAll(async () => {
  await operator?.terminate();
  await place?.leave();
});

const service = (name: string, taskDefinition: string) =>
  aService(name, { cluster: "default", taskDefinition, desiredCount: 1 });

/** Waits until an object says that it is not Ready, and why. */
const untilSays = (resource: resources.Resource, name: string, words: string) =>
  place.until(resource, name, {
    status: { conditions: expect.arrayContaining([expect.objectContaining(notReady(words))]) },
  });
const notReady = (words: string) => ({ type: "Ready", status: "False", message: expect.stringContaining(words) });

describe("a PersistentVolumeClaim that is missing", () => {
  const words = `persistentvolumeclaim "${CLAIM}" not found`;

  test("is waited for by a service and by a task of its own", async () => {
    await place.apply(service("files", "efs"));
    await place.apply(aTask("files", { taskDefinition: "efs" }));
    await untilSays(resources.services, "files", words);
    await untilSays(resources.tasks, "files", words);
    expect(await place.find(resources.tasks, "files")).toMatchObject({
      status: { tasks: [{ lastStatus: "PROVISIONING" }], failures: [] },
    });
  });

  test("lets them run once it is there", async () => {
    await aBoundClaim();
    await place.untilReady(resources.services, "files", 60);
    await place.until(resources.tasks, "files", { status: { tasks: [{ lastStatus: "RUNNING" }], failures: [] } });
  });
});

describe("a ServiceAccount that is missing", () => {
  const words = `serviceaccount "${ROLE}" not found`;

  test("is waited for by a service and by a task of its own", async () => {
    await place.apply(service("identity", "role"));
    await place.apply(aTask("identity", { taskDefinition: "role" }));
    await untilSays(resources.services, "identity", words);
    await untilSays(resources.tasks, "identity", words);
  });

  test("lets them run once it is there", async () => {
    await admin().create(serviceAccounts, { metadata: place.ref(ROLE) }, by);
    await place.untilReady(resources.services, "identity", 60);
    await place.until(
      resources.tasks,
      "identity",
      { status: { tasks: [{ lastStatus: "RUNNING" }], failures: [] } },
      60,
    );
  });
});

/** Makes the claim and its volume, and says in the place of the volume controller that they belong together. */
async function aBoundClaim(): Promise<void> {
  const name = `${place.namespace}-volume`;
  const size = { storage: "1Gi" };
  const shared = { accessModes: ["ReadWriteMany"], storageClassName: "" };
  const volume = {
    metadata: { name },
    spec: { ...shared, capacity: size, hostPath: { path: "/data" }, claimRef: place.ref(CLAIM) },
  };
  const annotations = { "pv.kubernetes.io/bind-completed": "yes" };
  const claim = {
    metadata: { ...place.ref(CLAIM), annotations },
    spec: { ...shared, volumeName: name, resources: { requests: size } },
  };
  await admin().create<KubeObject>(persistentVolumes, volume, by);
  await admin().create<KubeObject>(claims, claim, by);
}
