import { OPERATOR_NAMESPACE, tryKubectl } from "../support/cluster.ts";
import { bad } from "../support/terminal.ts";
import { NAMESPACE } from "./prepare.ts";

const QUESTIONS: readonly (readonly string[])[] = [
  ["get", "ecs,deployments,daemonsets,services,pods", "-n", NAMESPACE, "-o", "wide"],
  ["get", "events", "-n", NAMESPACE, "--sort-by=.metadata.creationTimestamp"],
  ["get", "ecs", "-n", NAMESPACE, "-o", "yaml"],
  ["get", "pods", "-n", OPERATOR_NAMESPACE, "-o", "wide"],
  ["describe", "pods", "-n", OPERATOR_NAMESPACE, "-l", "app.kubernetes.io/name=berth"],
  ["logs", "-n", OPERATOR_NAMESPACE, "-l", "app.kubernetes.io/name=berth", "--tail=60"],
];

/** Prints what helps to find out why a step failed: objects, events, the operator and the end of its log. */
export async function printDiagnosis(): Promise<void> {
  for (const question of QUESTIONS) {
    const { stdout, stderr } = await tryKubectl(question, { timeoutMs: 30_000 });
    bad(`\n--- kubectl ${question.join(" ")}`);
    process.stderr.write(stdout + stderr);
  }
}
