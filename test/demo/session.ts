import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { repository } from "../support/shell.ts";
import { COLUMNS, echoCommand, pass } from "../support/terminal.ts";

/** A command of the story that did not end with 0. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
}

/** A shell with kubectl and helm for the test cluster, as the reader has it after typing the aliases. */
export interface Session {
  /**
   * Shows a command, runs exactly that, and shows what it prints, as it comes. Resolves to its standard output; rejects
   * with `StepFailed` where it ends with something else than 0.
   */
  show(command: string): Promise<string>;
  /** As `show`, for a command that may fail: resolves to its exit code. */
  tryShow(command: string): Promise<number>;
}

/** The line that gives a reader the same kubectl and helm as the story's. */
export const ALIASES = 'alias kubectl="$PWD/test/cluster/kubectl.sh" helm="$PWD/test/cluster/helm.sh"';

/** A session for the cluster of this kubeconfig, whose folder has the programs in `bin`. */
export function openSession(kubeconfig: string): Session {
  const path = `${join(dirname(kubeconfig), "bin")}:${process.env.PATH}`;
  const execute = (words: string) => {
    const command = broken(words);
    echoCommand(command);
    return new Promise<{ code: number; stdout: string }>((resolve, reject) => {
      const child = spawn("bash", ["-o", "pipefail", "-c", command], {
        cwd: repository,
        env: { ...process.env, KUBECONFIG: kubeconfig, PATH: path },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let stdout = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
        pass(text);
      });
      // One stream for the reader: a redirected story must keep what a command says to standard error in its place.
      child.stderr.setEncoding("utf8").on("data", pass);
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? -1, stdout }));
    });
  };
  return {
    async show(command) {
      const { code, stdout } = await execute(command);
      if (code !== 0) throw new StepFailed(`This command ended with ${code}:\n$ ${command}`);
      return stdout;
    },
    tryShow: async (command) => (await execute(command)).code,
  };
}

/** A long command on several lines, broken before options and pipes; one that has several lines already stays. */
export function broken(command: string): string {
  if (command.includes("\n") || command.length + 2 <= COLUMNS) return command;
  const units: string[] = [];
  // Blanks within quotes break nothing.
  for (const word of command.match(/(?:'[^']*'|[^' ])+/g) ?? []) {
    if (units.length > 0 && !/^[-|]/.test(word)) units.push(`${units.pop()} ${word}`);
    else units.push(word);
  }
  const lines: string[] = [];
  for (const unit of units) {
    const last = lines.at(-1);
    const fits = last !== undefined && (!last.includes(" ") || last.length + unit.length + "$  \\".length < COLUMNS);
    if (fits) lines[lines.length - 1] = `${last} ${unit}`;
    else lines.push(last === undefined ? unit : `    ${unit}`);
  }
  return lines.join(" \\\n");
}
