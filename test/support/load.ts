import { z } from "zod";
import { kubectl, tryKubectl } from "./cluster.ts";

/** Image of the load generator, for `loadWorkloadImages`: test/cluster/modules/load. */
export const LOAD_IMAGE = "local/load:1";

const counts = z.object({
  total: z.boolean().default(false),
  seconds: z.number(),
  sent: z.number(),
  ok: z.number(),
  failed: z.number(),
  lastError: z.string().optional(),
  /** Answers by the first line of their bodies. */
  answers: z.record(z.string(), z.number()),
});

/**
 * What became of the requests, each on a connection of its own: `failed` had no answer within 5 s, a cut-off one, or a
 * status other than 2xx.
 */
export type LoadCounts = z.infer<typeof counts>;

export interface LoadOptions {
  /** Namespace of the Pod that sends. */
  namespace: string;
  /** As a Pod of that namespace reaches it: `http://web/`. */
  url: string;
  /** Requests per second; default 250. */
  rate?: number;
  /** After this time it ends by itself; default 300. */
  seconds?: number;
  /** Name of the Pod; default `load`. A Pod of that name that is there already is replaced. */
  name?: string;
}

/** Requests that are being sent. */
export interface LoadRun {
  /** The counts of each second so far. */
  progress(): Promise<LoadCounts[]>;
  /** Waits for the end and resolves to the sums; the Pod is removed. */
  finished(): Promise<LoadCounts>;
  /** Ends it now and resolves to the sums, with the answers that were still to come; the Pod is removed. */
  stop(): Promise<LoadCounts>;
}

/** Arguments of kubectl that start a load run as a Pod. */
export function loadArguments({ namespace, url, rate = 250, seconds = 300, name = "load" }: LoadOptions): string[] {
  return [
    ...["run", name, "-n", namespace, `--image=${LOAD_IMAGE}`, "--image-pull-policy=Never"],
    ...["--restart=Never", "--", "-rate", `${rate}`, "-duration", `${seconds}s`, url],
  ];
}

/** Starts to send requests from a Pod of the cluster; resolves when the first ones were answered or have failed. */
export async function startLoad(options: LoadOptions): Promise<LoadRun> {
  const { namespace, name = "load" } = options;
  await kubectl("delete", "pod", name, "--namespace", namespace, "--ignore-not-found");
  await kubectl(...loadArguments(options));
  return followLoad(namespace, name);
}

/** Follows a load run that was started with `loadArguments`. */
export async function followLoad(namespace: string, name: string): Promise<LoadRun> {
  const where = ["--namespace", namespace];
  const lines = async () => {
    const { stdout } = await tryKubectl(["logs", name, ...where]);
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => counts.parse(JSON.parse(line)));
  };
  const finished = async () => {
    const [sums] = await until(`the sums of ${namespace}/${name}`, 360, async () =>
      (await lines()).filter(({ total }) => total),
    );
    await kubectl("delete", "pod", name, ...where, "--ignore-not-found", "--wait=false");
    return sums;
  };
  const stop = async () => {
    // Not deleted: with a deadline in the past the kubelet ends the program and keeps what it said at last.
    await kubectl("patch", "pod", name, ...where, "--patch", JSON.stringify({ spec: { activeDeadlineSeconds: 1 } }));
    return finished();
  };
  await until(`answers to ${namespace}/${name}`, 60, async () => (await lines()).filter(({ sent }) => sent > 0));
  return { progress: async () => (await lines()).filter(({ total }) => !total), finished, stop };
}

async function until<T>(what: string, seconds: number, find: () => Promise<T[]>): Promise<[T, ...T[]]> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const [first, ...rest] = await find();
    if (first !== undefined) return [first, ...rest];
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
