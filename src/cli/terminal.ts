import type { WriteStream } from "node:tty";
import type { Paint } from "./table.ts";

/** Where a command writes: its answer to standard output, and what it tells meanwhile to standard error. */
export interface Terminal {
  /** Lines of the answer. */
  out(...lines: readonly string[]): void;
  /** Lines for whoever is watching. */
  err(...lines: readonly string[]): void;
  /** Colours the words that say how something is, where the output is a terminal that wants it. */
  readonly paint: Paint;
}

type Stream = Pick<WriteStream, "write"> & Partial<Pick<WriteStream, "isTTY" | "hasColors">>;

/** The terminal that two streams are. Node knows NO_COLOR, FORCE_COLOR and TERM. */
export function terminalOf(stdout: Stream, stderr: Stream): Terminal {
  const colours = stdout.isTTY === true && stdout.hasColors?.() === true;
  const write = (stream: Stream, lines: readonly string[]) => {
    if (lines.length > 0) stream.write(`${lines.join("\n")}\n`);
  };
  return {
    out: (...lines) => write(stdout, lines),
    err: (...lines) => write(stderr, lines),
    paint: colours ? paintState : (text) => text,
  };
}

const GREEN = 32;
const YELLOW = 33;
const RED = 31;
const GREY = 90;

const COLOURS: Readonly<Record<string, number>> = {
  ACTIVE: GREEN,
  COMPLETED: GREEN,
  HEALTHY: GREEN,
  PRIMARY: GREEN,
  RUNNING: GREEN,
  SUCCESSFUL: GREEN,
  ACTIVATING: YELLOW,
  DRAINING: YELLOW,
  IN_PROGRESS: YELLOW,
  PENDING: YELLOW,
  PROVISIONING: YELLOW,
  ROLLBACK_IN_PROGRESS: YELLOW,
  ROLLBACK_REQUESTED: YELLOW,
  STOPPING: YELLOW,
  STOP_REQUESTED: YELLOW,
  FAILED: RED,
  ROLLBACK_FAILED: RED,
  ROLLBACK_SUCCESSFUL: RED,
  UNHEALTHY: RED,
  INACTIVE: GREY,
  STOPPED: GREY,
};

/** A word that ECS has for a state, in its colour; every other text as it is. */
export function paintState(text: string): string {
  const colour = COLOURS[text];
  return colour === undefined ? text : `\u001b[${colour}m${text}\u001b[0m`;
}
