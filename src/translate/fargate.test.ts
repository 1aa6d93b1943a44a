import { describe, expect, test } from "vitest";
import { aContainer, aTaskDefinition } from "../../test/support/a-task-definition.ts";
import type { ContainerDefinition, TaskDefinitionSpec } from "../api/index.ts";
import { canonicalise } from "./canonical.ts";
import { fargateSizes } from "./fargate-sizes.ts";
import { checkRegistration } from "./registration.ts";

function fargate(members: Partial<TaskDefinitionSpec> = {}, container: ContainerDefinition = {}): TaskDefinitionSpec {
  return aTaskDefinition({
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    containerDefinitions: [aContainer(container)],
    ...members,
  });
}

function messages(spec: TaskDefinitionSpec): string[] {
  return checkRegistration(spec, "web").map(({ message }) => message);
}

const windows: Partial<TaskDefinitionSpec> = {
  cpu: "1024",
  memory: "2048",
  runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" },
};

describe("sizes", () => {
  test("every pair of ECS's table is valid", () => {
    const pairs = fargateSizes.flatMap(({ cpu, memory }) => memory.map((size) => [cpu, size] as const));
    expect(pairs).toHaveLength(3 + 4 + 7 + 13 + 23 + 12 + 12);
    for (const [cpu, memory] of pairs) expect(messages(fargate({ cpu: `${cpu}`, memory: `${memory}` }))).toEqual([]);
  });

  test.each([
    ["256", "4096", "With cpu 256 memory can be 512, 1024, 2048; cpu 256 and memory 4096 were given."],
    ["512", "512", "With cpu 512 memory can be 1024, 2048, 3072, 4096; cpu 512 and memory 512 were given."],
    ["1024", "2500", "With cpu 1024 memory can be 2048, 3072, … 8192; cpu 1024 and memory 2500 were given."],
    ["8192", "17408", "With cpu 8192 memory can be 16384, 20480, … 61440; cpu 8192 and memory 17408 were given."],
    ["300", "512", "cpu can be 256, 512, 1024, 2048, 4096, 8192, 16384; cpu 300 and memory 512 were given."],
    ["128", "512", "cpu can be 256, 512, 1024, 2048, 4096, 8192, 16384; cpu 128 and memory 512 were given."],
  ])("cpu %s with memory %s is refused, with the choice there is", (cpu, memory, choice) => {
    const spec = fargate({ cpu, memory }, { memory: 64 });
    expect(messages(spec)).toEqual([`No Fargate configuration exists for given values. ${choice}`]);
  });

  test("vCPU and GB are read before they are looked up", () => {
    expect(messages(fargate({ cpu: ".25 vCPU", memory: "0.5GB" }))).toEqual([]);
  });

  test("a size that is none is refused as such", () => {
    expect(messages(fargate({ cpu: "a quarter" }))).toEqual(["Invalid 'cpu' setting for task."]);
    expect(messages(fargate({ memory: "512M" }))).toEqual(["Invalid 'memory' setting for task."]);
  });

  test("task sizes are required", () => {
    expect(messages(fargate({ cpu: undefined, memory: undefined }))).toEqual([
      "Fargate requires that 'cpu' be defined at the task level.",
      "Fargate requires that 'memory' be defined at the task level.",
    ]);
  });

  test("Windows starts at one vCPU", () => {
    expect(messages(fargate(windows))).toEqual([]);
    expect(messages(fargate({ ...windows, cpu: "512", memory: "1024" }))).toEqual([
      expect.stringContaining("No Fargate configuration exists for given values. cpu can be 1024, 2048, 4096;"),
    ]);
  });
});

