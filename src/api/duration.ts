/** What a duration looks like: numbers with units, as `15s`, `90m` or `1h30m`. */
export const DURATION = /^([0-9]{1,9}(h|m|s))+$/;

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** Milliseconds of a duration; `undefined` for what is none. */
export function durationMs(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  const parts = text.matchAll(/([0-9]+)([hms])/g);
  return [...parts].reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (SECONDS[unit] ?? 0) * 1000, 0);
}
