import { expect, test } from "vitest";
import { aContainer, aContext, aTaskDefinition, canonical } from "../../test/support/a-task-definition.ts";
import type { ContainerDefinition } from "../api/index.ts";
import { translateTaskDefinition } from "./translate.ts";

const old = aContext({ podLevelResources: false });

function pod(containers: ContainerDefinition[], task: { cpu?: string; memory?: string }, context = old) {
  const containerDefinitions = containers.map((container, index) => ({ name: `c${index}`, image: "x", ...container }));
  return translateTaskDefinition(
    canonical(aTaskDefinition({ networkMode: "awsvpc", containerDefinitions, ...task })),
    context,
  );
}

test("without Pod-level resources the first container reserves what the task reserves beyond its containers", () => {
  const { podSpec, differences } = pod([{ cpu: 64 }, { cpu: 64, memory: 128 }], { cpu: "512", memory: "1024" });
  expect(podSpec.resources).toBeUndefined();
  expect(podSpec.containers.map(({ resources }) => resources)).toEqual([
    { requests: { cpu: "437m", memory: "896Mi" }, limits: { cpu: "500m", memory: "1Gi" } },
    { requests: { cpu: "62m", memory: "128Mi" }, limits: { cpu: "500m", memory: "128Mi" } },
  ]);
  expect(differences.map(({ path }) => path)).toEqual(["cpu", "memory"]);
});

test("without Pod-level resources no container reserves more than its own limit", () => {
  const { podSpec } = pod([{ memory: 100 }, { memory: 200, memoryReservation: 50 }], { memory: "1024" });
  expect(podSpec.containers.map(({ resources }) => resources)).toEqual([
    { requests: { memory: "100Mi" }, limits: { memory: "100Mi" } },
    { requests: { memory: "200Mi" }, limits: { memory: "200Mi" } },
  ]);
});

test("without Pod-level resources a task of one container is the same, and nothing is reported", () => {
  const { podSpec, differences } = pod([{}], { cpu: "256", memory: "512" });
  expect(podSpec.containers[0]?.resources).toEqual({
    requests: { cpu: "250m", memory: "512Mi" },
    limits: { cpu: "250m", memory: "512Mi" },
  });
  expect(differences).toEqual([]);
});

test("CPU shares of the containers are never more than the task's, however they are rounded", () => {
  const { podSpec } = pod([{ cpu: 85 }, { cpu: 85 }, { cpu: 86 }], { cpu: "256", memory: "512" }, aContext());
  expect(podSpec.containers.map(({ resources }) => resources?.requests?.cpu)).toEqual(["83m", "83m", "83m"]);
  expect(podSpec.resources?.requests?.cpu).toBe("250m");
});

test("a container without any size sets no resources", () => {
  const plain = canonical(aTaskDefinition({ containerDefinitions: [aContainer()], memory: "512" }));
  const { podSpec } = translateTaskDefinition(
    { ...plain, containerDefinitions: plain.containerDefinitions.map((c) => ({ ...c, memory: undefined })) },
    aContext(),
  );
  expect(podSpec.containers[0]?.resources).toBeUndefined();
});
