const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/;

/** The milliseconds of `90s`, `1h30m` or `2d`; a number alone is seconds. `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!DURATION.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g);
  return [...parts].reduce((sum, [, number, unit = ""]) => sum + Number(number) * (UNITS[unit] ?? 0), 0);
}

interface Step {
  /** Used below this many milliseconds. */
  below: number;
  unit: "s" | "m" | "h" | "d";
  /** A second, smaller unit, while it says something. */
  rest?: "s" | "m" | "h";
}

// As kubectl writes ages: two units only where one alone would be coarse.
const STEPS: readonly Step[] = [
  { below: 120_000, unit: "s" },
  { below: 600_000, unit: "m", rest: "s" },
  { below: 3 * 3_600_000, unit: "m" },
  { below: 8 * 3_600_000, unit: "h", rest: "m" },
  { below: 48 * 3_600_000, unit: "h" },
  { below: 8 * 86_400_000, unit: "d", rest: "h" },
  { below: Number.POSITIVE_INFINITY, unit: "d" },
];

/** A duration in milliseconds as kubectl writes it: `45s`, `5m30s`, `47h`, `3d2h`. */
export function shortDuration(ms: number): string {
  const whole = Math.max(0, ms);
  const step = STEPS.find(({ below }) => whole < below);
  if (step === undefined) return "";
  const unitMs = UNITS[step.unit] ?? 1;
  const main = `${Math.floor(whole / unitMs)}${step.unit}`;
  if (step.rest === undefined) return main;
  const rest = Math.floor((whole % unitMs) / (UNITS[step.rest] ?? 1));
  return rest === 0 ? main : `${main}${rest}${step.rest}`;
}

/** How long ago a time is, or a dash where there is none. */
export function ageOf(time: string | undefined, now: Date): string {
  return time === undefined || time === "" ? "-" : shortDuration(now.getTime() - Date.parse(time));
}
