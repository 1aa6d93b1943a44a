import { describe, expect, test } from "vitest";
import { aRevision } from "../../../test/support/a-service.ts";
import type { ConfigMap } from "../../api/kube-object.ts";
import { labels } from "../../api/labels.ts";
import { counterConfigMap, readCounter, readRevision, revisionConfigMap } from "./config-map.ts";

const stored = (content: unknown): ConfigMap => ({
  ...revisionConfigMap("demo", aRevision(1)),
  data: { "task-definition.json": typeof content === "string" ? content : JSON.stringify(content) },
});

describe("a revision's ConfigMap", () => {
  test("gives back what was written, and the status that its label has now", () => {
    const configMap = revisionConfigMap("demo", { ...aRevision(3), extras: { imagePullPolicy: "Always" } });
    expect(readRevision(configMap)).toEqual({ ...aRevision(3), extras: { imagePullPolicy: "Always" } });
    configMap.metadata.labels = { ...configMap.metadata.labels, [labels.status]: "INACTIVE" };
    expect(readRevision(configMap)?.status).toBe("INACTIVE");
  });

  test("holds DescribeTaskDefinition's form, for people to read", () => {
    const content: unknown = JSON.parse(revisionConfigMap("demo", aRevision(3)).data?.["task-definition.json"] ?? "");
    expect(content).toMatchObject({ family: "web", revision: 3, taskDefinitionArn: expect.stringMatching(/web:3$/) });
  });

  test("of an earlier operator, that filled in less, is read in today's form", () => {
    const containerDefinitions = [{ name: "nginx", image: "nginx:1.27", memory: 128 }];
    const early = stored({ family: "web", revision: 1, taskDefinitionArn: "arn", containerDefinitions });
    expect(readRevision(early)?.definition).toMatchObject({
      networkMode: "bridge",
      volumes: [],
      compatibilities: expect.arrayContaining(["EC2"]),
      containerDefinitions: [{ environment: [], portMappings: [] }],
    });
  });
});

test.each<[string, ConfigMap]>([
  ["that can be changed", { ...revisionConfigMap("demo", aRevision(1)), immutable: false }],
  ["under another name", { ...revisionConfigMap("demo", aRevision(1)), metadata: { name: "taskdef-web-2" } }],
  ["without content", { ...revisionConfigMap("demo", aRevision(1)), data: {} }],
  ["that is no JSON", stored("{")],
  ["that is no object", stored("[]")],
  ["without containers", stored({ family: "web", revision: 1, taskDefinitionArn: "arn" })],
  [
    "with a container that is none",
    stored({ family: "web", revision: 1, taskDefinitionArn: "arn", containerDefinitions: [{ portMappings: "all" }] }),
  ],
])("a ConfigMap %s is no revision, whoever made it look like one", (_name, configMap) => {
  expect(readRevision(configMap)).toBeUndefined();
});

describe("a family's counter", () => {
  test("holds the highest number", () => {
    expect(readCounter(counterConfigMap("demo", "web", 7))).toBe(7);
  });

  test.each([undefined, "", "x", "-1", "1.5"])("holds none where somebody wrote %j", (revision) => {
    expect(readCounter({ metadata: { name: "c" }, data: revision === undefined ? {} : { revision } })).toBe(0);
  });
});
