import { Command } from "commander";
import { CommandFailed } from "../support/shell.ts";
import { bad, clockForScripts, elapsed, heading, say, tell } from "../support/terminal.ts";
import { breakCircuit } from "./broken-image.ts";
import { type Definition, readDefinition, Unusable } from "./definition.ts";
import { rollBack, rollOut, scale } from "./deployments.ts";
import { printDiagnosis } from "./failure.ts";
import { makeCluster, makeService, Refused, registerTaskDefinition } from "./first-service.ts";
import { runDaemon, runOnFargate, showEvents, showRefusal } from "./other-services.ts";
import { install, NAMESPACE, prepare } from "./prepare.ts";
import { RequestsFailed } from "./requests.ts";
import { runTask } from "./run-task.ts";
import { ALIASES, StepFailed } from "./session.ts";

const CHAPTERS = [
  makeCluster,
  registerTaskDefinition,
  makeService,
  rollOut,
  rollBack,
  scale,
  breakCircuit,
  runDaemon,
  runOnFargate,
  runTask,
  showRefusal,
  showEvents,
];

async function demo(definition: Definition): Promise<void> {
  heading("Berth: Amazon ECS on Kubernetes");
  tell(
    "First a Kubernetes cluster of four nodes on this machine, and the images. The first time that takes a quarter of " +
      "an hour, as much is built; then seconds.",
  );
  const { session, image } = await prepare(definition);
  // What prepares talks on standard error.
  say();
  tell(
    "A line that begins with $ is a command, with its real output below it. To repeat commands in this folder, type " +
      "this first:",
  );
  say(`  ${ALIASES}`);
  await install(session, image, definition);
  for (const chapter of CHAPTERS) await chapter({ session, definition });
}

function farewell(definition: Definition): void {
  heading(`Done, in ${elapsed()}`);
  const tries = [
    [`kubectl describe ecsservice web -n ${NAMESPACE}`, "the answer of describe-services, and Events"],
    [
      `kubectl edit taskdefinition ${definition.name} -n ${NAMESPACE}`,
      "a change is a new revision; web stays on revision 1",
    ],
    ["kubectl explain taskdefinition.spec", "every field, in words"],
    [`kubectl delete ecsservice web -n ${NAMESPACE}`, "its tasks stop; the revisions stay"],
    ["npm run demo -- --task-definition FILE", "the same with a task definition of yours"],
    ["npm run demo", "again, from the beginning"],
    ["npm run demo:down", "removes the cluster and all that is in it"],
  ];
  say("The cluster stays up. What to try next, in this folder:");
  say();
  say(`  ${ALIASES}`);
  const width = Math.max(...tries.map(([command = ""]) => command.length));
  for (const [command = "", what = ""] of tries) say(`  ${command.padEnd(width)}  # ${what}`);
  say();
  say("docs/tutorial.md walks the same way, slower, on any cluster.");
}

async function fail(error: unknown): Promise<void> {
  const isPlain = error instanceof Unusable || error instanceof Refused || error instanceof CommandFailed;
  if (isPlain) return bad(`\n${error.message.trimEnd()}`);
  await printDiagnosis();
  const expected = error instanceof StepFailed || error instanceof RequestsFailed;
  bad(`\nThe demo failed. ${expected ? error.message : error instanceof Error ? error.stack : String(error)}`);
}

const { taskDefinition } = new Command("npm run demo --")
  .description(
    "Brings up a Kubernetes cluster on this machine, installs Berth and runs an ECS task definition as a service, with " +
      "every command and its output. The cluster stays; `npm run demo:down` removes it.",
  )
  .option("--task-definition <file>", "run this task definition (JSON, as for aws ecs register-task-definition)")
  .helpOption("--help", "show this and do nothing")
  .parse()
  .opts<{ taskDefinition?: string }>();

Object.assign(process.env, clockForScripts);
try {
  // npm changes to the repository's folder, and says where it was called.
  const definition = await readDefinition(taskDefinition, process.env.INIT_CWD ?? process.cwd());
  await demo(definition);
  farewell(definition);
} catch (error) {
  await fail(error);
  process.exitCode = 1;
}
