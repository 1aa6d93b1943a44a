import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { repository } from "../support/shell.ts";
import { echoCommand } from "../support/terminal.ts";

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
  const path = `${join(dirname(kubeconfig), "bin")}:${process.env["PATH"]}`;
  const execute = (command: string) => {
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
        process.stdout.write(text);
      });
      // One stream for the reader: a redirected story must keep what a command says to standard error in its place.
      child.stderr.setEncoding("utf8").on("data", (text: string) => process.stdout.write(text));
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
