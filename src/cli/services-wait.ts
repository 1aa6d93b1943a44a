import { exitCodes, Failure } from "./failure.ts";
import type { Session } from "./session.ts";
import type { Sight } from "./sight.ts";
import { stabilityOf } from "./stability.ts";
import { serviceNamed } from "./target.ts";
import type { Judgement } from "./waiting.ts";

/** Judges whether all services that are named are stable; throws once one of them failed or was rolled back. */
export function servicesJudge(names: readonly string[], session: Session): (sight: Sight) => Judgement {
  return ({ services }) => {
    const states = names.map((name) => stabilityOf(serviceNamed(services, name, session)));
    const failed = states.find(({ kind }) => kind === "failed");
    if (failed !== undefined) throw new Failure(failed.message);
    const rolledBack = states.find(({ kind }) => kind === "rolledBack");
    if (rolledBack !== undefined) throw new Failure(rolledBack.message, exitCodes.rolledBack);
    const lines = states.map(({ message }) => message);
    const isDone = states.every(({ kind }) => kind === "stable");
    return isDone ? { kind: "done", exitCode: exitCodes.success, lines } : { kind: "wait", progress: lines };
  };
}
