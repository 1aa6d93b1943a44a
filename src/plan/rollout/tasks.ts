import type { Pod } from "../../api/kube-object.ts";
import { annotations } from "../../api/labels.ts";
import { idOf } from "../../api/names.ts";
import { endOf } from "../../status/task-end.ts";
import { type HealthRule, healthOf } from "../../status/task-health.ts";
import type { LiveTask } from "./sizing.ts";

/** A task of a service that is there: neither stopped nor being stopped, and its end is not recorded. */
export interface ServiceTask extends LiveTask {
  pod: Pod;
}

/** The tasks of a service that are there, and when the health of one changes if nothing else does. */
export function liveTasks(
  { pods, recorded }: { pods: readonly Pod[]; recorded: ReadonlySet<string> },
  templateHash: string,
  rule: HealthRule,
  now: Date,
): { tasks: ServiceTask[]; again?: Date } {
  const times: Date[] = [];
  const tasks = pods.flatMap((pod): ServiceTask[] => {
    const { uid = "", deletionTimestamp, creationTimestamp = "", annotations: notes = {} } = pod.metadata;
    if (deletionTimestamp !== undefined || recorded.has(idOf(uid)) || endOf(pod) !== undefined) return [];
    const health = healthOf(pod, rule, now);
    if (health.state === "starting" && health.until !== undefined) times.push(health.until);
    const primary = notes[annotations.templateHash] === templateHash;
    return [{ pod, primary, createdAt: creationTimestamp, health: health.state }];
  });
  const again = times.toSorted((a, b) => a.getTime() - b.getTime())[0];
  return { tasks, ...(again !== undefined && { again }) };
}
