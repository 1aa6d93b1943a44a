import { z } from "zod";
import { api, deployments, pods } from "./api.ts";
import { kubectl, OPERATOR_NAMESPACE, RELEASE, tryKubectl } from "./cluster.ts";

const SELECTOR = "app.kubernetes.io/name=berth";
const selection = ["--namespace", OPERATOR_NAMESPACE, "--selector", SELECTOR];

const line = z.looseObject({ level: z.number(), time: z.string(), msg: z.string().default("") });
/** A line of the operator's log. */
export type LogLine = z.infer<typeof line>;

/** What the operator has logged about a namespace since a time. */
export async function logAbout(namespace: string, since: Date): Promise<LogLine[]> {
  const { stdout } = await kubectl("logs", ...selection, "--tail=-1", `--since-time=${since.toISOString()}`);
  return stdout
    .split("\n")
    .filter((text) => text.startsWith("{") && text.includes(namespace))
    .map((text) => line.parse(JSON.parse(text)));
}

/** Waits until an operator is there, has filled its caches and is the only one. */
export async function operatorReady(): Promise<void> {
  await kubectl("rollout", "status", `deployment/${RELEASE}`, "--namespace", OPERATOR_NAMESPACE, "--timeout=120s");
}

/** Ends the operator as a power cut does: no signal that it could answer, no time. Its Deployment starts another. */
export async function killOperator(): Promise<void> {
  await kubectl("delete", "pod", ...selection, "--grace-period=0", "--force");
}

/** Ends the operator in order, and resolves when nobody operates any more. */
export async function stopOperator(): Promise<void> {
  await scale(0);
  await kubectl("wait", "--for=delete", "pod", ...selection, "--timeout=60s");
}

/** Starts the operator again; resolves when it is ready. */
export async function startOperator(): Promise<void> {
  await scale(1);
  await operatorReady();
}

/** An operator's container that was started again. */
interface End {
  /** How often it was started again. */
  restarts: number;
  /** How it ended the last time: exit code, signal, reason and times. */
  last: unknown;
  /** The end of what it said before. */
  log: string;
}

/** The operators that ended without being asked to, and all that is known of why. */
export async function operatorEnds(): Promise<End[]> {
  const { items } = await api.list(pods, { namespace: OPERATOR_NAMESPACE, labelSelector: SELECTOR });
  const statuses = items.flatMap(({ metadata, status }) =>
    (status?.containerStatuses ?? []).map((container) => ({ pod: metadata.name, ...container })),
  );
  return Promise.all(
    statuses
      .filter(({ restartCount }) => restartCount > 0)
      .map(async ({ pod, restartCount, lastState }) => {
        const before = ["logs", pod, "--namespace", OPERATOR_NAMESPACE, "--previous", "--tail=20"];
        const { stdout, stderr } = await tryKubectl(before);
        return { restarts: restartCount, last: lastState?.terminated, log: `${stdout}${stderr}` };
      }),
  );
}

/** The image that the release runs. */
export async function operatorImage(): Promise<string | undefined> {
  const deployment = await api.get(deployments, { namespace: OPERATOR_NAMESPACE, name: RELEASE });
  return deployment.spec?.template.spec?.containers[0]?.image;
}

async function scale(replicas: number): Promise<void> {
  await kubectl("scale", `deployment/${RELEASE}`, "--namespace", OPERATOR_NAMESPACE, `--replicas=${replicas}`);
}
