import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { taskDefinitionSpec } from "../../src/api/index.ts";
import { checkRegistration } from "../../src/translate/registration.ts";
import { readDefinition, Unusable } from "../demo/definition.ts";
import { broken } from "../demo/session.ts";
import { repository } from "../support/shell.ts";
import { COLUMNS, wrapped } from "../support/terminal.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-demo-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function reading(content: unknown, name = "own.json") {
  await writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return readDefinition(name, folder);
}

const container = { name: "web", image: "nginx", portMappings: [{ containerPort: 80, hostPort: 8080 }] };

describe("the demo's own task definition", () => {
  const text = readFile(join(repository, "test/demo/nginx.json"), "utf8");

  test("is one that ECS registers", async () => {
    const spec = taskDefinitionSpec.parse(JSON.parse(await text));
    expect(checkRegistration(spec, "nginx")).toEqual([]);
  });

  test("has one place that the second revision changes", async () => {
    expect((await text).match(/v1/g)).toHaveLength(1);
  });

  test("needs no allowance, and is reached at its port", async () => {
    const definition = await readDefinition(undefined, folder);
    expect(definition).toMatchObject({ own: false, features: [], web: { container: "nginx", port: 80 } });
  });
});

describe("a user's task definition", () => {
  test("needs host ports allowed where it takes one of its instance", async () => {
    expect(await reading({ containerDefinitions: [container] })).toMatchObject({
      features: ["hostPorts"],
      hostPort: 8080,
      launchType: "EC2",
    });
  });

  test("needs none with awsvpc, whose host port is the task's own", async () => {
    const fargate = { networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"], containerDefinitions: [container] };
    expect(await reading(fargate)).toMatchObject({ features: [], hostPort: undefined, launchType: "FARGATE" });
  });

  test("may be the answer of describe-task-definition", async () => {
    const answer = { taskDefinition: { family: "described", containerDefinitions: [container] }, tags: [] };
    expect(await reading(answer)).toMatchObject({
      family: "described",
      print: expect.stringContaining("taskDefinition"),
    });
  });

  test("gets a name that Kubernetes takes", async () => {
    expect((await reading({ family: "My_App", containerDefinitions: [container] })).name).toMatch(/^[a-z0-9-]+$/);
  });

  test("may be in a file whose name means something to a shell", async () => {
    expect((await reading({ containerDefinitions: [container] }, "it's #2.json")).file).toContain("'\\''");
  });

  test.for(["no JSON", "[]", '{"family": "empty", "containerDefinitions": []}'])(
    "that is none is refused: %s",
    (text) => expect(reading(text)).rejects.toThrow(Unusable),
  );
});

describe("what the demo prints", () => {
  const long = `kubectl wait -n demo ecsservice/web --for=jsonpath='{.status.a - b}'=${"x".repeat(60)} --timeout=60s | cat`;

  test("shows a long command on lines that fit, and means the same", () => {
    const lines = broken(long).split(" \\\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(COLUMNS);
    expect(lines.map((line) => line.trim()).join(" ")).toBe(long);
  });

  test("leaves a quoted part whole", () => {
    expect(broken(long)).toContain("'{.status.a - b}'");
  });

  test("breaks texts between words only", () => {
    const text = "word ".repeat(60).trim();
    const lines = wrapped(text).split("\n");
    expect(lines.every(({ length }) => length <= COLUMNS)).toBe(true);
    expect(lines.join(" ")).toBe(text);
  });
});
