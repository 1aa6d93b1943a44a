import type { Command } from "commander";
import type { AtDesk, Desk } from "../desk.ts";
import { documentsIn } from "../documents.ts";
import { type ExitCode, exitCodes, wrongUse } from "../failure.ts";
import { examples, exitCodeHelp, manifestOutputOption, type OutputFlags } from "../flags.ts";
import type { Place } from "../session.ts";
import { manifestText } from "../structured.ts";

type Flags = Place & OutputFlags;

/** `import`: manifests of ECS JSON. */
export function addImport(program: Command, atDesk: AtDesk): void {
  program
    .command("import")
    .argument("<file...>", "files of ECS JSON; - is standard input")
    .summary("turn ECS JSON into manifests")
    .description(
      "Turns task definitions, services, tasks and clusters of ECS into manifests: requests of RegisterTaskDefinition, CreateService, UpdateService, RunTask and CreateCluster, and what DescribeTaskDefinition, DescribeServices and DescribeClusters answer. On standard error, a line for each member that is dropped or changed. A name that Kubernetes does not take is replaced in metadata, and stays in the spec. No cluster is needed.",
    )
    .addOption(manifestOutputOption())
    .addHelpText(
      "after",
      examples(
        ["berth import web.json service.json >web.yaml", "manifests of files"],
        ["berth import web.json | kubectl apply -f -", "onto a cluster at once"],
        [
          "aws ecs describe-services --services web | berth import - -n shop",
          "a service as it is on ECS, for the namespace shop",
        ],
      ),
    )
    .addHelpText("after", exitCodeHelp("success", "failure", "usage"))
    .action((files: readonly string[], _flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return atDesk((desk) => importFiles(desk, files, flags));
    });
}

async function importFiles({ terminal, read }: Desk, files: readonly string[], flags: Flags): Promise<ExitCode> {
  const [{ manifestsIn, nameless }, { imported }] = await Promise.all([
    import("../manifest.ts"),
    import("../import.ts"),
  ]);
  const { manifests, skipped } = manifestsIn(await documentsIn(files, read));
  terminal.err(...skipped.map((line) => `skipped: ${line}`));
  if (manifests.length === 0) throw wrongUse("there is nothing of ECS in the files");
  const refused = manifests.filter((manifest) => nameless(manifest).length > 0);
  if (refused.length > 0) {
    for (const one of refused) {
      terminal.err(...(manifests.length === 1 ? [] : [`refused: ${one.source}`]), ...nameless(one));
    }
    return exitCodes.failure;
  }
  const { objects, notes } = imported(manifests, flags.namespace);
  terminal.err(...notes);
  terminal.out(...(await manifestText(objects, flags.output ?? "yaml")));
  return exitCodes.success;
}
