import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fromYaml, yamlDocuments } from "../../src/api/yaml.ts";
import { attempt, repository } from "../support/shell.ts";

/* What needs no cluster, as people call it: in a process of its own, where no cluster can be found. */

// A process of its own takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const FILES: Readonly<Record<string, string>> = {
  "web.json": `{
  "family": "web",
  "containerDefinitions": [
    { "name": "main", "image": "nginx", "memory": 64, "misspelt": "www", "portMappings": [{ "containerPort": 80 }] }
  ]
}`,
  "described.json": `{
  "taskDefinition": {
    "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7",
    "family": "web",
    "revision": 7,
    "containerDefinitions": [{ "name": "main", "image": "nginx", "cpu": 0, "memory": 64, "essential": true }]
  }
}`,
  "service.json": '{ "serviceName": "Web", "taskDefinition": "web:7", "desiredCount": 2 }',
  "all.yaml": `apiVersion: v1
kind: Secret
metadata: { name: unrelated }
---
apiVersion: ecs.berth.dev/v1alpha1
kind: TaskDefinition
metadata: { name: once }
spec:
  containerDefinitions:
    - { name: main, image: busybox, memory: 64, user: 1000:50 }
---
apiVersion: ecs.berth.dev/v1alpha1
kind: Task
metadata: { name: once }
spec: { taskDefinition: once, count: 2 }
`,
  "refused.json": '{ "family": "a b", "containerDefinitions": [{ "name": "main", "image": "nginx" }] }',
  "wrong.json": '{\n  "family": "web",\n  "containerDefinitions": [ }\n',
  "wrong.yaml": "family: web\nfamily: web\n",
  "none.json": '{ "hello": 1 }',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "berth-desk-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the CLI with the files by their names; they are told without their folder. */
async function berth(args: readonly string[], input = "") {
  const env = { KUBECONFIG: "/nowhere/config", HOME: "/nowhere", NO_COLOR: "1" };
  const named = args.map((arg) => (Object.hasOwn(FILES, arg) ? join(folder, arg) : arg));
  const { code, stdout, stderr } = await attempt(process.execPath, [join(repository, "bin/berth.js"), ...named], {
    env,
    input,
  });
  return { code, stdout, stderr: stderr.replaceAll(`${folder}/`, "").split("\n").slice(0, -1) };
}

const kindsIn = (stdout: string) => yamlDocuments(stdout).map((document) => Object(document).kind);

describe("berth render", () => {
  test("prints what becomes of a task definition, and what does not do what it does on ECS", async () => {
    const { code, stdout, stderr } = await berth(["render", "-f", "web.json", "-n", "shop"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: [expect.stringMatching(/^not honoured: containerDefinitions\[0\]\.misspelt: .+/)],
    });
    expect(kindsIn(stdout)).toEqual(["ConfigMap", "Pod"]);
    expect(stdout).toContain("namespace: shop\n");
    expect((await berth(["render", "-f", "web.json", "-n", "shop"])).stdout).toBe(stdout);
  });

  test("reads an answer of DescribeTaskDefinition from standard input", async () => {
    const { code, stdout, stderr } = await berth(["render", "-f", "-", "-o", "json"], FILES["described.json"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: ["taskDefinitionArn", "revision"].map(
        (member) => `not honoured: ${member}: output of DescribeTaskDefinition, ignored`,
      ),
    });
    expect(JSON.parse(stdout)).toMatchObject({ kind: "List", items: [{ kind: "ConfigMap" }, { kind: "Pod" }] });
  });

  test("puts a service and its task definition together, and says of which object it speaks", async () => {
    const { code, stdout, stderr } = await berth(["render", "-f", "service.json", "-f", "web.json"]);
    expect(code).toBe(0);
    expect(stderr).toEqual([expect.stringMatching(/^not honoured: TaskDefinition\/web\.containerDefinitions\[0\]/)]);
    expect(kindsIn(stdout)).toEqual(["Deployment", "ConfigMap"]);
    expect(stdout).toContain("ecs.berth.dev/task-definition: web:7\n");
  });

  test("reads manifests as kubectl does, and leaves others out", async () => {
    const { code, stdout, stderr } = await berth(["render", "-f", "all.yaml"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: ["skipped: all.yaml, document 1: v1 Secret is none of Berth's kinds"],
    });
    expect(kindsIn(stdout)).toEqual(["ConfigMap", "Pod", "Pod"]);
    expect(stdout).toContain("runAsGroup: 50\n");
  });

  test("refuses what ECS refuses, in its words, and prints nothing", async () => {
    expect(await berth(["render", "-f", "refused.json"])).toEqual({
      code: 1,
      stdout: "",
      stderr: [
        expect.stringMatching(/^ClientException: /),
        "ClientException: Invalid setting for container 'main'. At least one of 'memory' or 'memoryReservation' must be specified.",
      ],
    });
    const several = await berth(["render", "-f", "web.json", "-f", "refused.json"]);
    expect(several).toMatchObject({ code: 1, stdout: "" });
    expect(several.stderr[0]).toMatch(/^refused: TaskDefinition\/a-b-x\w+ \(refused\.json\)$/);
  });

  test.each<[string, string, RegExp]>([
    ["a file that is not there", "nothing.json", /^error: nothing\.json: there is no such file$/],
    ["a directory", "/", /^error: \/: it is a directory$/],
    ["JSON with a mistake", "wrong.json", /^error: wrong\.json: line 3, column \d+: /],
    ["YAML with a mistake", "wrong.yaml", /^error: wrong\.yaml: line 2, column 1: Map keys must be unique$/],
    ["what is nothing of ECS", "none.json", /^error: none\.json: it is neither an ECS request nor a manifest: /],
  ])("cannot read %s", async (_what, file, message) => {
    const { code, stdout, stderr } = await berth(["render", "-f", file]);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: [expect.stringMatching(message)] });
  });

  test.each([[["render"]], [["render", "-f", "web.json", "--allow", "everything"]], [["import"]], [["explain"]]])(
    "%j is wrong use",
    async (args) => {
      expect(await berth(args)).toMatchObject({ code: 2, stdout: "" });
    },
  );
});

