import { spawn } from "node:child_process";
import { join } from "node:path";

/** Root of the repository. */
export const repository = join(import.meta.dirname, "../..");

/** What a command printed and how it ended. */
export interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Standard input. */
  input?: string;
  env?: Record<string, string>;
  /** Default 10 minutes. */
  timeoutMs?: number;
  /** Show standard error as it comes: for steps that take long and tell their progress there. */
  showProgress?: boolean;
}

/** A command that did not end with 0. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  readonly output: Output;

  constructor(command: readonly string[], output: Output) {
    super(`${command.join(" ")} ended with ${output.code}\n${output.stderr}${output.stdout}`);
    this.output = output;
  }
}

/** Runs a program of the machine or a script of the repository; rejects where it does not end with 0. */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const output = await attempt(file, args, options);
  if (output.code !== 0) throw new CommandFailed([file, ...args], output);
  return output;
}

/** Runs a program and tells how it ended, whatever that is. */
export function attempt(file: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const { input = "", env, timeoutMs = 600_000, showProgress = false } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: repository,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", showProgress ? "inherit" : "pipe"],
      timeout: timeoutMs,
    });
    const collected = { stdout: "", stderr: "" };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      collected.stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      collected.stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, ...collected }));
    // A program that does not read its input closes the pipe, which is no failure of ours.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}
