import { describe, expect, test } from "vitest";
import { aTaskDefinition, withContainer } from "../../test/support/a-task-definition.ts";
import { unsupported } from "./unsupported.ts";

const paths = (...parameters: Parameters<typeof unsupported>) => unsupported(...parameters).map(({ path }) => path);

describe("unsupported", () => {
  test("says nothing about a plain task definition", () => {
    expect(unsupported(aTaskDefinition({ family: "web", kubernetes: { strict: true } }))).toEqual([]);
  });

  test("names each place of a member that is not translated", () => {
    const spec = withContainer({ disableNetworking: true, linuxParameters: { devices: [{ hostPath: "/dev/fuse" }] } });
    expect(paths({ ...spec, executionRoleArn: "role" })).toEqual([
      "executionRoleArn",
      "containerDefinitions[0].disableNetworking",
      "containerDefinitions[0].linuxParameters.devices",
    ]);
  });

  test("says nothing about members that are empty or say what is so anyway", () => {
    const spec = withContainer({
      privileged: false,
      interactive: false,
      links: [],
      versionConsistency: "disabled",
      logConfiguration: { logDriver: "json-file" },
      linuxParameters: { initProcessEnabled: false },
    });
    expect(paths({ ...spec, placementConstraints: [], runtimePlatform: { operatingSystemFamily: "LINUX" } })).toEqual(
      [],
    );
  });

  test("reports a member that ECS does not know, with what was probably meant", () => {
    expect(unsupported({ ...withContainer({ imagee: "nginx" }), replicas: 3 })).toEqual([
      {
        path: "containerDefinitions[0].imagee",
        kind: "unknown",
        reason: expect.stringMatching(/^Unknown parameter in input: "imagee", must be one of: image, .*, …$/),
        instead: 'did you mean "image"?',
      },
      { path: "replicas", kind: "unknown", reason: expect.stringContaining('Unknown parameter in input: "replicas"') },
    ]);
  });

  test("skips answers of DescribeTaskDefinition with a line", () => {
    expect(unsupported({ ...aTaskDefinition(), revision: 3, registeredAt: 1.5 })).toEqual([
      { path: "revision", kind: "output", reason: "output of DescribeTaskDefinition, ignored" },
      { path: "registeredAt", kind: "output", reason: "output of DescribeTaskDefinition, ignored" },
    ]);
  });

  test("reports the nulls that the caller has removed", () => {
    expect(unsupported(aTaskDefinition(), ["cpu"])).toEqual([
      { path: "cpu", kind: "null", reason: "null is no value of ECS, read as absent", instead: "leave it out" },
    ]);
  });
});
