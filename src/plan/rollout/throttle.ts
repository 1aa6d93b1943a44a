import type { RolloutNotes } from "../../api/kinds/service.ts";

const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;

/** Milliseconds between an attempt that failed and the next one, by how many failed in a row: 5 s, doubling, at most 15 min. */
export function delayMs(round: number): number {
  return Math.min(FIRST_MS * 2 ** Math.min(round - 1, 20), LONGEST_MS);
}

/** A task that failed: one that ended before it had ever been healthy. */
export interface Failure {
  /** When it was created, RFC 3339. */
  createdAt: string;
}

/** A task that is healthy now. */
export interface HealthyTask {
  /** When it was created, RFC 3339. */
  createdAt: string;
}

/**
 * What is known of the PRIMARY deployment after failures, and after tasks that became healthy. Failures while a delay
 * lasts are of tasks that were started before it, and do not lengthen it. A task that is healthy ends the delay, if it
 * was started after the one that failed. Creation times are the API server's, so that clocks of Nodes do not matter.
 */
export function nextNotes(
  previous: RolloutNotes | undefined,
  id: string,
  seen: { failures: readonly Failure[]; healthy: readonly HealthyTask[] },
  { resets }: { resets: boolean },
  now: Date,
): RolloutNotes {
  // A new deployment begins without delay: an update resets the throttle (ecs-semantics §6.2).
  const before: RolloutNotes = previous?.id === id ? previous : { id, failedTasks: 0 };
  const { lastTried } = before;
  const healed = lastTried !== undefined && seen.healthy.some(({ createdAt }) => createdAt > lastTried);
  const failedTasks = (healed && resets ? 0 : before.failedTasks) + seen.failures.length;
  const tried = [
    ...(healed || lastTried === undefined ? [] : [lastTried]),
    ...seen.failures.map((one) => one.createdAt),
  ];
  const throttle = healed ? undefined : before.throttle;
  const next = seen.failures.length === 0 ? throttle : delayed(throttle, now);
  const latest = tried.toSorted().at(-1);
  return { id, failedTasks, ...(latest !== undefined && { lastTried: latest }), ...(next && { throttle: next }) };
}

function delayed(throttle: RolloutNotes["throttle"], now: Date): NonNullable<RolloutNotes["throttle"]> {
  if (throttle !== undefined && Date.parse(throttle.until) > now.getTime()) return throttle;
  const round = (throttle?.round ?? 0) + 1;
  return { round, until: new Date(now.getTime() + delayMs(round)).toISOString() };
}
