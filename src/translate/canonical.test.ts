import { describe, expect, test } from "vitest";
import { aContainer, aTaskDefinition, canonical, withContainer } from "../../test/support/a-task-definition.ts";
import type { TaskDefinitionSpec } from "../api/index.ts";
import { canonicalise, sameContent } from "./canonical.ts";

function content(spec: TaskDefinitionSpec): string {
  return JSON.stringify(canonical(spec));
}

describe("canonicalise", () => {
  test("fills in what DescribeTaskDefinition shows although it was not sent", () => {
    expect(
      canonical(withContainer({ portMappings: [{ containerPort: 80 }], healthCheck: { command: ["CMD", "x"] } })),
    ).toEqual({
      family: "web",
      networkMode: "bridge",
      containerDefinitions: [
        {
          name: "web",
          image: "nginx:1.27",
          cpu: 0,
          memory: 128,
          portMappings: [{ containerPort: 80, hostPort: 0, protocol: "tcp" }],
          essential: true,
          environment: [],
          mountPoints: [],
          volumesFrom: [],
          healthCheck: { command: ["CMD", "x"], interval: 30, timeout: 5, retries: 3 },
          systemControls: [],
        },
      ],
      volumes: [],
      placementConstraints: [],
      compatibilities: ["EXTERNAL", "EC2"],
      requiresAttributes: [{ name: "ecs.capability.container-health-check" }],
    });
  });

  test("takes explicit defaults, empty lists, nulls and texts for what they say: nothing", () => {
    const explicit: unknown = {
      family: "web",
      networkMode: "bridge",
      taskRoleArn: "",
      enableFaultInjection: false,
      volumes: [],
      tags: [],
      kubernetes: { strict: true, imagePullPolicy: "Always" },
      runtimePlatform: { operatingSystemFamily: "LINUX" },
      proxyConfiguration: null,
      containerDefinitions: [
        {
          ...aContainer(),
          cpu: 0,
          essential: true,
          privileged: false,
          readonlyRootFilesystem: false,
          interactive: false,
          stopTimeout: 30,
          user: "",
          command: [],
          environment: null,
          linuxParameters: { initProcessEnabled: false },
          restartPolicy: { enabled: false },
          versionConsistency: "enabled",
          dockerLabels: {},
        },
      ],
    };
    expect(content(explicit as TaskDefinitionSpec)).toBe(content(aTaskDefinition()));
  });

  test("does not depend on units", () => {
    const plain = content(aTaskDefinition({ cpu: "256", memory: "512" }));
    expect(content(aTaskDefinition({ cpu: ".25 vCPU", memory: "0.5GB" }))).toBe(plain);
    expect(content(aTaskDefinition({ cpu: "0.25vcpu", memory: ".5 GB" }))).toBe(plain);
  });

  test("does not depend on the order of keys", () => {
    const labels = { b: "2", a: "1" };
    const spec = withContainer({ dockerLabels: labels, user: "1000" });
    const { image, name, ...rest } = aContainer({ user: "1000", dockerLabels: { a: "1", b: "2" } });
    expect(content({ containerDefinitions: [{ ...rest, name, image }] })).toBe(content(spec));
  });

  test("keeps empty values of variables and of maps", () => {
    const [container] = canonical(
      withContainer({ environment: [{ name: "EMPTY", value: "" }, { name: "ABSENT" }], dockerLabels: { empty: "" } }),
    ).containerDefinitions;
    expect(container?.environment).toEqual([
      { name: "EMPTY", value: "" },
      { name: "ABSENT", value: "" },
    ]);
    expect(container?.dockerLabels).toEqual({ empty: "" });
  });

  test("stores the host port that the network mode implies", () => {
    const hostPort = (networkMode: "awsvpc" | "bridge" | "host") =>
      canonical({ ...withContainer({ portMappings: [{ containerPort: 80 }] }), networkMode }).containerDefinitions[0]
        ?.portMappings[0]?.hostPort;
    expect([hostPort("awsvpc"), hostPort("host"), hostPort("bridge")]).toEqual([80, 80, 0]);
  });

  test("takes a volume of no kind and one of an empty host for the same", () => {
    expect(canonical(aTaskDefinition({ volumes: [{ name: "a" }] })).volumes).toEqual([{ name: "a", host: {} }]);
    expect(content(aTaskDefinition({ volumes: [{ name: "a", host: { sourcePath: "" } }] }))).toBe(
      content(aTaskDefinition({ volumes: [{ name: "a" }] })),
    );
  });

  test("leaves out answers of ECS and what is Kubernetes' own, and keeps what nobody knows", () => {
    const definition = canonical({
      ...aTaskDefinition({ kubernetes: { imagePullPolicy: "Never" } }),
      revision: 7,
      status: "ACTIVE",
      compatibilities: ["FARGATE"],
      surprise: { b: 1, a: [2] },
    });
    expect(Object.keys(definition)).not.toContain("kubernetes");
    expect(Object.keys(definition)).not.toContain("revision");
    expect(definition.compatibilities).toEqual(["EXTERNAL", "EC2"]);
    expect(JSON.stringify(definition)).toContain('"surprise":{"a":[2],"b":1}');
  });

  test("leaves a size that is none as it was written", () => {
    expect(canonical(aTaskDefinition({ cpu: "lots" })).cpu).toBe("lots");
  });

  test("computes compatibilities from content alone", () => {
    const fargate = { networkMode: "awsvpc", cpu: "256", memory: "512" } as const;
    expect(canonical(aTaskDefinition(fargate)).compatibilities).toEqual(["EC2", "FARGATE"]);
    expect(canonical(aTaskDefinition({ ...fargate, pidMode: "host" })).compatibilities).toEqual(["EC2"]);
    expect(
      canonical(aTaskDefinition({ ...fargate, requiresCompatibilities: ["MANAGED_INSTANCES"] })).compatibilities,
    ).toEqual(["EC2", "MANAGED_INSTANCES", "FARGATE"]);
  });

  test("derives what an instance must be able to do", () => {
    const spec = withContainer({
      logConfiguration: { logDriver: "awslogs" },
      secrets: [
        { name: "A", valueFrom: "arn:aws:secretsmanager:eu-west-1:1:secret:x" },
        { name: "B", valueFrom: "parameter" },
      ],
    });
    expect(
      canonical({ ...spec, networkMode: "awsvpc", taskRoleArn: "role" }).requiresAttributes.map(({ name }) => name),
    ).toEqual([
      "com.amazonaws.ecs.capability.logging-driver.awslogs",
      "com.amazonaws.ecs.capability.task-iam-role",
      "ecs.capability.secrets.asm.environment-variables",
      "ecs.capability.secrets.ssm.environment-variables",
      "ecs.capability.task-eni",
    ]);
  });
});

describe("sameContent", () => {
  test("recognises content that an earlier operator stored with less", () => {
    const today = canonical(aTaskDefinition({ networkMode: "awsvpc", cpu: "256", memory: "512" }));
    const earlier = { ...today, compatibilities: [], requiresAttributes: [{ name: "no-longer-derived" }] };
    expect(sameContent(earlier, today)).toBe(true);
  });

  test("sees a change", () => {
    const other = canonicalise(withContainer({ image: "nginx:1.28" }), "web");
    expect(sameContent(canonical(aTaskDefinition()), other)).toBe(false);
  });
});
