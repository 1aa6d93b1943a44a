import type { Command } from "commander";
import { type ServiceObject, serviceName } from "../../api/service-identity.ts";
import type { Door } from "../door.ts";
import { type ExitCode, exitCodes, Failure, wrongUse } from "../failure.ts";
import { examples, exitCodeHelp, type TimeoutFlags, timeoutOption } from "../flags.ts";
import { choiceOf, referenceIn, revisionNamed, revisionsOf } from "../revisions.ts";
import { type RollbackPlan, rollbackPlan } from "../rollback-plan.ts";
import { servicesJudge } from "../services-wait.ts";
import type { Place, Session } from "../session.ts";
import { shortDefinition } from "../short-names.ts";
import { look, serviceObjects } from "../sight.ts";
import { stabilityOf } from "../stability.ts";
import { serviceNamed } from "../target.ts";
import { waiting } from "../waiting.ts";

type Flags = Place & TimeoutFlags & { readonly to?: string; readonly wait?: boolean };
type Rollback = Exclude<RollbackPlan, { kind: "unknown" }>;

/** `rollback`: StopServiceDeployment while a deployment is in progress, else UpdateService to a revision of before. */
export function addRollback(program: Command, door: Door): void {
  program
    .command("rollback")
    .argument("<service>", "the service, by name or ARN")
    .summary("take a service back to the revision of before")
    .description(
      "While a deployment is in progress, stops it and goes back to the last one that completed; the spec of the service stays. Otherwise sets the service's task definition to the revision that its history says was deployed before, or to the one given with --to. Where the service is kept in Git, change it there, too.",
    )
    .option("--to <family:revision>", "go to this revision")
    .option("--wait", "wait until the service is stable")
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      examples(
        ["berth rollback web", "stop the deployment that goes wrong, or undo the last one"],
        ["berth rollback web --to web:3 --wait", "to a revision, and wait until it runs"],
      ),
    )
    .addHelpText("after", exitCodeHelp("success", "failure", "usage", "rolledBack", "timedOut"))
    .action((name: string, _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) => rollback(session, name, flags));
    });
}

async function rollback(session: Session, given: string, { to, wait, timeout }: Flags): Promise<ExitCode> {
  const { services } = await look(session, ["services"]);
  const service = serviceNamed(services, given, session);
  const plan = to === undefined ? await byHistory(session, service) : await toRevision(session, to);
  const changed = await carryOut(session, service, plan);
  if (wait !== true) return exitCodes.success;
  // Who asked for a rollback is content when it is done.
  const isMeant = plan.kind !== "set";
  const judge = servicesJudge([given], session);
  return waiting(session, timeout, ["services"], (sight) => {
    const now = serviceNamed(sight.services, given, session);
    if ((now.metadata.generation ?? 0) < (changed.metadata.generation ?? 0)) return { kind: "wait", progress: [] };
    const state = stabilityOf(now);
    if (isMeant && state.kind === "rolledBack") {
      return { kind: "done", exitCode: exitCodes.success, lines: [state.message] };
    }
    return judge(sight);
  });
}

async function byHistory(session: Session, service: ServiceObject): Promise<Rollback> {
  const plan = rollbackPlan(service);
  if (plan.kind !== "unknown") return plan;
  const { family } = referenceIn(shortDefinition(service.status?.taskDefinition) ?? service.spec?.taskDefinition ?? "");
  const choice = choiceOf(await revisionsOf(session, family), family);
  throw new Failure(`${plan.why}: name a revision with --to; ${choice}`);
}

async function toRevision(session: Session, to: string): Promise<Rollback> {
  const reference = referenceIn(to);
  if (reference.revision === undefined) throw wrongUse(`--to ${to} names no revision: family:revision is needed`);
  const { family, revision } = await revisionNamed(session, reference);
  return { kind: "set", taskDefinition: `${family}:${revision}` };
}

/** Writes what the plan asks for; gives the service as it is then. A service that changed meanwhile is a conflict. */
async function carryOut(session: Session, service: ServiceObject, plan: Rollback): Promise<ServiceObject> {
  const { client, terminal } = session;
  const name = serviceName(service);
  const { resourceVersion } = service.metadata;
  const patch = (spec: object) =>
    client.mergePatch(serviceObjects, service.metadata, { spec }, { fieldManager: "berth-cli", resourceVersion });
  if (plan.kind === "underWay") {
    terminal.out(`service ${name} is being rolled back already`);
    return service;
  }
  if (plan.kind === "stop") {
    const changed = await patch({ kubernetes: { stopDeployment: { deployment: plan.deployment, type: "ROLLBACK" } } });
    const to = shortDefinition(service.status?.kubernetes?.completed?.taskDefinition);
    terminal.out(`service ${name}: the deployment ${plan.deployment} is stopped and rolled back to ${to}`);
    return changed;
  }
  const before = service.spec?.taskDefinition ?? "";
  if (before === plan.taskDefinition) {
    terminal.out(`service ${name} asks for ${plan.taskDefinition} already`);
    return service;
  }
  const changed = await patch({ taskDefinition: plan.taskDefinition });
  terminal.out(`service ${name}: taskDefinition was ${before}, and is ${plan.taskDefinition}`);
  const follows = !shortDefinition(before)?.includes(":");
  if (follows) terminal.err(`${before} followed the newest revision; the service stays at ${plan.taskDefinition} now`);
  return changed;
}
