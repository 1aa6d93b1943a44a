import type { Condition, ConditionType, Reason } from "../api/conditions.ts";

/** A condition as it is decided, before it has a time. */
export interface Verdict {
  type: ConditionType;
  status: "True" | "False" | "Unknown";
  reason: Reason;
  message: string;
}

const LONGEST_MESSAGE = 4096;

/** Characters for a list of differences; what is said around it has room beside it. */
const LISTED = LONGEST_MESSAGE - 64;

/** Conditions for a generation: `lastTransitionTime` moves only where the status of a condition does. */
export function conditions(
  previous: readonly Condition[] | undefined,
  verdicts: readonly Verdict[],
  observedGeneration: number,
  now: Date,
): Condition[] {
  return verdicts.map((verdict) => {
    const before = previous?.find(({ type }) => type === verdict.type);
    return {
      ...verdict,
      message: bounded(verdict.message),
      observedGeneration,
      lastTransitionTime: before?.status === verdict.status ? before.lastTransitionTime : timestamp(now),
    };
  });
}

/** A message that the API server takes, and gives back as it is: cut where it is longer than a condition may be. */
function bounded(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 1).toWellFormed()}…`;
}

/** RFC 3339 with whole seconds, as Kubernetes writes times. */
export function timestamp(now: Date): string {
  return now.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** What an object's progress means for the conditions that tools read (kstatus: cli-utils, "Status and observability"). */
export type Progress =
  | { kind: "ready"; message: string }
  | { kind: "progressing"; reason: Reason; message: string }
  | { kind: "waiting"; reason: Reason; message: string }
  | { kind: "stalled"; reason: Reason; message: string };

/** What keeps an object from being as its spec says, or is still on the way. */
export type Obstacle = Exclude<Progress, { kind: "ready" }>;

/**
 * Ready, Reconciling and Stalled for a progress. Waiting for something that may come is Ready=False and Reconciling:
 * it ends by itself; stalled needs a change of the object.
 */
export function progressVerdicts(progress: Progress): Verdict[] {
  const reason = progress.kind === "ready" ? "Succeeded" : progress.reason;
  const { message } = progress;
  const reconciling = progress.kind === "progressing" || progress.kind === "waiting";
  const stalled = progress.kind === "stalled";
  return [
    { type: "Ready", status: progress.kind === "ready" ? "True" : "False", reason, message },
    {
      type: "Reconciling",
      status: reconciling ? "True" : "False",
      reason: reconciling ? reason : "Settled",
      message: reconciling ? message : "",
    },
    {
      type: "Stalled",
      status: stalled ? "True" : "False",
      reason: stalled ? reason : "NotStalled",
      message: stalled ? message : "",
    },
  ];
}

/** FieldsHonoured: False names what was not honoured, as far as a condition has room for it. */
export function fieldsHonoured(differences: readonly { path: string; reason: string }[]): Verdict {
  if (differences.length === 0) {
    return {
      type: "FieldsHonoured",
      status: "True",
      reason: "AllHonoured",
      message: "Every field does what it does on ECS.",
    };
  }
  return { type: "FieldsHonoured", status: "False", reason: "PartlyHonoured", message: listed(differences) };
}

/** Differences in one line: as many as there is room for, each as a whole, and how many more there are. */
export function listed(differences: readonly { path: string; reason: string }[]): string {
  const entries = differences.map(({ path, reason }) => `${path}: ${reason}`);
  let [fitting, length] = [0, 0];
  for (const entry of entries) {
    length += entry.length + "; ".length;
    if (length > LISTED) break;
    fitting += 1;
  }
  if (fitting === entries.length) return entries.join("; ");
  // A single entry that is too long is cut with the message.
  const shown = entries.slice(0, Math.max(fitting, 1));
  return `${shown.join("; ")}; and ${entries.length - shown.length} more`;
}
