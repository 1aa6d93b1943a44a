import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { isRouted, ROUTER, tagOf } from "./log-router.ts";

/** Options of awsfirelens that are not the output's: they are ECS's own. */
const OWN = new Set(["exclude-pattern", "include-pattern", "log-driver-buffer-limit"]);

/** Variables of the log router whose values become members of each record. */
export const METADATA = { ecs_cluster: "FIRELENS_CLUSTER", ecs_task_definition: "FIRELENS_TASK_DEFINITION" } as const;

/** Sections of a configuration: a heading and its settings. */
type Section = readonly [heading: string, settings: readonly (readonly [name: string, value: string])[]];

/**
 * The configuration of a log router, as ECS's agent generates it (aws-samples, "FireLens under the hood"): inputs, a
 * filter that adds metadata, the file that the task definition names, and an output for each container.
 */
export function routerConfiguration(router: CanonicalContainer, definition: CanonicalTaskDefinition): string {
  const options = router.firelensConfiguration?.options ?? {};
  const hasMetadata = options["enable-ecs-log-metadata"] !== "false";
  const file = options["config-file-type"] === "file" ? options["config-file-value"] : undefined;
  const routed = definition.containerDefinitions.filter((container) => isRouted(container, definition));
  const written = router.firelensConfiguration?.type === "fluentd" ? fluentd : fluentBit;
  return written({ routed, hasMetadata, file });
}

interface Parts {
  readonly routed: readonly CanonicalContainer[];
  readonly hasMetadata: boolean;
  readonly file: string | undefined;
}

function fluentBit({ routed, hasMetadata, file }: Parts): string {
  const health = "firelens-healthcheck";
  const records = Object.entries(METADATA).map(([name, variable]) => ["Record", `${name} \${${variable}}`] as const);
  const sections: Section[] = [
    [
      "INPUT",
      [
        ["Name", "forward"],
        ["Listen", ROUTER.host],
        ["Port", String(ROUTER.port)],
      ],
    ],
    [
      "INPUT",
      [
        ["Name", "tcp"],
        ["Tag", health],
        ["Listen", ROUTER.host],
        ["Port", "8877"],
      ],
    ],
    ...routed.flatMap((container) =>
      patterns(container).map(
        ([kind, pattern]): Section => [
          "FILTER",
          [
            ["Name", "grep"],
            ["Match", `${tagOf(container)}*`],
            [kind === "include" ? "Regex" : "Exclude", `log ${pattern}`],
          ],
        ],
      ),
    ),
    ...(hasMetadata ? [["FILTER", [["Name", "record_modifier"], ["Match", "*"], ...records]] as const] : []),
  ];
  const outputs: Section[] = [
    [
      "OUTPUT",
      [
        ["Name", "null"],
        ["Match", health],
      ],
    ],
    ...routed.flatMap((container): Section[] => {
      const { Name: name, ...others } = outputOf(container);
      if (name === undefined) return [];
      return [["OUTPUT", [["Name", name], ["Match", `${tagOf(container)}*`], ...sorted(others)]]];
    }),
  ];
  const text = ([heading, settings]: Section) =>
    [`[${heading}]`, ...settings.map(([name, value]) => `    ${name} ${value}`), ""].join("\n");
  return [...sections.map(text), ...(file === undefined ? [] : [`@INCLUDE ${file}\n`]), ...outputs.map(text)].join(
    "\n",
  );
}

function fluentd({ routed, hasMetadata, file }: Parts): string {
  const block = (heading: string, lines: readonly string[]) =>
    [`<${heading}>`, ...lines.map((line) => `    ${line}`), `</${heading.split(" ")[0]}>`, ""].join("\n");
  const records = Object.entries(METADATA).map(([name, variable]) => `${name} "#{ENV['${variable}']}"`);
  const record = ["@type record_transformer", "<record>", ...records.map((line) => `    ${line}`), "</record>"];
  return [
    block("source", ["@type forward", `bind ${ROUTER.host}`, `port ${ROUTER.port}`]),
    ...routed.flatMap((container) =>
      patterns(container).map(([kind, pattern]) => {
        const section = kind === "include" ? "regexp" : "exclude";
        const inner = [`<${section}>`, "    key log", `    pattern ${pattern}`, `</${section}>`];
        return block(`filter ${tagOf(container)}**`, ["@type grep", ...inner]);
      }),
    ),
    ...(hasMetadata ? [block("filter **", record)] : []),
    ...(file === undefined ? [] : [`@include ${file}\n`]),
    ...routed.flatMap((container) => {
      const { "@type": type, ...others } = outputOf(container);
      if (type === undefined) return [];
      const settings = sorted(others).map(([name, value]) => `${name} ${value}`);
      return [block(`match ${tagOf(container)}**`, [`@type ${type}`, ...settings])];
    }),
  ].join("\n");
}

function patterns({ logConfiguration }: CanonicalContainer): [kind: "exclude" | "include", pattern: string][] {
  return (["exclude", "include"] as const).flatMap((kind) => {
    const pattern = logConfiguration?.options?.[`${kind}-pattern`];
    return pattern === undefined ? [] : [[kind, pattern]];
  });
}

function outputOf({ logConfiguration }: CanonicalContainer): Record<string, string> {
  return Object.fromEntries(Object.entries(logConfiguration?.options ?? {}).filter(([name]) => !OWN.has(name)));
}

function sorted(settings: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
