import type { ExitCode } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** What a command has that needs no cluster. */
export interface Desk {
  readonly terminal: Terminal;
  /** The text of a file, of standard input for `-`. Rejects where it cannot be read. */
  read(file: string): Promise<string>;
}

/** Lets a command work that needs no cluster, and gives its exit code on. */
export type AtDesk = (work: (desk: Desk) => Promise<ExitCode>) => Promise<void>;
