import { CommanderError } from "commander";
import type { AtDesk, Desk } from "./desk.ts";
import type { Door } from "./door.ts";
import { explain } from "./explain.ts";
import { exitCodes } from "./failure.ts";
import { programOf } from "./program.ts";
import type { Connect } from "./session.ts";
import type { Terminal } from "./terminal.ts";

export interface RunOptions {
  readonly name: string;
  readonly version: string;
  readonly terminal: Terminal;
  readonly connect: Connect;
  readonly read: Desk["read"];
}

/** Runs the CLI with its arguments, and gives its exit code. All that goes wrong is told in one line. */
export async function run(
  args: readonly string[],
  { name, version, terminal, connect, read }: RunOptions,
): Promise<number> {
  let exitCode: number = exitCodes.success;
  const door: Door = async (place, work) => {
    const { session, close } = await connect(place);
    try {
      exitCode = await work(session);
    } finally {
      await close();
    }
  };
  const atDesk: AtDesk = async (work) => {
    exitCode = await work({ terminal, read });
  };
  try {
    await programOf({ name, version, door, atDesk, terminal }).parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has said what is wrong; asking for help is not.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    const told = explain(error);
    terminal.err(`error: ${told.message}`);
    return told.exitCode;
  }
}
