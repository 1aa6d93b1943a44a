import type { RolloutNotes } from "../../api/kinds/service.ts";
import type { DeploymentNumbers } from "../../translate/service/deployment-numbers.ts";

/** A task that is neither stopped nor being stopped. */
export interface LiveTask {
  /** When it was created, RFC 3339. */
  createdAt: string;
  health: "healthy" | "starting" | "unhealthy";
  /** Of the deployment that is PRIMARY. */
  primary: boolean;
}

/** A ReplicaSet of a service. */
export interface TaskSet {
  name: string;
  uid: string;
  replicas: number;
  primary: boolean;
}

/** What sizing looks at. */
export interface SizingInput {
  numbers: DeploymentNumbers;
  tasks: readonly LiveTask[];
  /** Tasks of the PRIMARY deployment that have ended, and whose Pods are there until all their containers have. */
  stopping: number;
  sets: readonly TaskSet[];
  /** What is known of the PRIMARY deployment, as it was stored last. */
  notes: RolloutNotes | undefined;
  /** The PRIMARY deployment failed and is not rolled back: no more of its tasks are started. */
  failed: boolean;
}

/** How many tasks there are to be now. */
export interface Sizing {
  replicas: number;
  /**
   * The deployment's engine is stopped, and the sets have these sizes. A paused Deployment whose strategy is Recreate
   * leaves its ReplicaSets alone where more than one has tasks. One that is alone gets `replicas`: what the older ones have.
   */
  hold?: { sets: { name: string; uid: string; replicas: number }[] };
  /** When to look again, if nothing happens. */
  again?: Date;
}

/**
 * How many tasks a service is to have now: as many as it wants, but while tasks fail only those that were there before
 * the failure, and one more attempt when its time has come. In a rollout the older tasks stay as they are meanwhile.
 * A service whose rollout is done and some of whose tasks are unhealthy gets others beside them first, as far as the
 * upper bound allows (ecs-semantics §6.2).
 */
export function sizeOf({ numbers, tasks, stopping, sets, notes, failed }: SizingInput, now: Date): Sizing {
  const older = sets.filter((set) => !set.primary);
  const old = older.reduce((sum, { replicas }) => sum + replicas, 0);
  const throttle = notes?.throttle;
  if (throttle === undefined && !failed) return { replicas: numbers.desired + (old > 0 ? 0 : beside(tasks, numbers)) };

  const kept = keptTasks(tasks, notes?.lastTried);
  const due = throttle === undefined || Date.parse(throttle.until) <= now.getTime();
  const room = old > 0 ? Math.max(numbers.upper - old, 0) : numbers.desired;
  // A Pod that is stopping keeps its place: taken away before its end, its output would be lost.
  const young = Math.min(kept + stopping + (failed || !due ? 0 : 1), numbers.desired, room);
  const again = throttle !== undefined && !failed && !due ? { again: new Date(throttle.until) } : {};
  if (old === 0) return { replicas: young, ...again };
  // A service that wants fewer tasks than there are of older deployments gives those up first.
  const surplus = Math.max(old - numbers.desired, 0);
  const stay = old - surplus;
  const replicas = stay === 0 ? young : stay;
  return { replicas, hold: { sets: [...shrunk(older, surplus), ...primarySet(sets, young)] }, ...again };
}

function beside(tasks: readonly LiveTask[], { desired, upper }: DeploymentNumbers): number {
  const unhealthy = tasks.filter(({ health }) => health === "unhealthy").length;
  const healthy = tasks.filter(({ health }) => health === "healthy").length;
  return healthy >= desired ? 0 : Math.min(unhealthy, upper - desired);
}

// Kubernetes replaces a task at once when it ends. What was there before, or is healthy, stays; creation times have
// whole seconds, so tasks that were created together may be one apart.
function keptTasks(tasks: readonly LiveTask[], lastTried: string | undefined): number {
  const limit = lastTried === undefined ? Number.POSITIVE_INFINITY : Date.parse(lastTried) + 1000;
  return tasks.filter(
    ({ primary, health, createdAt }) =>
      primary && (health === "healthy" || (health === "starting" && Date.parse(createdAt) <= limit)),
  ).length;
}

function shrunk(sets: readonly TaskSet[], by: number): TaskSet[] {
  let left = by;
  return sets.map((set) => {
    const less = Math.min(set.replicas, left);
    left -= less;
    return { ...set, replicas: set.replicas - less };
  });
}

/** The PRIMARY deployment's set with its new size; where several have its template, the one with most tasks. */
function primarySet(sets: readonly TaskSet[], replicas: number): TaskSet[] {
  const [largest, ...others] = sets.filter(({ primary }) => primary).toSorted((a, b) => b.replicas - a.replicas);
  return largest === undefined ? [] : [{ ...largest, replicas }, ...others.map((set) => ({ ...set, replicas: 0 }))];
}
