import { shortDuration } from "./duration.ts";
import { type ExitCode, exitCodes, Failure } from "./failure.ts";
import { patience } from "./patience.ts";
import type { Session } from "./session.ts";
import { type Part, type Sight, sights } from "./sight.ts";

/** What a look tells somebody who waits. */
export type Judgement =
  | { readonly kind: "done"; readonly exitCode: ExitCode; readonly lines: readonly string[] }
  /** One line for each thing that is waited for, always in the same order. */
  | { readonly kind: "wait"; readonly progress: readonly string[] };

/**
 * Looks until the judgement is that it is done, and prints its lines; meanwhile each line of progress goes to standard
 * error when it changes. Throws what the judge throws, and after `timeoutMs` that the time is over.
 */
export async function waiting(
  session: Session,
  timeoutMs: number,
  parts: readonly Part[],
  judge: (sight: Sight) => Judgement | Promise<Judgement>,
): Promise<ExitCode> {
  const { terminal, clock } = session;
  const { signal, forget } = patience(clock, timeoutMs);
  let told: readonly string[] = [];
  try {
    for await (const sight of sights(session, signal, parts)) {
      if (signal.aborted) break;
      const judgement = await judge(sight);
      if (judgement.kind === "done") {
        terminal.out(...judgement.lines);
        return judgement.exitCode;
      }
      const before = told;
      terminal.err(...judgement.progress.filter((line, index) => line !== before[index]));
      told = judgement.progress;
    }
  } finally {
    forget();
  }
  const last = told.length === 0 ? "" : `: ${told.join("; ")}`;
  throw new Failure(`timed out after ${shortDuration(timeoutMs)}${last}`, exitCodes.timedOut);
}
