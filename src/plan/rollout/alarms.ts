import type { RolloutNotes, ServiceSpec } from "../../api/kinds/service.ts";

/** What is known of an alarm. */
export interface AlarmState {
  name: string;
  /** UNKNOWN until it was first asked. */
  state: "OK" | "ALARM" | "UNKNOWN";
}

/** The alarms that watch a service's deployments, and where they are asked; none where they are off. */
export function watchedAlarms(spec: ServiceSpec): { name: string; url: string }[] {
  const { enable, alarmNames = [] } = spec.deploymentConfiguration?.alarms ?? {};
  if (enable !== true) return [];
  return (spec.kubernetes?.alarms ?? []).filter(({ name }) => alarmNames.includes(name));
}

/**
 * Whether the alarms count for this deployment: not where one was in ALARM when it began (ecs-semantics §6.7).
 * `undefined` until all of them have been asked.
 */
export function alarmsCount(notes: RolloutNotes | undefined, alarms: readonly AlarmState[]): boolean | undefined {
  if (notes?.alarmsCount !== undefined) return notes.alarmsCount;
  if (alarms.length === 0 || alarms.some(({ state }) => state === "UNKNOWN")) return undefined;
  return alarms.every(({ state }) => state === "OK");
}

/** Seconds that alarms watch after a deployment's tasks are all healthy: three questions about each. */
const WATCHED_SECONDS = 30;

/** How long a deployment stays in progress when all its tasks are healthy, in seconds. */
export function bakeSeconds(spec: ServiceSpec): number {
  const { bakeTimeInMinutes } = spec.deploymentConfiguration ?? {};
  if (bakeTimeInMinutes !== undefined) return bakeTimeInMinutes * 60;
  return watchedAlarms(spec).length > 0 ? WATCHED_SECONDS : 0;
}