describe("rules", () => {
  const no = (what: string) => `Fargate compatible task definitions do not support ${what}.`;
  const linux = (linuxParameters: ContainerDefinition["linuxParameters"]) => fargate({}, { linuxParameters });
  test.each([
    ["Fargate only supports network mode 'awsvpc'.", fargate({ networkMode: "bridge" })],
    ["Fargate only supports network mode 'awsvpc'.", fargate({ networkMode: undefined })],
    ["Fargate requires that the 'privileged' setting be 'false'.", fargate({}, { privileged: true })],
    [no("constraints"), fargate({ placementConstraints: [{ type: "memberOf", expression: "attribute:x exists" }] })],
    [no("ipcMode"), fargate({ ipcMode: "task" })],
    ["Tasks using the Fargate launch type do not support pidMode 'host'.", fargate({ pidMode: "host" })],
    [no("dockerSecurityOptions"), fargate({}, { dockerSecurityOptions: ["no-new-privileges"] })],
    [
      "Tasks using the Fargate launch type do not support GPU resource requirements.",
      fargate({}, { resourceRequirements: [{ type: "GPU", value: "1" }] }),
    ],
    [no("devices"), linux({ devices: [{ hostPath: "/dev/fuse" }] })],
    [no("maxSwap"), linux({ maxSwap: 0 })],
    [no("sharedMemorySize"), linux({ sharedMemorySize: 64 })],
    [no("swappiness"), linux({ swappiness: 10 })],
    ["NET_ADMIN is not allowed on Fargate.", linux({ capabilities: { add: ["SYS_PTRACE", "NET_ADMIN"] } })],
    ["Granular stop timeout on container 'web' must be at least 2 seconds.", fargate({}, { stopTimeout: 1 })],
    [
      "Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.",
      fargate({}, { stopTimeout: 121 }),
    ],
    [
      "json-file is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens].",
      fargate({}, { logConfiguration: { logDriver: "json-file" } }),
    ],
    [
      no("the FireLens config-file-type s3"),
      fargate({}, { firelensConfiguration: { type: "fluentbit", options: { "config-file-type": "s3" } } }),
    ],
    [no("sourcePath"), fargate({ volumes: [{ name: "a", host: { sourcePath: "/x" } }] })],
    [
      no("dockerVolumeConfiguration"),
      fargate({ volumes: [{ name: "a", dockerVolumeConfiguration: { scope: "shared" } }] }),
    ],
    [no("ulimits on Windows"), fargate(windows, { ulimits: [{ name: "nofile", softLimit: 1, hardLimit: 1 }] })],
    [
      no("efsVolumeConfiguration"),
      fargate({ ...windows, volumes: [{ name: "a", efsVolumeConfiguration: { fileSystemId: "fs-1" } }] }),
    ],
  ])("%s", (message, spec) => {
    expect(messages(spec)).toEqual([message]);
    expect(canonicalise(spec, "web").compatibilities).not.toContain("FARGATE");
  });

  test("what Fargate allows is registered", () => {
    const spec = fargate(
      { pidMode: "task", volumes: [{ name: "a" }], ephemeralStorage: { sizeInGiB: 30 } },
      {
        stopTimeout: 120,
        linuxParameters: { initProcessEnabled: true, capabilities: { add: ["SYS_PTRACE"], drop: ["ALL"] }, tmpfs: [] },
        ulimits: [{ name: "nofile", softLimit: 1, hardLimit: 1 }],
        systemControls: [{ namespace: "net.core.somaxconn", value: "1024" }],
        logConfiguration: { logDriver: "awslogs" },
      },
    );
    expect(messages(spec)).toEqual([]);
  });

  test("FARGATE beside EC2 is checked all the same", () => {
    expect(messages(fargate({ requiresCompatibilities: ["EC2", "FARGATE"], pidMode: "host" }))).toHaveLength(1);
  });

  test("without FARGATE nothing of it is refused, and the definition is just not valid for it", () => {
    const spec = fargate({ requiresCompatibilities: ["EC2"], cpu: "300", pidMode: "host" });
    expect(messages(spec)).toEqual([]);
    expect(canonicalise(spec, "web").compatibilities).toEqual(["EC2"]);
  });
});
