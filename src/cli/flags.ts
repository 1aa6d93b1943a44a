import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "./duration.ts";
import { exitCodes } from "./failure.ts";

/** Flags that several commands have, said in the same words everywhere. */

const DEFAULT_TIMEOUT = "10m";

/** What `-o` can be. */
export type OutputFormat = "json" | "yaml";

export interface OutputFlags {
  readonly output?: OutputFormat;
}

/** `-o json|yaml`: ECS's answer instead of a table. */
export function outputOption(): Option {
  return new Option("-o, --output <format>", "print ECS's answer instead of a table").choices(["json", "yaml"]);
}

/** `-o json|yaml`: how objects are printed. */
export function manifestOutputOption(): Option {
  return new Option("-o, --output <format>", "how the objects are printed (default: yaml)").choices(["json", "yaml"]);
}

export interface WatchFlags {
  readonly watch?: boolean;
}

/** `-w`: a table that goes on. */
export function watchOption(): Option {
  return new Option("-w, --watch", "go on, and print what changes").conflicts("output");
}

export interface TimeoutFlags {
  /** Milliseconds; 0 is for ever. */
  readonly timeout: number;
}

/** `--timeout`: how long a command waits. */
export function timeoutOption(): Option {
  return new Option("--timeout <duration>", "give up after this time, such as 90s or 1h; 0: never")
    .argParser(duration)
    .default(duration(DEFAULT_TIMEOUT), DEFAULT_TIMEOUT);
}

/** A duration given as an argument, in milliseconds. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError("A duration is such as 90s, 10m or 1h30m.");
  return ms;
}

/** The value of a flag that is a whole number of at least `least`, and at most `most`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`A whole number ${range} is needed.`);
  };
}

/** Adds the flags that say where a command works; they may stand before and after the command's name. */
export function addPlaceOptions(program: Command): void {
  program
    .option("-n, --namespace <name>", "namespace to work in (default: the context's)")
    .option("--cluster <name>", "ECS cluster, by name or ARN (default: every one of the namespace)")
    .option("--context <name>", "context of the kubeconfig (default: its current one)")
    .option("--kubeconfig <file>", "kubeconfig file (default: KUBECONFIG, ~/.kube/config, or the Pod's account)");
}

interface HelpContext {
  readonly command: Command;
}

/** Text behind the help of a command: examples, each a command and a remark. */
export function examples(...all: readonly (readonly [command: string, remark: string])[]) {
  return ({ command }: HelpContext): string => {
    const name = rootOf(command).name();
    const named = all.map(([line, remark]) => [line.replace(/^berth|(?<=(?:&&|\|) )berth/, name), remark] as const);
    const width = Math.max(...named.map(([line]) => line.length));
    return ["", "Examples:", ...named.map(([line, remark]) => `  ${line.padEnd(width)}   # ${remark}`)].join("\n");
  };
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

/** What the exit codes mean. */
export const EXIT_CODES: Readonly<Record<keyof typeof exitCodes, string>> = {
  success: "it is as it was to be",
  failure: "it failed, was refused, or cannot be found",
  usage: "the command was called wrongly, or what it was given cannot be read",
  rolledBack: "the deployment failed and was rolled back",
  timedOut: "the time was over",
};

/** What the exit codes of a command mean, behind its help. */
export function exitCodeHelp(...names: readonly (keyof typeof exitCodes)[]): string {
  return ["", "Exit codes:", ...names.map((name) => `  ${exitCodes[name]}   ${EXIT_CODES[name]}`)].join("\n");
}
