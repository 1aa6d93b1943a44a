import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HELPER_IN_IMAGE } from "../../src/translate/helped-program.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The assignments `NAME=value` of a shell file, without their quotes. */
function settings(text: string): Map<string, string> {
  const assignments = text.matchAll(/^([A-Z_]+)=(?:'(.*)'|(.*))$/gm);
  return new Map([...assignments].map(([, name = "", quoted, plain = ""]) => [name, quoted ?? plain]));
}

/** The instructions of a Dockerfile's last stage, which is the image: `[["USER", "65532:65532"], …]`. */
function lastStage(dockerfile: string): [instruction: string, argument: string][] {
  const lines = dockerfile.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines
    .slice(lines.findLastIndex((line) => line.startsWith("FROM ")))
    .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]);
}

const image = settings(read("test/cluster/operator-image.env"));
const script = read("test/cluster/operator-image.sh");
const stage = lastStage(read("Dockerfile"));
const all = (instruction: string) => stage.filter(([name]) => name === instruction).map(([, argument]) => argument);

describe("the Dockerfile makes the same image as operator-image.sh", () => {
  test.each([
    ["USER", "IMAGE_USER"],
    ["WORKDIR", "IMAGE_WORKDIR"],
    ["ENTRYPOINT", "IMAGE_ENTRYPOINT"],
    ["ENV", "IMAGE_ENV"],
  ])("%s is what the settings say, once, and the script passes it on", (instruction, name) => {
    expect(all(instruction)).toEqual([image.get(name)]);
    expect(script).toContain(`--change "${instruction} $${name}"`);
  });

  test("Node, the helper and the bundle, and nothing else, are copied to the same places", () => {
    expect(all("COPY").map((argument) => argument.split(" ").at(-1))).toEqual([
      image.get("IMAGE_NODE"),
      image.get("IMAGE_HELPER"),
      image.get("IMAGE_BUNDLE"),
    ]);
    expect(script).toContain('-o "$root$IMAGE_NODE"');
    expect(script).toContain('cp "$bin/helper" "$root$IMAGE_HELPER"');
    expect(script).toContain('"COPY berth.mjs $IMAGE_BUNDLE"');
    expect(stage.map(([name]) => name).toSorted()).toEqual([
      "COPY",
      "COPY",
      "COPY",
      "ENTRYPOINT",
      "ENV",
      "FROM",
      "USER",
      "WORKDIR",
    ]);
  });

  test("tasks look for the helper where it is", () => {
    expect(HELPER_IN_IMAGE).toBe(image.get("IMAGE_HELPER"));
  });

  test("the entry point starts the bundle with Node, as a user that is not root", () => {
    expect(JSON.parse(image.get("IMAGE_ENTRYPOINT") ?? "")).toEqual([
      image.get("IMAGE_NODE"),
      image.get("IMAGE_BUNDLE"),
    ]);
    expect(image.get("IMAGE_USER")).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test("both build the helper static and stripped, by the same command", () => {
    const build = 'go build -buildvcs=false -trimpath -ldflags "-s -w';
    expect(read("Dockerfile")).toContain(`CGO_ENABLED=0 ${build}`);
    expect(read("test/cluster/tools.sh")).toMatch(/CGO_ENABLED=0 /);
    expect(read("test/cluster/tools.sh")).toContain(build);
    expect(read("Dockerfile")).toMatch(/^COPY helper \.$/m);
  });

  test("both hold Node without symbols", () => {
    expect(read("Dockerfile")).toContain("strip --strip-all -o /node ");
    expect(script).toContain("strip --strip-all -o ");
  });
});
