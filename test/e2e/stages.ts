import { type Result, stage, vitest } from "../support/stages.ts";
import { prepare } from "./prepare.ts";

/** The end-to-end tests, as stages: the cluster with the operator in it, then the stories. */
export async function endToEnd(args: readonly string[] = []): Promise<Result[]> {
  const prepared = await stage("Test cluster, images and the operator by its chart", async () => {
    await prepare();
    return { passed: 1, failed: 0 };
  });
  if (prepared.failed > 0) return [prepared];
  const stories = await stage("End-to-end tests", () => vitest(["e2e", "e2e-alone"], args));
  return [prepared, stories];
}
