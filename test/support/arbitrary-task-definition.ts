import fc from "fast-check";
import type { ContainerDefinition, TaskDefinitionSpec, Volume } from "../../src/api/index.ts";

const ecsName = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("$(A)", "$$", "on", "$é", "y"));

/** A member that may be absent, as absent and not as undefined. */
function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> };
function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

const healthCheck = fc.record({
  command: fc.tuple(
    fc.constantFrom("CMD", "CMD-SHELL"),
    text.filter((part) => part !== ""),
  ),
  interval: fc.integer({ min: 5, max: 300 }),
  startPeriod: fc.integer({ min: 0, max: 300 }),
});

const restartPolicy = fc.record(
  {
    enabled: fc.boolean(),
    ignoredExitCodes: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 3 }),
    restartAttemptPeriod: fc.integer({ min: 60, max: 1800 }),
  },
  { requiredKeys: ["enabled"] },
);

const expressions = fc.constantFrom(
  "attribute:ecs.os-type == linux",
  "attribute:stack != prod or not attribute:stack exists",
  "task:group == service:web",
);

const capability = fc.constantFrom("ALL", "CAP_CHOWN", "CHOWN", "MKNOD", "NET_RAW", "SYS_PTRACE", "net_admin");

const linuxParameters = fc.record(
  {
    capabilities: fc.record({
      add: fc.array(capability, { maxLength: 3 }),
      drop: fc.array(capability, { maxLength: 3 }),
    }),
    devices: fc.array(fc.constant({ hostPath: "/dev/fuse" }), { maxLength: 1 }),
    initProcessEnabled: fc.boolean(),
    sharedMemorySize: fc.integer({ min: 0, max: 2048 }),
    tmpfs: fc.array(
      fc.record({
        containerPath: fc.constantFrom("/t", "/t t", "/dev/shm", "/.berth-notes"),
        size: fc.integer({ min: 0, max: 2048 }),
        mountOptions: fc.subarray(["defaults", "ro", "noexec", "mode=1777"]),
      }),
      { maxLength: 3 },
    ),
    maxSwap: fc.constant(0),
    swappiness: fc.constant(10),
  },
  { requiredKeys: [] },
);

const limit = fc.integer({ min: -1, max: 100 });
const ulimit = fc
  .record({ name: fc.constantFrom("core" as const, "nofile" as const), one: limit, other: limit })
  .map(({ name, one, other }) => ({
    name,
    softLimit: Math.min(one, other) < 0 ? Math.max(one, other) : Math.min(one, other),
    hardLimit: Math.min(one, other) < 0 ? -1 : Math.max(one, other),
  }));

const securityOption = fc.constantFrom(
  "no-new-privileges",
  "no-new-privileges:false",
  "apparmor:shop",
  "apparmor=unconfined",
  "label:disable",
  "label:type:container_t",
  "label:type:super_t",
  "label:user:root",
  "label:level:s0",
  "credentialspec:file://spec.json",
  "seccomp=unconfined",
);

const sysctl = fc.constantFrom(
  "net.core.somaxconn",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.conf.Eth0.rp_filter",
  "kernel.msgmax",
  "kernel.shm_rmid_forced",
  "fs.mqueue.msg_max",
);

const address = fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "fd00::1", "host-gateway", "");
const hostName = fc.constantFrom("db", "DB.example.com", "cache", "my_db", "");

/** Members that a container cannot have in network mode awsvpc. */
const withNames = fc.record({
  hostname: maybe(fc.constantFrom("shop", "shop.example.com", "Shop_1")),
  dnsServers: maybe(fc.array(address, { maxLength: 5 })),
  dnsSearchDomains: maybe(fc.array(hostName, { maxLength: 4 })),
  extraHosts: maybe(fc.array(fc.record({ hostname: hostName, ipAddress: address }), { maxLength: 4 })),
});

const PLACES = ["db", "arn:aws:secretsmanager:r:1:secret:a/b-AbC3Ef:key::", "arn:aws:ssm:r:1:parameter/a/b"];

const FILES = ["b/a.env", "b/c/a.env", "b"].map((path) => ({ type: "s3" as const, value: `arn:aws:s3:::${path}` }));

