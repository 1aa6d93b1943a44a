import { readFile } from "node:fs/promises";
import process from "node:process";
import { text } from "node:stream/consumers";

let standardInput: Promise<string> | undefined;

/** The text of a file, of standard input for `-`, which can be named more than once. */
export function readText(file: string): Promise<string> {
  if (file !== "-") return readFile(file, "utf8");
  standardInput ??= text(process.stdin);
  return standardInput;
}
