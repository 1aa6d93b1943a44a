import { describe, expect, test } from "vitest";
import { aTaskDefinition, withContainer, withContainers } from "../../test/support/a-task-definition.ts";
import type { TaskDefinitionSpec } from "../api/index.ts";
import { checkRegistration } from "./registration.ts";

function messages(spec: TaskDefinitionSpec, family = "web"): string[] {
  return checkRegistration(spec, family).map(({ message }) => message);
}

const twoPorts = (networkMode: "awsvpc" | "bridge", ...protocols: ("tcp" | "udp")[]): TaskDefinitionSpec => ({
  ...withContainers(
    ...["a", "b"].map((name, index) => ({
      name,
      portMappings: [{ containerPort: 80, protocol: protocols[index] ?? "tcp" }],
    })),
  ),
  networkMode,
});

test("a plain task definition is registered", () => {
  expect(messages(aTaskDefinition())).toEqual([]);
});

test("all problems are given at once, each with its place", () => {
  expect(checkRegistration(withContainers({ name: "a", image: "" }, { name: "b b", memory: 5 }), "web")).toEqual([
    { path: "containerDefinitions[0].image", message: "Container.image should not be null or empty." },
    { path: "containerDefinitions[1].name", message: "Container.name contains invalid characters." },
    {
      path: "containerDefinitions[1].memory",
      message: "Invalid setting for container 'b b'. 'memory' must be at least 6 MiB.",
    },
  ]);
});

describe("names", () => {
  test.each([
    ["Family contains invalid characters.", aTaskDefinition(), "a b"],
    ["Family cannot be longer than 255 characters.", aTaskDefinition(), "x".repeat(256)],
    ["Container list cannot be empty.", aTaskDefinition({ containerDefinitions: [] }), "web"],
    ["Container.name should not be null or empty.", { containerDefinitions: [{ image: "x", memory: 64 }] }, "web"],
    ["Container.image contains invalid characters.", withContainer({ image: "ngi nx" }), "web"],
    ["Container.image contains invalid characters.", withContainer({ image: "x@sha256:12" }), "web"],
    ["Container.image contains invalid characters.", withContainer({ image: "x".repeat(256) }), "web"],
    [
      "Container names must be unique within a task definition: 'a'.",
      withContainers({ name: "a" }, { name: "a" }),
      "web",
    ],
    ["Volume.name contains invalid characters.", aTaskDefinition({ volumes: [{ name: "a/b" }] }), "web"],
    [
      "Volume names must be unique within a task definition: 'a'.",
      aTaskDefinition({ volumes: [{ name: "a" }, { name: "a" }] }),
      "web",
    ],
  ])("%s", (message, spec, family) => {
    expect(messages(spec, family)).toEqual([message]);
  });

  test.each([
    "nginx",
    "Repo_1/web:1.0",
    "host:5000/a/b@sha256:".concat("a".repeat(64)),
    "x:1@sha256:".concat("0".repeat(64)),
  ])("image %s is fine", (image) => {
    expect(messages(withContainer({ image }))).toEqual([]);
  });

  test("names of 255 characters with capitals and underscores are fine", () => {
    const name = "Ab_-9".repeat(51);
    expect(messages(withContainer({ name }), name)).toEqual([]);
  });
});

