import type { Command } from "commander";
import { exitCodes } from "../cli/failure.ts";
import { EXIT_CODES } from "../cli/flags.ts";
import { programOf } from "../cli/program.ts";
import { GENERATED_PAGE, table } from "./markdown.ts";

const WIDTH = 100;

/** The page of the CLI: what `--help` says, of every command. */
export function cliPage(): string {
  const written: string[] = [];
  const terminal = { out: (...lines: readonly string[]) => void written.push(...lines), err: () => undefined };
  const nothing = () => Promise.resolve();
  const program = programOf({ name: "berth", version: "", width: WIDTH, door: nothing, atDesk: nothing, terminal });
  const helpOf = (command: Command) => {
    command.outputHelp();
    return written.splice(0);
  };
  const lines = [
    GENERATED_PAGE,
    "# The command line",
    "",
    ...INTRODUCTION,
    "",
    "## Exit codes",
    "",
    ...table(
      ["code", "meaning"],
      Object.entries(EXIT_CODES).map(([name, meaning]) => [String(codeOf(name)), meaning]),
    ),
    "",
    ...pagesOf(program, "berth", helpOf),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

const INTRODUCTION = [
  "`berth` shows tasks, services and deployments as ECS's own tools do, and starts, stops and waits for them. It is the",
  "kubectl plugin `kubectl ecs`, too, where its file `kubectl-ecs` is in the PATH. It finds the cluster as kubectl does, with",
  "the rights of whoever calls it. What it can do, kubectl can do: it writes nothing but `spec`, and where one",
  "task is to stop the annotation `ecs.berth.dev/stop-reason` of its Pod; that of a service is deleted.",
  "",
  "`berth render`, `berth import` and `berth explain` need no cluster: they say what Berth makes of ECS JSON and manifests",
  "([render.md](render.md)), turn ECS JSON into manifests, and tell what a field means.",
  "",
  "In a working copy, `npx berth` or `npm run -s berth --` runs it; `npm run build` makes `dist/berth-cli.mjs`, one file that",
  "needs nothing but Node 22.19. Tables are coloured on a terminal only, and not where `NO_COLOR` is set.",
];

function codeOf(name: string): number | undefined {
  return new Map<string, number>(Object.entries(exitCodes)).get(name);
}

/** A section for a command, and for each of its own. */
function pagesOf(command: Command, name: string, helpOf: (command: Command) => string[]): string[] {
  return [
    `## ${name}`,
    "",
    "```text",
    ...helpOf(command),
    "```",
    "",
    ...command.commands.flatMap((one) => pagesOf(one, `${name} ${one.name()}`, helpOf)),
  ];
}
