import { durationMs } from "../../api/duration.ts";
import type { TaskObject } from "../../api/task-identity.ts";
import { healthChangesAt, isOver } from "../../status/task-record.ts";
import type { Slot } from "./slots.ts";

/** How long the Pods of stopped tasks stay where the object does not say. */
const RETENTION_MS = 3_600_000;

/** After its grace period a task that is stopped gets so much longer before its Pod is deleted. */
const STOP_LEEWAY_MS = 30_000;

/** When the Pod of a stopped task is deleted. */
export function retainedUntil({ record }: Slot, { spec }: TaskObject): Date | undefined {
  if (record?.lastStatus !== "STOPPED" || record.stoppedAt === undefined) return undefined;
  const ms = durationMs(spec?.kubernetes?.stoppedTaskRetention ?? "") ?? RETENTION_MS;
  return new Date(Date.parse(record.stoppedAt) + ms);
}

/** When a task that has been told to stop, and has not, loses its Pod. */
export function stoppedBy({ record, pod }: Slot): Date | undefined {
  if (record?.stoppingAt === undefined) return undefined;
  const grace = (pod?.spec?.terminationGracePeriodSeconds ?? 30) * 1000;
  return new Date(Date.parse(record.stoppingAt) + grace + STOP_LEEWAY_MS);
}

/** When to look at a task again of which no event tells. */
export function expiry(slot: Slot, task: TaskObject, now: Date): Date[] {
  const { pod, record } = slot;
  if (pod === undefined) return [];
  const times =
    record?.lastStatus === "STOPPED"
      ? [retainedUntil(slot, task)]
      : [stoppedBy(slot), isOver(pod) ? undefined : healthChangesAt(pod, record ?? {}, now)];
  return times.flatMap((time) => (time !== undefined && time > now ? [time] : []));
}

/** The first of some times. */
export function earliest(times: readonly Date[]): Date | undefined {
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0];
}
