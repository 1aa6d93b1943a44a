import type { Command } from "commander";
import { type ServiceObject, serviceName } from "../../api/service-identity.ts";
import type { Door } from "../door.ts";
import { exitCodes } from "../failure.ts";
import { examples, type OutputFlags, outputOption, type WatchFlags, watchOption } from "../flags.ts";
import { mapped } from "../frames.ts";
import { liveTable } from "../live-table.ts";
import { forever } from "../patience.ts";
import { describedService, serviceColumns, serviceDetails } from "../service-view.ts";
import type { Place, Session } from "../session.ts";
import { look, sights } from "../sight.ts";
import { structured } from "../structured.ts";
import { table } from "../table.ts";
import { ofCluster, serviceNamed, servicesOf } from "../target.ts";

type Flags = Place & OutputFlags & WatchFlags;

/** `services`: what ListServices and DescribeServices say. */
export function addServices(program: Command, door: Door): void {
  program
    .command("services")
    .argument("[service...]", "services by name or ARN; one alone is shown with all that matters about it")
    .summary("list services, or show one")
    .description("Lists the services of a namespace, or shows one with its deployments, events and stopped tasks.")
    .addOption(outputOption())
    .addOption(watchOption())
    .addHelpText(
      "after",
      examples(
        ["berth services", "all services of the namespace"],
        ["berth services web", "one, with deployments, last events and stopped tasks"],
        ["berth services --cluster prod -w", "those of an ECS cluster, and what changes"],
        ["berth services web -o json", "the answer of DescribeServices"],
      ),
    )
    .action((names: readonly string[], _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) => services(session, names, flags));
    });
}

async function services(session: Session, names: readonly string[], { output, watch }: Flags) {
  const { terminal, clock } = session;
  const chosen = (all: readonly ServiceObject[]) =>
    names.length === 0 ? servicesOf(all, session) : names.map((name) => serviceNamed(all, name, session));
  const now = () => new Date(clock.now());
  const empty = `There are no services in namespace ${session.namespace}${ofCluster(session)}.`;
  if (watch === true) {
    const frames = mapped(sights(session, forever, ["services"]), (sight) => chosen(sight.services));
    const columns = () => serviceColumns(now());
    await liveTable({ frames, columns, keyOf: serviceName, empty }, terminal);
    return exitCodes.success;
  }
  const found = chosen((await look(session, ["services"])).services);
  const [only] = found;
  if (output !== undefined) {
    terminal.out(await structured({ services: found.map(describedService), failures: [] }, output));
  } else if (names.length === 1 && only !== undefined) {
    terminal.out(...serviceDetails(only, now(), terminal.paint));
  } else if (found.length === 0) {
    terminal.err(empty);
  } else {
    terminal.out(...table(serviceColumns(now()), found, { paint: terminal.paint }));
  }
  return exitCodes.success;
}
