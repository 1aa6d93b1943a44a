import type { EventReason } from "../api/event-reasons.ts";
import type { ServiceEvent } from "../api/kinds/service.ts";
import { hash } from "../api/names.ts";
import { timestamp } from "./conditions.ts";
import { HISTORY_BYTES, newest } from "./history.ts";

/** Something that happened to a service: the text that ECS has for it, and the reason of the Kubernetes Event. */
export interface NewEvent {
  type: "Normal" | "Warning";
  reason: EventReason;
  message: string;
}

/** How many events a service's status keeps. */
export const EVENTS_KEPT = 20;

const NAMED_TASKS = 10;
const SILENT_MS = 6 * 60 * 60 * 1000;

const count = (n: number, noun: string) => `${n} ${noun}`;

function list(ids: readonly string[]): string {
  const named = ids.slice(0, NAMED_TASKS).map((id) => `(task ${id})`);
  return ids.length > named.length ? `${named.join(" ")} and ${ids.length - named.length} more` : named.join(" ");
}

/** ECS's event texts (ecs-semantics §6.12). */
export const eventOf = {
  steady: (name: string): NewEvent => ({
    type: "Normal",
    reason: "SteadyState",
    message: `(service ${name}) has reached a steady state.`,
  }),
  started: (name: string, ids: readonly string[]): NewEvent => ({
    type: "Normal",
    reason: "TasksStarted",
    message: `(service ${name}) has started ${count(ids.length, "tasks")}: ${list(ids)}.`,
  }),
  stopped: (name: string, ids: readonly string[]): NewEvent => ({
    type: "Normal",
    reason: "TasksStopped",
    message: `(service ${name}) has stopped ${count(ids.length, "running tasks")}: ${list(ids)}.`,
  }),
  completed: (name: string, deployment: string): NewEvent => ({
    type: "Normal",
    reason: "DeploymentCompleted",
    message: `(service ${name}) (deployment ${deployment}) deployment completed.`,
  }),
  failed: (name: string, deployment: string, reason: string): NewEvent => ({
    type: "Warning",
    reason: "DeploymentFailed",
    message: `(service ${name}) (deployment ${deployment}) deployment failed: ${reason}`,
  }),
  rollingBack: (name: string, deployment: string): NewEvent => ({
    type: "Normal",
    reason: "RollingBack",
    message: `(service ${name}) rolling back to deployment ${deployment}.`,
  }),
  unhealthy: (name: string, id: string, what: string): NewEvent => ({
    type: "Warning",
    reason: "TaskUnhealthy",
    message: `(service ${name}) (task ${id}) failed ${what} health checks.`,
  }),
  startImpaired: (name: string): NewEvent => ({
    type: "Warning",
    reason: "TaskStartImpaired",
    message: `(service ${name}) is unable to consistently start tasks successfully.`,
  }),
  unplaced: (name: string, reason: string): NewEvent => ({
    type: "Warning",
    reason: "PlacementFailed",
    message: `(service ${name}) was unable to place a task because no container instance met all of its requirements. Reason: ${reason}`,
  }),
  notPlaced: (name: string, reason: string): NewEvent => ({
    type: "Warning",
    reason: "PlacementFailed",
    message: `(service ${name}) was unable to place a task. Reason: ${reason}`,
  }),
  held: (name: string): NewEvent => ({
    type: "Warning",
    reason: "DeploymentHeld",
    message:
      `(service ${name}) was unable to stop or start tasks during a deployment because of the service deployment ` +
      "configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
  }),
};

/** Reason that ECS gives where a cluster has no container instance. */
export const NO_INSTANCES = "No Container Instances were found in your cluster.";

// A warning tells of a state, not of a step: while it lasts it is said again only after six hours, as on ECS.
function isRepeated(event: NewEvent, before: readonly ServiceEvent[], now: Date): boolean {
  if (event.type !== "Warning") return false;
  const last = before.find(({ message }) => message === event.message);
  return last !== undefined && now.getTime() - Date.parse(last.createdAt) < SILENT_MS;
}

/** The events that are news. */
export function news(events: readonly NewEvent[], before: readonly ServiceEvent[], now: Date): NewEvent[] {
  return events.filter((event) => !isRepeated(event, before, now));
}

/** The list for status, newest first. Of `events`, the last one is the newest. */
export function withEvents(
  before: readonly ServiceEvent[],
  events: readonly NewEvent[],
  uid: string,
  now: Date,
): ServiceEvent[] {
  const added = events.map(({ message }, index) => ({
    id: uuid(`${uid}/${now.getTime()}/${index}/${message}`),
    createdAt: timestamp(now),
    message,
  }));
  return newest([...added.toReversed(), ...before], EVENTS_KEPT, HISTORY_BYTES.events);
}

function uuid(seed: string): string {
  const hex = hash(seed, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
