/**
 * What a reconcile wants next. There is no boolean "requeue": the name says why the key would be looked at again.
 */
export type Action = { readonly kind: "awaitChange" } | { readonly kind: "requeueAfter"; readonly ms: number };

/**
 * Do nothing until a watched object changes. Safe only when everything the reconcile depended on is watched and mapped
 * back to this key; a decision that depends on the time, or on something that is not watched, needs `requeueAfter`.
 */
export function awaitChange(): Action {
  return { kind: "awaitChange" };
}

/**
 * Look again in `ms` milliseconds, or earlier if a change arrives first. Safe everywhere; needed for deadlines and for
 * anything outside the watches. The earliest request wins, so every reconcile has to state its own next deadline.
 */
export function requeueAfter(ms: number): Action {
  return { kind: "requeueAfter", ms: Math.max(0, ms) };
}
