import { expect, test } from "vitest";
import { parseCommand, parseOverrides, parseSetting, withChanges } from "./run-request.ts";

test.each([
  ["MODE=dry", { name: "MODE", value: "dry" }],
  ["main:MODE=dry", { container: "main", name: "MODE", value: "dry" }],
  ["URL=http://a:80/?x=y", { name: "URL", value: "http://a:80/?x=y" }],
  ["main:URL=http://a", { container: "main", name: "URL", value: "http://a" }],
  ["EMPTY=", { name: "EMPTY", value: "" }],
  ["TEXT=a\nb", { name: "TEXT", value: "a\nb" }],
])("%j is a variable", (text, setting) => {
  expect(parseSetting(text)).toEqual(setting);
});

test.each(["MODE", "=dry", "a b:MODE=x", ""])("'%s' is no variable", (text) => {
  expect(parseSetting(text)).toBeUndefined();
});

test("a command is words, or a JSON list of them", () => {
  expect(parseCommand(" echo  hello ")).toEqual(["echo", "hello"]);
  expect(parseCommand('["sh", "-c", "echo hello"]')).toEqual(["sh", "-c", "echo hello"]);
  expect(() => parseCommand('["sh", 1]')).toThrow("--command is no list of texts");
  expect(() => parseCommand("[sh]")).toThrow("--command is no JSON");
});

test("overrides are a JSON object", () => {
  expect(parseOverrides('{"cpu": "512"}')).toEqual({ cpu: "512" });
  expect(() => parseOverrides("[]")).toThrow("--overrides is no JSON object");
  expect(() => parseOverrides("{")).toThrow("--overrides is no JSON: ");
});

test("flags add to overrides, and come last", () => {
  const overrides = {
    cpu: "512",
    containerOverrides: [{ name: "main", cpu: 256, command: ["a"], environment: [{ name: "A", value: "1" }] }],
  };
  const changes = [
    { container: "main", command: ["b"] },
    { container: "main", environment: [{ name: "A", value: "2" }] },
    { container: "other", environment: [{ name: "B", value: "3" }] },
  ];
  expect(withChanges(overrides, changes)).toEqual({
    cpu: "512",
    containerOverrides: [
      {
        name: "main",
        cpu: 256,
        command: ["b"],
        environment: [
          { name: "A", value: "1" },
          { name: "A", value: "2" },
        ],
      },
      { name: "other", environment: [{ name: "B", value: "3" }] },
    ],
  });
  expect(withChanges({}, [])).toEqual({});
});