// Names that no variable of `environment` has.
const secrets = fc.uniqueArray(
  fc.record({ name: fc.stringMatching(/^S[A-C]{0,2}$/), valueFrom: fc.constantFrom(...PLACES) }),
  { maxLength: 3, selector: ({ name }) => name },
);

const efs = { fileSystemId: "fs-1", rootDirectory: "/a/../b" };

const volumeKinds: fc.Arbitrary<Volume> = fc.constantFrom<Volume>(
  {},
  { host: {} },
  { host: { sourcePath: "/var/log" } },
  { dockerVolumeConfiguration: { scope: "task" } },
  { dockerVolumeConfiguration: { scope: "shared", driver: "nfs" } },
  { efsVolumeConfiguration: efs },
);

const containerMembers = fc.record({
  image: fc.constantFrom("nginx", "nginx:1.27", "registry.example.com/a/b:c"),
  cpu: maybe(fc.integer({ min: 0, max: 340 })),
  sizes: fc.tuple(fc.integer({ min: 6, max: 200 }), fc.integer({ min: 0, max: 200 })),
  bothSizes: fc.boolean(),
  command: maybe(fc.array(text, { maxLength: 3 })),
  entryPoint: maybe(fc.array(text, { maxLength: 3 })),
  environment: maybe(fc.array(fc.record({ name: fc.stringMatching(/^[A-C]{1,2}$/), value: text }), { maxLength: 5 })),
  secrets: maybe(secrets),
  environmentFiles: maybe(fc.array(fc.constantFrom(...FILES), { maxLength: 3 })),
  repositoryCredentials: maybe(fc.constantFrom({ credentialsParameter: "a/b" }, { credentialsParameter: "c" })),
  user: maybe(fc.constantFrom("0", "1000:1000", "root", "nginx", "www:www")),
  readonlyRootFilesystem: maybe(fc.boolean()),
  stopTimeout: maybe(fc.integer({ min: 2, max: 120 })),
  healthCheck: maybe(healthCheck),
  restartPolicy: maybe(restartPolicy),
  dockerLabels: maybe(fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), fc.string({ maxLength: 5 }))),
  logConfiguration: maybe(
    fc.record({
      logDriver: fc.constantFrom("awslogs" as const, "json-file" as const, "splunk" as const),
      options: fc.dictionary(fc.constantFrom("awslogs-group", "mode", "splunk-token"), text),
    }),
  ),
  resourceRequirements: maybe(
    fc.array(fc.record({ type: fc.constant("GPU" as const), value: fc.constantFrom("1", "2", "ALL") }), {
      maxLength: 2,
    }),
  ),
  privileged: maybe(fc.boolean()),
  dockerSecurityOptions: maybe(fc.array(securityOption, { maxLength: 3 })),
  linuxParameters: maybe(linuxParameters),
  ulimits: maybe(fc.array(ulimit, { maxLength: 3 })),
  interactive: maybe(fc.boolean()),
  pseudoTerminal: maybe(fc.boolean()),
  controls: fc.array(fc.record({ namespace: sysctl, value: fc.constantFrom("0", "1") }), { maxLength: 3 }),
  named: withNames,
  ports: fc.array(fc.boolean(), { maxLength: 2 }),
  range: fc.boolean(),
  mounts: fc.subarray(["/a", "/b", "/c d", "/.berth"]),
  startTimeout: maybe(fc.integer({ min: 2, max: 120 })),
  waits: fc.array(fc.constantFrom("none", "link", "START", "HEALTHY", "SUCCESS", "COMPLETE"), { maxLength: 3 }),
});

/**
 * Task definitions of one to four containers that ECS registers: unique names and ports, mounts of volumes that exist,
 * reservations within the task's size. They use every member that is translated.
 */
