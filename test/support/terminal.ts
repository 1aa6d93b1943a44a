import { styleText } from "node:util";

/** Width for which the texts are made. */
export const COLUMNS = 100;

const started = Date.now();

/** Time since this program was started: `45 s`, `2 min 05 s`. */
export function elapsed(since = started): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/**
 * Lets the scripts of the test cluster count their `[ 12s]` from the start of this program, not each from its own; for
 * the environment of all that is run.
 */
export const clockForScripts = { BERTH_STARTED: String(Math.floor(started / 1000)) };

/** Says on standard error what begins now, in the form of the test cluster's scripts. */
export function step(text: string): void {
  const seconds = String(Math.floor((Date.now() - started) / 1000)).padStart(4);
  process.stderr.write(`[${seconds}s] ${text}\n`);
}

type Style = Parameters<typeof styleText>[0];

// styleText looks at NO_COLOR, FORCE_COLOR and whether the stream is a terminal.
const styled = (style: Style, text: string) => styleText(style, text, { stream: process.stdout });

// Whether what was printed last needs no empty line after it.
let setOff = true;

/** Prints a line. */
export function say(text = ""): void {
  process.stdout.write(`${text}\n`);
  setOff = text === "";
}

/** Prints what a program said, as it is. */
export function pass(text: string): void {
  process.stdout.write(text);
  setOff = false;
}

/** Sees to an empty line before what comes next. */
export function gap(): void {
  if (!setOff) say();
}

/** Prints a heading, set off from what was before. */
export function heading(text: string): void {
  gap();
  say(styled("bold", text));
  say(styled("dim", "─".repeat(Math.min(text.length, COLUMNS))));
  setOff = true;
}

/** Prints a paragraph, broken into lines and set off from what is before and after it. */
export function tell(text: string): void {
  gap();
  say(wrapped(text));
  say();
}

/** Prints a command as it is typed, with `$` before its first line. */
export function echoCommand(command: string): void {
  say(styled("cyan", `$ ${command}`));
}

/** Prints a good result. */
export function good(text: string): void {
  gap();
  say(styled("green", text));
}

/** Prints to standard error what is wrong. */
export function bad(text: string): void {
  process.stderr.write(`${styleText("red", text, { stream: process.stderr })}\n`);
}

/** Breaks a text into lines of at most `COLUMNS` characters, between words. */
export function wrapped(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
