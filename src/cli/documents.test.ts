import { describe, expect, test } from "vitest";
import { documentsIn, documentsOf } from "./documents.ts";

const FILES: Readonly<Record<string, string>> = {
  "a.json": '{ "a": 1 }',
  "b.yaml": "b: 2\n---\n---\nc: 3\n",
  "-": "d: 4\n",
  "wrong.json": '{\n  "a": 1,\n  "b" 2\n}',
  "twice.yaml": "a: 1\na: 2\n",
};

function read(file: string): Promise<string> {
  const text = FILES[file];
  const missing = Object.assign(new Error("ENOENT: open"), { code: "ENOENT" });
  return text === undefined ? Promise.reject(missing) : Promise.resolve(text);
}

test("documents come in order, and say where they stand", async () => {
  expect(await documentsIn(["a.json", "b.yaml", "-"], read)).toEqual([
    { source: "a.json", value: { a: 1 } },
    { source: "b.yaml, document 1", value: { b: 2 } },
    { source: "b.yaml, document 2", value: { c: 3 } },
    { source: "standard input", value: { d: 4 } },
  ]);
});

test("every file that cannot be read is told of, with the place of the mistake", async () => {
  await expect(documentsIn(["wrong.json", "a.json", "none", "twice.yaml"], read)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^wrong\.json: line 3, column \d+: .*\nerror: none: there is no such file\nerror: twice\.yaml: line 2, column 1: Map keys must be unique$/,
    ),
  });
});

describe("a text", () => {
  test.each<[string, string, unknown[]]>([
    ["is JSON with a byte order mark", "\uFEFF[1]", [1]],
    ["is JSON with tabs and escapes", '{\t"a":\t"\\/\\ud83d\\ude00" }', [{ a: "/😀" }]],
    ["is YAML that looks like JSON", "{ a: 1, b: [c] }", [{ a: 1, b: ["c"] }]],
    ["is YAML 1.1", "a: yes\nb: 0o7\nc: 010\n", [{ a: true, b: "0o7", c: 8 }]],
    ["is a list", "[{ a: 1 }, { b: 2 }]", [{ a: 1 }, { b: 2 }]],
    ["is kubectl's list", '{ "kind": "List", "apiVersion": "v1", "items": [{ "a": 1 }] }', [{ a: 1 }]],
    ["says nothing", "# nothing\n---\n", []],
  ])("%s", (_what, text, values) => {
    expect(documentsOf("f", text).map(({ value }) => value)).toEqual(values);
  });
});
