import type { Command } from "commander";
import type { Door } from "../door.ts";
import { exitCodes } from "../failure.ts";
import { examples, type OutputFlags, outputOption, type WatchFlags, watchOption } from "../flags.ts";
import { mapped } from "../frames.ts";
import { liveTable } from "../live-table.ts";
import { forever } from "../patience.ts";
import { deploymentColumns, historyColumns, section } from "../service-view.ts";
import type { Place, Session } from "../session.ts";
import { look, sights } from "../sight.ts";
import { structured } from "../structured.ts";
import { table } from "../table.ts";
import { serviceNamed } from "../target.ts";

type Flags = Place & OutputFlags & WatchFlags;

/** `deployments`: `deployments[]` of DescribeServices, and what DescribeServiceDeployments says. */
export function addDeployments(program: Command, door: Door): void {
  program
    .command("deployments")
    .argument("<service>", "the service, by name or ARN")
    .summary("show the deployments of a service, and its history")
    .description("Shows the deployments that a service has now, the PRIMARY one first, and how the last ones ended.")
    .addOption(outputOption())
    .addOption(watchOption())
    .addHelpText(
      "after",
      examples(
        ["berth deployments web", "what runs, what drains, and the last ten deployments"],
        ["berth deployments web -w", "follow a deployment"],
        ["berth deployments web -o yaml", "with all that ECS tells about them"],
      ),
    )
    .action((name: string, _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return door(flags, (session) => deployments(session, name, flags));
    });
}

async function deployments(session: Session, name: string, { output, watch }: Flags) {
  const { terminal, clock } = session;
  const now = () => new Date(clock.now());
  const empty = `The service ${name} has no deployments yet.`;
  if (watch === true) {
    const looks = sights(session, forever, ["services"]);
    const frames = mapped(looks, ({ services }) => serviceNamed(services, name, session).status?.deployments ?? []);
    await liveTable({ frames, columns: () => deploymentColumns(now()), keyOf: ({ id }) => id, empty }, terminal);
    return exitCodes.success;
  }
  const { services } = await look(session, ["services"]);
  const { status = {} } = serviceNamed(services, name, session);
  const { deployments: current = [], serviceDeployments: history = [] } = status;
  if (output !== undefined) {
    terminal.out(await structured({ deployments: current, serviceDeployments: history }, output));
    return exitCodes.success;
  }
  const { paint } = terminal;
  if (current.length === 0) terminal.err(empty);
  else terminal.out(...table(deploymentColumns(now()), current, { paint }));
  terminal.out(...section("History", historyColumns(now()), history, paint));
  return exitCodes.success;
}
