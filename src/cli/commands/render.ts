import { type Command, InvalidArgumentError, Option } from "commander";
import type { Feature } from "../../translate/translator.ts";
import type { AtDesk, Desk } from "../desk.ts";
import { documentsIn } from "../documents.ts";
import { type ExitCode, exitCodes, wrongUse } from "../failure.ts";
import { examples, exitCodeHelp, manifestOutputOption, type OutputFlags } from "../flags.ts";
import { type Assumptions, KUBERNETES_VERSIONS } from "../render/assumed.ts";
import { FEATURES, featuresIn } from "../render/feature-list.ts";
import type { Rendered } from "../render/render.ts";
import type { Place } from "../session.ts";
import { manifestText } from "../structured.ts";

interface RenderFlags {
  readonly filename: readonly string[];
  readonly allow?: readonly Feature[];
  readonly launchType?: Assumptions["launchType"];
  readonly kubernetesVersion: Assumptions["kubernetesVersion"];
  readonly helperImage?: string;
}

type Flags = Place & OutputFlags & RenderFlags;

/** `render`: what Berth makes of task definitions, services and tasks, without a cluster. */
export function addRender(program: Command, atDesk: AtDesk): void {
  program
    .command("render")
    .summary("print the Kubernetes objects that Berth makes of ECS JSON or manifests")
    .description(
      "Prints the Kubernetes objects that Berth would make of task definitions, services and tasks: the ConfigMap of a revision, the Deployment or DaemonSet and the core Service of a service, the Pods of a task. For a task definition that no other file names, the Pod of a task of it. On standard error, a line for each field that does not do what it does on ECS. What ECS would refuse is refused, in its words. No cluster is needed; one of Kubernetes 1.35 with container instances and a Fargate pool is assumed.",
    )
    .addOption(
      new Option(
        "-f, --filename <file>",
        "file of ECS JSON, of what a Describe call answered, or of manifests, in JSON or YAML; - is standard input; may be given several times",
      )
        .argParser(collected)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        "--allow <features>",
        "what the namespace is allowed, with commas between, or all; may be given several times",
      ).argParser(allowed),
    )
    .addOption(
      new Option(
        "--launch-type <type>",
        "of the task that is shown for a task definition (default: FARGATE if it is for that only, else EC2)",
      ).choices(["EC2", "FARGATE", "EXTERNAL"]),
    )
    .addOption(
      new Option("--kubernetes-version <version>", "version of the cluster")
        .choices(KUBERNETES_VERSIONS)
        .default(KUBERNETES_VERSIONS.at(-1)),
    )
    .option("--helper-image <image>", "the operator's own image, whose helper is in some tasks (default: the chart's)")
    .addOption(manifestOutputOption())
    .addHelpText("after", featureHelp())
    .addHelpText(
      "after",
      examples(
        ["berth render -f web.json", "a task definition: its revision, and a task of it"],
        ["berth render -f web.json -f service.json -n shop", "a service with its task definition"],
        [
          "aws ecs describe-task-definition --task-definition web | berth render -f -",
          "what runs on ECS now, as Berth would run it",
        ],
        ["berth render -f agent.json --allow hostNetwork,hostPorts", "in a namespace that is allowed more"],
      ),
    )
    .addHelpText("after", exitCodeHelp("success", "failure", "usage"))
    .action((_flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      return atDesk((desk) => renderFiles(desk, flags, program.version() ?? ""));
    });
}

function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function allowed(text: string, before: readonly Feature[] = []): readonly Feature[] {
  const features = featuresIn(text);
  if (features === undefined)
    throw new InvalidArgumentError(`Features are ${Object.keys(FEATURES).join(", ")}, or all.`);
  return [...before, ...features];
}

function featureHelp(): string {
  const width = Math.max(...Object.keys(FEATURES).map((name) => name.length));
  return ["", "Features:", ...Object.entries(FEATURES).map(([name, what]) => `  ${name.padEnd(width)}   ${what}`)].join(
    "\n",
  );
}

async function renderFiles({ terminal, read }: Desk, flags: Flags, version: string): Promise<ExitCode> {
  const [{ manifestsIn }, { lineOf, objectsOf, render }] = await Promise.all([
    import("../manifest.ts"),
    import("../render/render.ts"),
  ]);
  const { manifests, skipped } = manifestsIn(await documentsIn(flags.filename, read));
  terminal.err(...skipped.map((line) => `skipped: ${line}`));
  if (manifests.length === 0) throw wrongUse("there is nothing of ECS in the files");
  const { namespace = "default", cluster, launchType, kubernetesVersion } = flags;
  const { allow = [], helperImage = `berth/operator:${version}` } = flags;
  const assumptions = { namespace, cluster, launchType, kubernetesVersion, helperImage, allowed: new Set(allow) };
  const rendered = render(manifests, assumptions);
  // Where there is one object, everybody knows which one is meant.
  const alone = manifests.length === 1;
  const refused = rendered.filter(({ refusals }) => refusals.length > 0);
  if (refused.length > 0) {
    for (const one of refused) terminal.err(...(alone ? [] : [`refused: ${titleOf(one)}`]), ...one.refusals);
    return exitCodes.failure;
  }
  for (const one of rendered) {
    const prefix = alone ? "" : `${one.manifest.kind}/${one.manifest.metadata.name}.`;
    terminal.err(...one.differences.map((difference) => lineOf(difference, prefix)));
  }
  terminal.out(...(await manifestText(objectsOf(rendered), flags.output ?? "yaml")));
  return exitCodes.success;
}

function titleOf({ manifest: { kind, metadata, source } }: Rendered): string {
  return `${kind}/${metadata.name} (${source})`;
}
