import { basename } from "node:path";
import process from "node:process";
import { systemClock } from "../runtime/clock.ts";
import { readText } from "./files.ts";
import { run } from "./run.ts";
import { connector } from "./session.ts";
import { terminalOf } from "./terminal.ts";

const VERSION = "0.1.0";

// kubectl runs a plugin by its file's name.
const isPlugin = /^kubectl[-_]ecs/.test(basename(process.argv[1] ?? ""));

// Whoever reads no more, as `head`, is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
}

const terminal = terminalOf(process.stdout, process.stderr);
process.exitCode = await run(process.argv.slice(2), {
  name: isPlugin ? "kubectl ecs" : "berth",
  version: VERSION,
  terminal,
  connect: connector(terminal, systemClock, `berth-cli/${VERSION}`),
  read: readText,
});
