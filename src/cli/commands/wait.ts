import type { Command } from "commander";
import type { Door } from "../door.ts";
import { examples, exitCodeHelp, type TimeoutFlags, timeoutOption } from "../flags.ts";
import { servicesJudge } from "../services-wait.ts";
import type { Place } from "../session.ts";
import { stoppedJudge } from "../tasks-wait.ts";
import { waiting } from "../waiting.ts";

type Flags = Place & TimeoutFlags;

/** `wait`: the waiters of the AWS CLI. */
export function addWait(program: Command, door: Door): void {
  const wait = program
    .command("wait")
    .summary("wait until services are stable, or tasks have stopped")
    .description("Waits, tells on standard error what changes meanwhile, and says by its exit code how it ended.")
    .addHelpText("after", exitCodeHelp("success", "failure", "usage", "rolledBack", "timedOut"));
  wait
    .command("services-stable")
    .argument("<service...>", "services, by name or ARN")
    .summary("wait until services are stable")
    .description(
      "Waits until each service is ACTIVE, has one deployment, which is not in progress, and runs as many tasks as it is to have. A change that the operator has not seen yet is waited for.",
    )
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      examples(
        ["kubectl apply -f web.yaml && berth wait services-stable web", "deploy, and fail where it fails"],
        ["berth wait services-stable web api --timeout 30m", "several at once"],
      ),
    )
    .addHelpText("after", exitCodeHelp("success", "failure", "usage", "rolledBack", "timedOut"))
    .action((names: readonly string[], _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) => waiting(session, flags.timeout, ["services"], servicesJudge(names, session)));
    });
  wait
    .command("tasks-stopped")
    .argument("<task...>", "tasks, by id, beginning of an id, ARN, or name of a Task object")
    .summary("wait until tasks have stopped")
    .description("Waits until each task is STOPPED, whatever its exit codes: run-task --wait looks at those.")
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      examples(
        ["berth wait tasks-stopped migrate-x7k2p", "all tasks of a Task object"],
        ["berth wait tasks-stopped 1b6a90cc --timeout 0", "one task, for as long as it takes"],
      ),
    )
    .addHelpText("after", exitCodeHelp("success", "failure", "usage", "timedOut"))
    .action((names: readonly string[], _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) =>
        waiting(
          session,
          flags.timeout,
          ["services", "pods", "tasks"],
          stoppedJudge(names, session, () => new Date(session.clock.now())),
        ),
      );
    });
}
