import { run } from "../../src/cli/run.ts";
import type { Connect } from "../../src/cli/session.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { FaultServer } from "./fault-server.ts";
import { aClient } from "./kube-client.ts";
import type { Output } from "./shell.ts";

/** A terminal without colours that keeps what is written. */
export function aTerminal(): { terminal: Terminal; said: { stdout: string; stderr: string } } {
  const said = { stdout: "", stderr: "" };
  const terminal: Terminal = {
    out: (...lines) => {
      for (const line of lines) said.stdout += `${line}\n`;
    },
    err: (...lines) => {
      for (const line of lines) said.stderr += `${line}\n`;
    },
    paint: (text) => text,
  };
  return { terminal, said };
}

/** Runs the CLI in this process, in the namespace `demo` of a server. */
export async function cliOn(server: FaultServer, ...args: readonly string[]): Promise<Output> {
  const { terminal, said } = aTerminal();
  const connect: Connect = async ({ cluster, namespace = "demo" }) => {
    const { client, connection } = aClient(server, { timeoutMs: 5000 });
    return { session: { client, namespace, cluster, terminal, clock: systemClock }, close: () => connection.close() };
  };
  const read = (file: string) => Promise.reject(new Error(`${file} is not there`));
  const code = await run(args, { name: "berth", version: "0.0.0", terminal, connect, read });
  return { code, ...said };
}

/** Runs the CLI in this process where there is no cluster, with these files; `-` is standard input. */
export async function cliAlone(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Output> {
  const { terminal, said } = aTerminal();
  const connect: Connect = () => Promise.reject(new Error("there is no cluster"));
  const read = (file: string) => {
    const text = files[file];
    return text === undefined ? Promise.reject(new Error("no such file")) : Promise.resolve(text);
  };
  const code = await run(args, { name: "berth", version: "0.0.0", terminal, connect, read });
  return { code, ...said };
}
