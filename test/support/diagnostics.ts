import { z } from "zod";
import { toYaml } from "../../src/api/yaml.ts";
import { OPERATOR_NAMESPACE, tryKubectl } from "./cluster.ts";
import { operatorEnds } from "./operator.ts";

const OPERATOR_LINES = 60;
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

const condition = z.looseObject({ type: z.string(), status: z.string() });
const object = z.looseObject({
  metadata: z.looseObject({ annotations: z.record(z.string(), z.string()).optional() }),
  status: z.looseObject({ conditions: z.array(condition).optional() }).optional(),
});
const list = z.object({ items: z.array(object) });

async function answer(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await tryKubectl(args);
  return `${stdout}${stderr}`.trim();
}

/** Our objects that are not Ready, and the workloads, which may be why. */
async function objects(namespace: string): Promise<string> {
  const { stdout } = await tryKubectl(["get", "ecs,deployments,daemonsets", "-n", namespace, "-o", "json"]);
  const parsed = list.safeParse(stdout === "" ? undefined : JSON.parse(stdout));
  if (!parsed.success) return stdout;
  const ready = ({ status }: z.infer<typeof object>) =>
    status?.conditions?.some(({ type, status }) => (type === "Ready" || type === "Available") && status === "True");
  return parsed.data.items
    .filter((item) => !ready(item))
    .map((item) => {
      const { [LAST_APPLIED]: _, ...annotations } = item.metadata.annotations ?? {};
      return toYaml({ ...item, metadata: { ...item.metadata, annotations } });
    })
    .join("---\n");
}

/** The operator's last lines about a namespace, and all of its last words. */
async function operatorLog(namespace: string): Promise<string> {
  const log = await answer("logs", "-n", OPERATOR_NAMESPACE, "-l", "app.kubernetes.io/name=berth", "--tail=5000");
  const lines = log.split("\n");
  const about = lines.filter((line) => line.includes(namespace)).slice(-OPERATOR_LINES);
  return [...about, "…", ...lines.slice(-5)].join("\n");
}

/** All that helps to understand what went wrong in a namespace: its objects, events, and the operator's log. */
export async function diagnostics(namespace: string): Promise<string> {
  const here = ["--namespace", namespace];
  const kinds = "ecs,deployments,daemonsets,replicasets,pods,services,configmaps";
  const parts: Record<string, string> = {
    objects: await answer("get", kinds, ...here, "--output=wide"),
    Nodes: await answer("get", "nodes", "--label-columns=ecs.berth.dev/cluster"),
    events: await answer("get", "events", ...here, "--sort-by=.lastTimestamp"),
    "what is not ready": await objects(namespace),
    "the operator's Pods": await answer("get", "pods", "--namespace", OPERATOR_NAMESPACE),
    "operators that ended by themselves": toYaml(await operatorEnds()),
    "the operator's log": await operatorLog(namespace),
    "Nodes without memory": await answer("get", "events", "--all-namespaces", "--field-selector=reason=SystemOOM"),
  };
  const texts = Object.entries(parts).map(([title, text]) => `--- ${namespace}: ${title}\n${text.trim()}`);
  return `${texts.join("\n")}\n--- end of ${namespace}`;
}
