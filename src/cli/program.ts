import { Command } from "commander";
import { addDeployments } from "./commands/deployments.ts";
import { addExplain } from "./commands/explain.ts";
import { addImport } from "./commands/import.ts";
import { addLogs } from "./commands/logs.ts";
import { addRender } from "./commands/render.ts";
import { addRollback } from "./commands/rollback.ts";
import { addRunTask } from "./commands/run-task.ts";
import { addServices } from "./commands/services.ts";
import { addStopTask } from "./commands/stop-task.ts";
import { addTasks } from "./commands/tasks.ts";
import { addWait } from "./commands/wait.ts";
import type { AtDesk } from "./desk.ts";
import type { Door } from "./door.ts";
import { addPlaceOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

export interface ProgramOptions {
  /** How people call it: `berth`, or `kubectl ecs`. */
  readonly name: string;
  readonly version: string;
  readonly door: Door;
  readonly atDesk: AtDesk;
  /** Where help goes, and what is said of wrong use. */
  readonly terminal: Pick<Terminal, "out" | "err">;
  /** Columns of the help; default: as wide as the terminal. */
  readonly width?: number;
}

const IN_CLUSTER = [addServices, addDeployments, addTasks, addLogs, addRunTask, addStopTask, addRollback, addWait];
const AT_DESK = [addRender, addImport, addExplain];

/** The CLI with all its commands. Parsing throws commander's errors and those of the commands. */
export function programOf({ name, version, door, atDesk, terminal, width }: ProgramOptions): Command {
  const program = new Command(name)
    .description("Amazon ECS on Kubernetes: tasks, services and deployments as ECS's own tools show them.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help of a command")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("--help says how it is used.")
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      ...(width !== undefined && { getOutHelpWidth: () => width }),
    });
  addPlaceOptions(program);
  for (const add of IN_CLUSTER) add(program, door);
  for (const add of AT_DESK) add(program, atDesk);
  return program;
}
