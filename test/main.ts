import { endToEnd } from "./e2e/stages.ts";
import { goTests } from "./support/go-tests.ts";
import { command, conclude, stage, vitest, vitestInParts } from "./support/stages.ts";

/* What `npm test` runs: every stage, also after one that failed. */

conclude([
  await stage("Generated files are current", () => command("npm", "run", "--silent", "verify")),
  await stage("Types", () => command("npm", "run", "--silent", "types")),
  await stage("Lint and format", () => command("npm", "run", "--silent", "lint")),
  await stage("Unit, golden, contract and property tests", () => vitest(["unit"])),
  await stage("Go tests of the helper and the load generator", goTests),
  await stage("Integration tests, on a control plane without machines", () => vitestInParts(["integration"], 2)),
  ...(await endToEnd()),
]);