describe("limits", () => {
  test("11 containers are too many, 10 are not", () => {
    const named = (length: number) => withContainers(...Array.from({ length }, (_, index) => ({ name: `c${index}` })));
    expect(messages(named(10))).toEqual([]);
    expect(messages(named(11))).toEqual(["Too many containers. A task definition can have at most 10."]);
  });

  const restarting = (policy: object) => withContainer({ restartPolicy: { enabled: true, ...policy } });
  const period =
    "Invalid 'restartPolicy.restartAttemptPeriod' setting for container 'web'. It must be between 60 and 1800.";
  const disk = "Invalid 'ephemeralStorage.sizeInGiB' setting for task. It must be between 21 and 200.";
  test.each<[string, TaskDefinitionSpec]>([
    [period, restarting({ restartAttemptPeriod: 59 })],
    [period, restarting({ restartAttemptPeriod: 1801 })],
    [
      "Too many ignored exit codes in container 'web'. It can have at most 50.",
      restarting({ ignoredExitCodes: Array.from({ length: 51 }, (_, code) => code) }),
    ],
    [
      "Too many credential specs in container 'web'. It can have at most 1.",
      withContainer({ credentialSpecs: ["credentialspec:a", "credentialspec:b"] }),
    ],
    [
      "Too many port ranges in container 'web'. It can have at most 100.",
      withContainer({
        portMappings: Array.from({ length: 101 }, (_, n) => ({ containerPortRange: `${2 * n + 1}-${2 * n + 2}` })),
      }),
    ],
    [disk, aTaskDefinition({ ephemeralStorage: { sizeInGiB: 20 } })],
    [disk, aTaskDefinition({ ephemeralStorage: { sizeInGiB: 201 } })],
    ["Duplicate tag keys found: 'a'.", aTaskDefinition({ tags: [{ key: "a" }, { key: "a", value: "b" }] })],
  ])("%s", (message, spec) => {
    expect(messages(spec)).toEqual([message]);
  });

  test("51 tags are too many", () => {
    const tags = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}` }));
    expect(messages(aTaskDefinition({ tags }))).toEqual(["Too many tags. A task definition can have at most 50."]);
  });

  test("64 KB are the most, counted in bytes", () => {
    const environment = [{ name: "X", value: "é".repeat(33_000) }];
    expect(messages(withContainer({ environment }))).toEqual([
      expect.stringMatching(/^Actual length: '\d+'\. Max allowed length is '65536' bytes\.$/),
    ]);
  });
});

describe("sizes", () => {
  const least = "At least one of 'memory' or 'memoryReservation' must be specified.";
  test("a container needs memory unless the task has it", () => {
    const spec = withContainer({ memory: undefined });
    expect(messages(spec)).toEqual([`Invalid setting for container 'web'. ${least}`]);
    expect(messages({ ...spec, memory: "128" })).toEqual([]);
    expect(messages(withContainer({ memory: undefined, memoryReservation: 64 }))).toEqual([]);
  });

  test.each([
    ["Invalid 'cpu' setting for task.", aTaskDefinition({ cpu: "one" })],
    ["Invalid 'cpu' setting for task.", aTaskDefinition({ cpu: "127" })],
    ["Invalid 'cpu' setting for task.", aTaskDefinition({ cpu: "196609" })],
    ["Invalid 'memory' setting for task.", aTaskDefinition({ memory: "512MB" })],
    [
      "Invalid setting for container 'web'. 'memory' must be greater than or equal to 'memoryReservation'.",
      withContainer({ memory: 64, memoryReservation: 65 }),
    ],
    ["Invalid setting for container 'web'. 'cpu' must not be negative.", withContainer({ cpu: -1 })],
    [
      "The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value.",
      { ...withContainers({ name: "a", cpu: 100 }, { name: "b", cpu: 157 }), cpu: "256" },
    ],
    [
      "The sum of all container 'memoryReservation' (or 'memory') values cannot be greater than the task-level 'memory' value.",
      { ...withContainers({ name: "a" }, { name: "b", memoryReservation: 100 }), memory: "200" },
    ],
  ])("%s", (message, spec) => {
    expect(messages(spec)).toEqual([message]);
  });

  test("a container may not have more memory than its task", () => {
    expect(messages({ ...withContainer({ memory: 600, memoryReservation: 100 }), memory: "512" })).toEqual([
      "The 'memory' setting for container 'web' is greater than for the task.",
    ]);
  });

  test("hard limits may sum up to more than the task's memory", () => {
    const sizes = { memory: 400, memoryReservation: 100 };
    expect(messages({ ...withContainers({ name: "a", ...sizes }, { name: "b", ...sizes }), memory: "512" })).toEqual(
      [],
    );
  });
});

describe("ports", () => {
  test.each([
    [
      "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
      { ...withContainer({ portMappings: [{ containerPort: 80, hostPort: 8080 }] }), networkMode: "awsvpc" as const },
    ],
    [
      "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
      { ...withContainer({ portMappings: [{ containerPort: 80, hostPort: 0 }] }), networkMode: "awsvpc" as const },
    ],
    [
      "When networkMode=host, the host ports and container ports in port mappings must match.",
      { ...withContainer({ portMappings: [{ containerPort: 80, hostPort: 81 }] }), networkMode: "host" as const },
    ],
    [
      "Port mappings are not supported when networkMode=none.",
      { ...withContainer({ portMappings: [{ containerPort: 80 }] }), networkMode: "none" as const },
    ],
    [
      "Invalid 'containerPort' setting for container 'web'. The port must be between 1 and 65535.",
      withContainer({ portMappings: [{ containerPort: 0 }] }),
    ],
    [
      "Invalid 'containerPort' setting for container 'web'. The port must be between 1 and 65535.",
      withContainer({ portMappings: [{}] }),
    ],
    [
      "Invalid 'hostPort' setting for container 'web'. The port must be between 0 and 65535.",
      withContainer({ portMappings: [{ containerPort: 80, hostPort: 65_536 }] }),
    ],
    [
      "cannot specify both single port and port range",
      withContainer({ portMappings: [{ containerPort: 80, containerPortRange: "90-91" }] }),
    ],
    [
      "Invalid 'containerPortRange' setting: '91-90'.",
      withContainer({ portMappings: [{ containerPortRange: "91-90" }] }),
    ],
    [
      "Container 'web' exposes port 53 for more than one protocol. The same container port cannot be exposed for multiple protocols.",
      withContainer({ portMappings: [{ containerPort: 53 }, { containerPort: 53, protocol: "udp" }] }),
    ],
    [
      "The host port 8080 (tcp) is used multiple times in task.",
      withContainer({
        portMappings: [
          { containerPort: 80, hostPort: 8080 },
          { containerPort: 81, hostPort: 8080 },
        ],
      }),
    ],
    [
      "port mapping name is already used: 'http'",
      withContainer({
        portMappings: [
          { containerPort: 80, name: "http" },
          { containerPort: 81, name: "http" },
        ],
      }),
    ],
    ["The container port 80 (tcp) is used multiple times in task.", twoPorts("awsvpc")],
    [
      "Invalid 'containerPortRange' setting: '85-99'. It overlaps with other ports of the container.",
      withContainer({ portMappings: [{ containerPortRange: "80-85" }, { containerPortRange: "85-99" }] }),
    ],
    [
      "Invalid 'containerPortRange' setting: '80-85'. It overlaps with other ports of the container.",
      withContainer({ portMappings: [{ containerPortRange: "80-85" }, { containerPort: 82 }] }),
    ],
  ])("%s", (message, spec) => {
    expect(messages(spec)).toEqual([message]);
  });

  test("two bridge containers on one port are refused with the reason, since they share the Pod's network", () => {
    expect(messages(twoPorts("bridge"))).toEqual([
      expect.stringContaining(
        "Containers 'a' and 'b' both listen on port 80 (tcp). ECS allows that in network mode bridge, but",
      ),
    ]);
  });

  test("ranges beside each other are fine, and so are equal ones of two protocols", () => {
    const ranges = [{ containerPortRange: "80-85" }, { containerPortRange: "86-99" }];
    const udp = { containerPortRange: "80-85", protocol: "udp" as const };
    expect(messages(withContainer({ portMappings: [...ranges, udp] }))).toEqual([]);
  });

  test("two containers on one port of two protocols are fine, and so is a port mapped twice with dynamic host ports", () => {
    expect(messages(twoPorts("awsvpc", "tcp", "udp"))).toEqual([]);
    expect(messages(withContainer({ portMappings: [{ containerPort: 80 }, { containerPort: 80 }] }))).toEqual([]);
  });
});

test("awsvpc excludes what configures a container's own network", () => {
  const own = {
    links: ["a"],
    hostname: "x",
    dnsServers: ["1.1.1.1"],
    dnsSearchDomains: ["local"],
    extraHosts: [{ hostname: "a", ipAddress: "1.2.3.4" }],
    disableNetworking: true,
  };
  const container = withContainers({ name: "web", ...own }, { name: "a" });
  expect(messages({ ...container, networkMode: "awsvpc" })).toEqual([
    "Links are not supported when networkMode=awsvpc.",
    "Disable Networking is not supported on container when networkMode=awsvpc.",
    "DNS servers are not supported on container when networkMode=awsvpc.",
    "DNS search domains are not supported on container when networkMode=awsvpc.",
    "Extra hosts are not supported on container when networkMode=awsvpc.",
    "hostname is not supported on container when networkMode=awsvpc.",
  ]);
  expect(messages(container)).toEqual([]);
});

test("a link is to a container of the task, with or without an alias", () => {
  expect(messages(withContainers({ name: "a", links: ["b", "b:db"] }, { name: "b" }))).toEqual([]);
  expect(messages(withContainer({ links: ["cache:db"] }))).toEqual([
    "Cannot link to container 'cache' because it does not exist",
  ]);
});

describe("environment, volumes and health checks", () => {
  const secret = { name: "KEY", valueFrom: "parameter" };
  test.each([
    ["Environment variable name should not be null or empty.", withContainer({ environment: [{ value: "x" }] })],
    [
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
      withContainer({ secrets: [secret] }),
    ],
    [
      "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'KEY'.",
      { ...withContainer({ secrets: [secret], environment: [{ name: "KEY", value: "x" }] }), executionRoleArn: "role" },
    ],
    [
      "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'KEY'.",
      { ...withContainer({ secrets: [secret, secret] }), executionRoleArn: "role" },
    ],
    ["Unknown volume 'data'.", withContainer({ mountPoints: [{ sourceVolume: "data", containerPath: "/data" }] })],
    [
      "Invalid 'volumesFrom' setting. Unknown container: 'other'",
      withContainer({ volumesFrom: [{ sourceContainer: "other" }] }),
    ],
    [
      "Volume 'a' has more than one kind: efsVolumeConfiguration, host.",
      aTaskDefinition({
        volumes: [{ name: "a", host: { sourcePath: "/x" }, efsVolumeConfiguration: { fileSystemId: "fs" } }],
      }),
    ],
    [
      "Invalid 'healthCheck.command' setting for container 'web'. It must start with CMD or CMD-SHELL, and a command follows.",
      withContainer({ healthCheck: { command: ["curl localhost"] } }),
    ],
    [
      "Invalid 'healthCheck.retries' setting for container 'web'. It must be between 1 and 10.",
      withContainer({ healthCheck: { command: ["CMD", "true"], retries: 11 } }),
    ],
  ])("%s", (message, spec) => {
    expect(messages(spec)).toEqual([message]);
  });

  test("mounts at one path twice, or at no path, are refused in Docker's words", () => {
    const mountPoints = ["/a", "/a", "b"].map((containerPath) => ({ sourceVolume: "v", containerPath }));
    expect(messages({ ...withContainer({ mountPoints }), volumes: [{ name: "v" }] })).toEqual([
      "Duplicate mount point: /a",
      "invalid mount path: 'b' mount path must be absolute",
    ]);
  });

  test("a health check of NONE is fine", () => {
    expect(messages(withContainer({ healthCheck: { command: ["NONE"] } }))).toEqual([]);
  });
});
