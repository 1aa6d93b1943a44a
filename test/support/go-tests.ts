import { attempt } from "./shell.ts";
import { command, type Tally } from "./stages.ts";
import { say } from "./terminal.ts";

/** Modules of ours that have tests; the others are lists of versions. */
const MODULES = ["helper", "test/cluster/modules/load"];

/** Runs the tests of the Go modules; one module counts as one. Where there is no Go that is said, and nothing is run. */
export async function goTests(): Promise<Tally> {
  const { code } = await attempt("sh", ["-c", "type go"]);
  if (code !== 0) {
    say("skipped: Go 1.26 or later is missing (apt install golang-go, or go.dev)");
    return { passed: 0, failed: 0 };
  }
  const sum: Tally = { passed: 0, failed: 0 };
  for (const module of MODULES) {
    const { passed, failed } = await command("go", "-C", module, "test", "./...");
    sum.passed += passed;
    sum.failed += failed;
  }
  return sum;
}
