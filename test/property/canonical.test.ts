import fc from "fast-check";
import { expect, test } from "vitest";
import { type TaskDefinitionSpec, taskDefinitionSpec } from "../../src/api/index.ts";
import { canonicalise, sameContent } from "../../src/translate/canonical.ts";
import { taskDefinitions } from "../support/arbitrary-task-definition.ts";

test("the canonical form of a canonical form is itself", () => {
  fc.assert(
    fc.property(taskDefinitions, (spec) => {
      const once = canonicalise(spec, "web");
      const stored: unknown = JSON.parse(JSON.stringify({ taskDefinitionArn: "arn", revision: 7, ...once }));
      const twice = canonicalise(taskDefinitionSpec.parse(stored), "web");
      expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
    }),
  );
});

test("explicit defaults and other units are the same content", () => {
  fc.assert(
    fc.property(taskDefinitions, (spec) => {
      expect(sameContent(canonicalise(explicit(spec), "web"), canonicalise(spec, "web"))).toBe(true);
    }),
  );
});

test("another image is another content", () => {
  fc.assert(
    fc.property(taskDefinitions, (spec) => {
      const [first, ...others] = spec.containerDefinitions;
      const changed = { ...spec, containerDefinitions: [{ ...first, image: "other:1" }, ...others] };
      expect(sameContent(canonicalise(changed, "web"), canonicalise(spec, "web"))).toBe(false);
    }),
  );
});

// The same said at length.
function explicit(spec: TaskDefinitionSpec): TaskDefinitionSpec {
  const { cpu, memory } = spec;
  const networkMode = spec.networkMode ?? "bridge";
  return {
    placementConstraints: [],
    tags: [],
    enableFaultInjection: false,
    ...spec,
    networkMode,
    ...(cpu !== undefined && { cpu: `${Number(cpu) / 1024} vCPU` }),
    ...(memory !== undefined && { memory: `${Number(memory) / 1024} GB` }),
    containerDefinitions: spec.containerDefinitions.map((container) => ({
      cpu: 0,
      essential: true,
      stopTimeout: 30,
      privileged: false,
      interactive: false,
      links: [],
      environment: [],
      versionConsistency: "enabled" as const,
      ...container,
      portMappings: (container.portMappings ?? []).map((mapping) => ({
        ...(mapping.containerPort !== undefined && {
          hostPort: networkMode === "bridge" ? 0 : mapping.containerPort,
        }),
        protocol: "tcp" as const,
        ...mapping,
      })),
      mountPoints: (container.mountPoints ?? []).map((mount) => ({ readOnly: false, ...mount })),
      ...(container.healthCheck && { healthCheck: { timeout: 5, retries: 3, ...container.healthCheck } }),
    })),
    volumes: (spec.volumes ?? []).map((volume) => ({ host: {}, ...volume })),
  };
}
