import { taskAnnotations } from "../api/labels.ts";
import { kubernetesName } from "../api/names.ts";
import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import type { Difference, Translator } from "./translator.ts";

/** Options whose values are secrets wherever they stand: an annotation is no place for them. */
const SECRET_OPTIONS: ReadonlySet<string> = new Set(["splunk-token"]);

/** Options that say what a program's writing does when its output is not taken away fast enough. */
const BUFFERING = ["mode", "max-buffer-size"];

const NODE = "output goes to the Node's log files, as kubectl logs shows it";

/**
 * Kubernetes has one log driver: the Node's log files, from which a collector of the cluster takes the output to where it
 * belongs. What the task definition says about that stands in an annotation, for the collector to read.
 */
export const logConfiguration: Translator = {
  concept: "log-configuration",
  becomes: {
    "containerDefinitions[].logConfiguration.logDriver": `output in the Node's log files; by container in the annotation ${taskAnnotations.logConfiguration}, which collectors read`,
    "containerDefinitions[].logConfiguration.options": `by container in the annotation ${taskAnnotations.logConfiguration}`,
    "containerDefinitions[].logConfiguration.secretOptions[].name": `by container in the annotation ${taskAnnotations.logConfiguration}, without a value`,
  },
  differs: {
    "containerDefinitions[].logConfiguration.logDriver":
      "Berth sends output nowhere: that is for a log collector of the cluster, which is reported",
    "containerDefinitions[].logConfiguration.options":
      "what json-file keeps is configured at the kubelet; mode and max-buffer-size have no effect; both are reported",
  },
  translate(definition) {
    const configurations = definition.containerDefinitions.flatMap(noted);
    return {
      ...(configurations.length > 0 && {
        annotations: { [taskAnnotations.logConfiguration]: JSON.stringify(Object.fromEntries(configurations)) },
      }),
      differences: differencesOf(definition),
    };
  },
};

interface Noted {
  readonly logDriver: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly secretOptions?: readonly string[];
}

// Without a configuration output is in the Node's log files, and that is where json-file has it.
function noted({ name, logConfiguration: log }: CanonicalContainer): [string, Noted][] {
  if (log === undefined || log.logDriver === "json-file") return [];
  const options = Object.entries(log.options ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const open = options.filter(([option]) => !SECRET_OPTIONS.has(option));
  const secret = options.filter(([option]) => SECRET_OPTIONS.has(option)).map(([option]) => option);
  const secrets = [...(log.secretOptions ?? []).map((option) => option.name), ...secret];
  const configuration = {
    logDriver: log.logDriver,
    ...(open.length > 0 && { options: Object.fromEntries(open) }),
    ...(secrets.length > 0 && { secretOptions: secrets }),
  };
  return [[kubernetesName(name), configuration]];
}

function differencesOf({ containerDefinitions }: CanonicalTaskDefinition): Difference[] {
  return containerDefinitions.flatMap(({ logConfiguration: log }, index) => {
    if (log === undefined) return [];
    const path = `containerDefinitions[${index}].logConfiguration`;
    const options = Object.keys(log.options ?? {});
    if (log.logDriver === "json-file") {
      const reason = "the Node's log files are rotated and kept as the kubelet is configured";
      return options.length === 0 ? [] : [{ path: `${path}.options`, reason }];
    }
    // Whether that reaches the log router is said with the router.
    if (log.logDriver === "awsfirelens") return [];
    const reason = `${NODE}; a log collector finds driver and options in the annotation ${taskAnnotations.logConfiguration}`;
    const instead = "run a collector that reads it, as docs/concepts/log-configuration.md shows";
    return [
      { path, reason, instead },
      ...BUFFERING.filter((option) => options.includes(option)).map((option) => ({
        path: `${path}.options.${option}`,
        reason: "a program never waits for its output to be taken away: it is in a file at once",
      })),
    ];
  });
}
