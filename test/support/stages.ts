import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { repository } from "./shell.ts";
import { bad, clockForScripts, elapsed, heading, say } from "./terminal.ts";

/** What came of a stage. A stage that is no vitest run counts as one. */
export interface Tally {
  passed: number;
  failed: number;
}

/** A stage that was run. */
export interface Result extends Tally {
  title: string;
  took: string;
}

const report = z.object({ success: z.boolean(), numPassedTests: z.number(), numFailedTests: z.number() });

/** Runs a stage, says how long it took, and never throws: a stage that does has failed. */
export async function stage(title: string, work: () => Promise<Tally>): Promise<Result> {
  heading(title);
  const since = Date.now();
  const tally = await work().catch((error: unknown): Tally => {
    bad(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1 };
  });
  const took = elapsed(since);
  const what = tally.failed === 0 ? "done" : "FAILED";
  say(`${what}: ${title} (${took})`);
  return { title, took, ...tally };
}

/** A stage of one command. */
export async function command(file: string, ...args: readonly string[]): Promise<Tally> {
  return (await exitCode(file, args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * A stage of some vitest projects in as many runs side by side, each with a part of the files and whatever the projects
 * set up for a run of their own. Worth it where a file waits for most of its time, and the files cannot share.
 */
export async function vitestInParts(projects: readonly string[], parts: number): Promise<Tally> {
  const runs = Array.from({ length: parts }, (_, part) => vitest(projects, [`--shard=${part + 1}/${parts}`]));
  const tallies = await Promise.all(runs);
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** A stage of some vitest projects; `args` go to vitest, too: files, or `-t name`. */
export async function vitest(projects: readonly string[], args: readonly string[] = []): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), "berth-"));
  try {
    const file = join(folder, "report.json");
    const which = projects.flatMap((project) => ["--project", project]);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const code = await exitCode("node_modules/.bin/vitest", ["run", ...which, ...reporters, ...args]);
    const { success, numPassedTests, numFailedTests } = report.parse(JSON.parse(await readFile(file, "utf8")));
    // A file that could not be loaded, and an error outside of every test, fail the run without failing a test.
    const fine = success && code === 0;
    return { passed: numPassedTests, failed: fine ? numFailedTests : Math.max(numFailedTests, 1) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Says what came of all stages; the very last line is `N passed, N failed`. Sets the exit code of the program. */
export function conclude(results: readonly Result[]): void {
  heading("All stages");
  const width = Math.max(...results.map(({ title }) => title.length));
  for (const { title, took, passed, failed } of results) {
    say(`${title.padEnd(width)}  ${took.padStart(12)}  ${passed} passed, ${failed} failed`);
  }
  const sum = (count: (tally: Tally) => number) => results.reduce((total, result) => total + count(result), 0);
  const [passed, failed] = [sum((tally) => tally.passed), sum((tally) => tally.failed)];
  if (failed > 0 || passed === 0) process.exitCode = 1;
  say(`\nafter ${elapsed()}`);
  say(`${passed} passed, ${failed} failed`);
}

/** Environment of a stage. Colours only where somebody looks at a terminal, whatever the environment asks for. */
function environment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...rest } = process.env;
  return { ...(process.stdout.isTTY ? process.env : { ...rest, NO_COLOR: "1" }), ...clockForScripts };
}

function exitCode(file: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: repository, env: environment(), stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