describe("berth import", () => {
  test("makes manifests, says what it leaves out, and berth render takes them", async () => {
    const { code, stdout, stderr } = await berth(["import", "described.json", "service.json", "-n", "shop"]);
    expect(code).toBe(0);
    expect(stderr.map((line) => line.split(": ").slice(0, 3).join(": "))).toEqual([
      "dropped: described.json: taskDefinitionArn",
      "dropped: described.json: revision",
      "changed: service.json: taskDefinition",
    ]);
    expect(kindsIn(stdout)).toEqual(["TaskDefinition", "Service"]);
    expect(stdout).toContain("serviceName: Web\n");
    expect(await berth(["render", "-f", "-"], stdout)).toMatchObject({ code: 0, stderr: [] });
  });

  test("prints one object as JSON", async () => {
    const { stdout } = await berth(["import", "-", "-o", "json"], '{ "clusterName": "prod" }');
    expect(fromYaml(stdout)).toMatchObject({
      kind: "Cluster",
      metadata: { name: "prod" },
      spec: { clusterName: "prod" },
    });
  });

  test("refuses a request without a name", async () => {
    expect(await berth(["import", "-"], '{ "containerDefinitions": [] }')).toEqual({
      code: 1,
      stdout: "",
      stderr: ['ClientException: Missing required parameter in input: "family"'],
    });
  });
});

describe("berth explain", () => {
  test("tells what a field means, and what becomes of it", async () => {
    const { code, stdout, stderr } = await berth(["explain", "containerDefinitions.stopTimeout"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: [] });
    expect(stdout).toMatch(
      /^containerDefinitions\[\]\.stopTimeout\n {2}of TaskDefinition, the ECS request RegisterTask/,
    );
    expect(stdout).toMatch(/^ {2}Type: integer .*Default: 30\.$/m);
    expect(stdout).toMatch(/^ {2}Becomes: /m);
    expect(stdout).toMatch(/^ {2}Differs: /m);
  });

  test("suggests what could be meant", async () => {
    expect(await berth(["explain", "stopTimeOuts"])).toEqual({
      code: 2,
      stdout: "",
      stderr: [
        expect.stringMatching(
          /^error: there is no field stopTimeOuts; did you mean taskDefinition\.containerDefinitions\[\]\.stopTimeout, or /,
        ),
      ],
    });
  });
});

test.each(["render", "import", "explain"])("berth %s --help has examples", async (command) => {
  const { code, stdout } = await berth([command, "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Examples:\n {2}(aws .*\| )?berth /m);
});
