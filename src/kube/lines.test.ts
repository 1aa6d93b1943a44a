import { expect, test } from "vitest";
import { MalformedResponse } from "./errors.ts";
import { linesOf, textLinesOf } from "./lines.ts";

async function* pieces(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function all(text: string, size: number) {
  const lines: string[] = [];
  for await (const line of linesOf(pieces(text, size))) lines.push(line);
  return lines;
}

test.each([1, 2, 3, 5, 1000])("lines are whole, whatever the size of the pieces (%i)", async (size) => {
  expect(await all("eins\n\nzwölf 🚢\ndrei\n", size)).toEqual(["eins", "zwölf 🚢", "drei"]);
});

test("an end within a line is an error, after the whole ones", async () => {
  const lines: string[] = [];
  const read = async () => {
    for await (const line of linesOf(pieces('whole\n{"cut', 4))) lines.push(line);
  };
  await expect(read()).rejects.toBeInstanceOf(MalformedResponse);
  expect(lines).toEqual(["whole"]);
});

test("text has empty lines, and a last one without an end", async () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  async function* chunks() {
    yield encode("one\n\ntw");
    // Half of a character.
    yield encode("ö").slice(0, 1);
    yield encode("ö\n").slice(1);
    yield encode("last");
  }
  const lines: string[] = [];
  for await (const line of textLinesOf(chunks())) lines.push(line);
  expect(lines).toEqual(["one", "", "twö", "last"]);
});
