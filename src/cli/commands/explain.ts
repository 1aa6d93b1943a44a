import type { Command } from "commander";
import type { AtDesk, Desk } from "../desk.ts";
import { exitCodes, wrongUse } from "../failure.ts";
import { examples } from "../flags.ts";

/** `explain`: what a field of an ECS request means, and what becomes of it. */
export function addExplain(program: Command, atDesk: AtDesk): void {
  program
    .command("explain")
    .argument("<field>", "path of a field, such as containerDefinitions.healthCheck.startPeriod")
    .summary("tell what a field of ECS means, and what becomes of it")
    .description(
      "Tells what a field of an ECS request means, its type, default and bounds, what becomes of it on Kubernetes, and what differs. A path begins with the kind (taskDefinition, service, task, cluster), or is looked for in task definitions first; its end alone is enough where only one field has it. No cluster is needed.",
    )
    .addHelpText(
      "after",
      examples(
        ["berth explain containerDefinitions.healthCheck.startPeriod", "a field of a task definition"],
        ["berth explain service.desiredCount", "a field of a service"],
        ["berth explain stopTimeout", "a field by the end of its path"],
        ["berth explain task", "the fields of RunTask"],
      ),
    )
    .action((path: string) => atDesk((desk) => explain(desk, path)));
}

async function explain({ terminal }: Desk, path: string) {
  const [{ lookUp, nameOf }, { fieldText, kindText }] = await Promise.all([
    import("../field.ts"),
    import("../field-text.ts"),
  ]);
  const found = lookUp(path);
  if (found.what === "unknown") {
    throw wrongUse(`there is no field ${path}; did you mean ${found.nearest.map(nameOf).join(", or ")}?`);
  }
  if (found.what === "several") {
    throw wrongUse(`several fields end with ${path}: ${listed(found.members.map(nameOf))}`);
  }
  terminal.out(...(found.what === "kind" ? kindText(found.kind, found.others) : fieldText(found.member, found.others)));
  return exitCodes.success;
}

const MOST_LISTED = 10;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return `${names.slice(0, MOST_LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