export const taskDefinitions: fc.Arbitrary<TaskDefinitionSpec> = fc
  .record({
    names: fc.uniqueArray(ecsName, { minLength: 1, maxLength: 4 }),
    containers: fc.array(containerMembers, { minLength: 4, maxLength: 4 }),
    networkMode: maybe(fc.constantFrom("awsvpc" as const, "bridge" as const, "host" as const)),
    pidMode: maybe(fc.constantFrom("host" as const, "task" as const)),
    ipcMode: maybe(fc.constantFrom("host" as const, "none" as const, "task" as const)),
    volumes: fc.uniqueArray(ecsName, { minLength: 1, maxLength: 3 }),
    runtimePlatform: maybe(fc.record({ cpuArchitecture: fc.constantFrom("ARM64" as const, "X86_64" as const) })),
    ephemeralStorage: maybe(fc.record({ sizeInGiB: fc.integer({ min: 21, max: 200 }) })),
    placementConstraints: maybe(
      fc.array(fc.record({ type: fc.constant("memberOf" as const), expression: expressions }), { maxLength: 3 }),
    ),
    kinds: fc.array(volumeKinds, { minLength: 3, maxLength: 3 }),
    takesOver: fc.array(fc.record({ from: fc.nat(), readOnly: fc.boolean() }), { maxLength: 2 }),
    taskRoleArn: maybe(fc.constantFrom("web", "arn:aws:iam::1:role/a/Web")),
    taskSize: fc.boolean(),
    sidecar: fc.boolean(),
  })
  .map(({ names, containers, networkMode, ipcMode, volumes, kinds, takesOver, taskSize, sidecar, ...ofTask }) => {
    let port = 8000;
    const containerDefinitions = names.map((name, index): ContainerDefinition => {
      const { sizes, bothSizes, ports, range, mounts, waits, controls, named, ...members } =
        containers[index] ?? containers[0] ?? fail();
      const [reservation, more] = sizes;
      return withoutUndefined({
        ...members,
        ...(networkMode !== "awsvpc" && withoutUndefined(named)),
        name,
        essential: index === 0 ? undefined : !sidecar,
        ...waiting(waits, names.slice(index + 1), (next) => containers[index + 1 + next]?.healthCheck !== undefined, {
          sidecar,
          linked: networkMode === undefined || networkMode === "bridge",
        }),
        ...(bothSizes && { memoryReservation: reservation }),
        memory: reservation + more,
        systemControls: controls.filter(({ namespace }) =>
          namespace.startsWith("net.") ? networkMode !== "host" : ipcMode !== "host",
        ),
        portMappings: [
          ...ports.map((isStatic) => {
            port += 1;
            return { containerPort: port, ...(isStatic && { hostPort: port }) };
          }),
          ...(range && networkMode !== "host" ? [{ containerPortRange: "9000-9002" }] : []),
        ],
        mountPoints: mounts.map((containerPath, position) => ({
          sourceVolume: volumes[position % volumes.length] ?? fail(),
          containerPath,
        })),
        ...(index > 0 && {
          volumesFrom: takesOver.map(({ from, readOnly }) => ({ sourceContainer: names[from % index], readOnly })),
        }),
      });
    });
    return withoutUndefined({
      ...ofTask,
      networkMode,
      ipcMode,
      executionRoleArn: "role",
      volumes: volumes.map((name) => ({ name })),
      containerDefinitions,
      ...(taskSize && sizeFor(containerDefinitions)),
    });
  });

// Each container may wait for those after it, so that there is no cycle.
function waiting(
  waits: readonly string[],
  names: readonly string[],
  isChecked: (index: number) => boolean,
  { sidecar, linked }: { sidecar: boolean; linked: boolean },
): Pick<ContainerDefinition, "dependsOn" | "links"> {
  const dependsOn = names.flatMap((containerName, index): NonNullable<ContainerDefinition["dependsOn"]> => {
    const condition = waits[index];
    if (condition === "START" || (condition === "HEALTHY" && isChecked(index))) return [{ containerName, condition }];
    return sidecar && (condition === "SUCCESS" || condition === "COMPLETE") ? [{ containerName, condition }] : [];
  });
  const links = names.filter((_, index) => linked && waits[index] === "link");
  return { ...(dependsOn.length > 0 && { dependsOn }), ...(links.length > 0 && { links }) };
}

// The smallest task that holds its containers, with no room to spare: that is where rounding would show.
function sizeFor(containers: readonly ContainerDefinition[]): { cpu: string; memory: string } {
  const cpu = containers.reduce((sum, container) => sum + (container.cpu ?? 0), 0);
  const reserved = containers.reduce((sum, { memory = 0, memoryReservation = memory }) => sum + memoryReservation, 0);
  const largest = Math.max(...containers.map(({ memory = 0 }) => memory));
  return { cpu: String(Math.max(128, cpu)), memory: String(Math.max(largest, reserved)) };
}

function fail(): never {
  throw new Error("the arbitrary has fewer elements than it says");
}
