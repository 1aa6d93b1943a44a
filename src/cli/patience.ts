import type { Clock } from "../runtime/clock.ts";

/** The signal of somebody who waits for ever. */
export const forever: AbortSignal = new AbortController().signal;

/** A signal that is aborted after so many milliseconds, never for 0; `forget` ends the timer. */
export function patience(clock: Clock, ms: number): { readonly signal: AbortSignal; forget(): void } {
  if (ms === 0) return { signal: forever, forget: () => undefined };
  const controller = new AbortController();
  return { signal: controller.signal, forget: clock.setTimeout(() => controller.abort(), ms) };
}
