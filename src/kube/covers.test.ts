import { describe, expect, test } from "vitest";
import { covers } from "./covers.ts";

const pod = (container: object, more: object = {}) => ({
  spec: { template: { spec: { containers: [container], ...more } } },
});

describe("is covered", () => {
  test.each<[string, unknown, unknown]>([
    ["an equal object", { spec: { a: 1 } }, { spec: { a: 1 } }],
    ["what the server filled in", { spec: { a: 1, defaulted: "x" }, status: {} }, { spec: { a: 1 } }],
    ["labels of others", { metadata: { labels: { ours: "1", theirs: "2" } } }, { metadata: { labels: { ours: "1" } } }],
    [
      "a container that a webhook injected, before ours",
      { spec: { containers: [{ name: "sidecar" }, { name: "web", image: "nginx" }] } },
      { spec: { containers: [{ name: "web", image: "nginx" }] } },
    ],
    [
      "environment in another order, with more",
      pod({ name: "a", env: [{ name: "C" }, { name: "B", value: "2" }, { name: "A", value: "1" }] }),
      pod({
        name: "a",
        env: [
          { name: "A", value: "1" },
          { name: "B", value: "2" },
        ],
      }),
    ],
    [
      "quantities in another form",
      pod({ name: "a", resources: { limits: { cpu: "500m", memory: "1Gi" }, requests: { cpu: 1 } } }),
      pod({ name: "a", resources: { limits: { cpu: "0.5", memory: "1024Mi" }, requests: { cpu: "1000m" } } }),
    ],
    [
      "a size in another form",
      { volumes: [{ name: "v", emptyDir: { sizeLimit: "1Gi" } }] },
      { volumes: [{ name: "v", emptyDir: { sizeLimit: "1024Mi" } }] },
    ],
    [
      "a port whose protocol was filled in",
      pod({
        name: "a",
        ports: [
          { containerPort: 80, protocol: "TCP" },
          { containerPort: 80, protocol: "UDP" },
        ],
      }),
      pod({ name: "a", ports: [{ containerPort: 80, protocol: "UDP" }, { containerPort: 80 }] }),
    ],
    [
      "ports of a core Service",
      { spec: { ports: [{ port: 80, targetPort: 80, protocol: "TCP", nodePort: 30000 }] } },
      { spec: { ports: [{ port: 80, targetPort: 80 }] } },
    ],
    [
      "zero values that the server leaves out",
      { spec: {} },
      { spec: { hostNetwork: false, minReadySeconds: 0, workingDir: "", args: [], nodeSelector: {} } },
    ],
    ["what is undefined in the intent", { spec: {} }, { spec: { replicas: undefined } }],
    ["finalizers of others", { metadata: { finalizers: ["x", "ours"] } }, { metadata: { finalizers: ["ours"] } }],
    [
      "entries of a plain list that were filled in",
      { rules: [{ operator: "Exists", key: "a", values: [] }] },
      { rules: [{ operator: "Exists", key: "a" }] },
    ],
    [
      "owners of others",
      {
        metadata: {
          ownerReferences: [
            { uid: "1", kind: "X" },
            { uid: "2", kind: "Service" },
          ],
        },
      },
      { metadata: { ownerReferences: [{ uid: "2", kind: "Service" }] } },
    ],
  ])("%s", (_, live, intent) => {
    expect(covers(live, intent)).toBeUndefined();
  });
});

describe("differs, and says where:", () => {
  test.each<[string, unknown, unknown, string]>([
    ["a changed value", { spec: { replicas: 3 } }, { spec: { replicas: 2 } }, "spec.replicas"],
    ["a scale to zero that was undone", { spec: { replicas: 3 } }, { spec: { replicas: 0 } }, "spec.replicas"],
    ["a removed field", { spec: {} }, { spec: { replicas: 2 } }, "spec.replicas"],
    ["a removed label", { metadata: {} }, { metadata: { labels: { a: "1" } } }, "metadata.labels"],
    [
      "a removed empty annotation",
      { metadata: { annotations: {} } },
      { metadata: { annotations: { a: "" } } },
      "metadata.annotations.a",
    ],
    [
      "a label with a strange key",
      { metadata: { labels: { "a.b/c": "2" } } },
      { metadata: { labels: { "a.b/c": "1" } } },
      'metadata.labels."a.b/c"',
    ],
    [
      "a changed image",
      pod({ name: "web", image: "evil" }),
      pod({ name: "web", image: "nginx" }),
      "spec.template.spec.containers[name=web].image",
    ],
    ["a removed container", pod({ name: "x" }), pod({ name: "web" }), "spec.template.spec.containers[name=web]"],
    [
      "a changed command",
      pod({ name: "a", command: ["a", "b"] }),
      pod({ name: "a", command: ["b", "a"] }),
      "spec.template.spec.containers[name=a].command[0]",
    ],
    [
      "a longer command",
      pod({ name: "a", command: ["a", "b"] }),
      pod({ name: "a", command: ["a"] }),
      "spec.template.spec.containers[name=a].command",
    ],
    [
      "environment that looks like a quantity",
      pod({ name: "a", env: [{ name: "N", value: "1.0" }] }),
      pod({ name: "a", env: [{ name: "N", value: "1" }] }),
      "spec.template.spec.containers[name=a].env[name=N].value",
    ],
    ["data under a name of quantities", { data: { limits: "1000m" } }, { data: { limits: "1" } }, "data.limits"],
    ["data that is called a size", { data: { sizeLimit: "1Gi" } }, { data: { sizeLimit: "1024Mi" } }, "data.sizeLimit"],
    [
      "a changed amount",
      pod({ name: "a", resources: { limits: { memory: "512Mi" } } }),
      pod({ name: "a", resources: { limits: { memory: "1Gi" } } }),
      "spec.template.spec.containers[name=a].resources.limits.memory",
    ],
    [
      "a volume of another kind",
      { volumes: [{ name: "v", hostPath: { path: "/" } }] },
      { volumes: [{ name: "v", emptyDir: {} }] },
      "volumes[name=v].emptyDir",
    ],
    [
      "a lost finalizer",
      { metadata: { finalizers: ["x"] } },
      { metadata: { finalizers: ["ours"] } },
      "metadata.finalizers",
    ],
    ["a value of another type", { spec: { a: [] } }, { spec: { a: { b: 1 } } }, "spec.a"],
    ["a flag that was turned off", { spec: { paused: true } }, { spec: { paused: false } }, "spec.paused"],
  ])("%s", (_, live, intent, path) => {
    expect(covers(live, intent)).toBe(path);
  });
});
