import { classify, isForbidden, isNamespaceTerminating, NameConflict } from "../kube/errors.ts";
import type { Obstacle } from "../status/conditions.ts";

/** When an obstacle is looked at again of which no watch tells that it has gone, in milliseconds. */
export const OBSTACLE_RETRY_MS = 30_000;

/**
 * What a failed write means to the user of the object; `undefined` where it concerns nobody, because it is tried again
 * at once or because the namespace goes away.
 */
export function obstacleOf(error: unknown): Obstacle | undefined {
  if (!(error instanceof Error) || isNamespaceTerminating(error)) return undefined;
  const { message } = error;
  if (error instanceof NameConflict) return { kind: "stalled", reason: "NameConflict", message };
  // A right, a quota or a policy: what is missing may come.
  if (isForbidden(error)) return { kind: "waiting", reason: "Failed", message };
  return classify(error) === "user" ? { kind: "stalled", reason: "Refused", message } : undefined;
}
