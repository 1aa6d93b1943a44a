import type { Pod } from "../../src/api/kube-object.ts";
import { labels } from "../../src/api/labels.ts";
import { api, pods } from "./api.ts";

/** What was seen of a service's tasks, at every change of any of them. */
export interface Extremes {
  samples: number;
  fewestHealthy: number;
  /** RUNNING and PENDING together; a task that is stopping is no longer one of them, as on ECS. */
  mostTasks: number;
  /** Names of all tasks that there ever were. */
  seen: ReadonlySet<string>;
  /** Those of them that were not there when the look began. */
  started: readonly string[];
}

/** A look that lasts until it is ended. */
export interface Watching {
  end(): Promise<Extremes>;
}

/** Looks at the tasks of a service at every change of any of them. It begins with what is there now. */
export async function watchTasks(namespace: string, service: string): Promise<Watching> {
  const selection = { namespace, labelSelector: `${labels.service}=${service}` };
  const { items, resourceVersion } = await api.list(pods, selection);
  const tasks = new Map(items.map((pod) => [pod.metadata.name, pod]));
  const before = new Set<string>(tasks.keys());
  const seen = new Set(before);
  const extremes = { samples: 0, fewestHealthy: Number.POSITIVE_INFINITY, mostTasks: 0 };
  const sample = () => {
    const wanted = [...tasks.values()].filter(isWanted);
    extremes.samples += 1;
    extremes.fewestHealthy = Math.min(extremes.fewestHealthy, wanted.filter(isHealthy).length);
    extremes.mostTasks = Math.max(extremes.mostTasks, wanted.length);
  };
  sample();
  const stop = new AbortController();
  const { signal } = stop;
  const follow = async () => {
    for await (const event of api.watch(pods, { ...selection, resourceVersion, timeoutSeconds: 600, signal })) {
      if (event.type === "bookmark") continue;
      if (event.type === "deleted") tasks.delete(event.object.metadata.name);
      else tasks.set(event.object.metadata.name, event.object);
      seen.add(event.object.metadata.name);
      sample();
    }
  };
  const following = follow().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  // It is awaited at the end; until then a failure must not count as unhandled.
  following.catch(() => undefined);
  return {
    async end() {
      stop.abort();
      await following;
      return { ...extremes, seen, started: [...seen].filter((name) => !before.has(name)) };
    },
  };
}

/** Whether a task is RUNNING or on its way there. */
export function isWanted({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status?.phase !== "Succeeded" && status?.phase !== "Failed";
}

function isHealthy({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}
