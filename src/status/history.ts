/** What lists of a status may take, in bytes of JSON: all history of a service together at most 64 KiB. */
export const HISTORY_BYTES = { stoppedTasks: 28_000, serviceDeployments: 16_000, events: 20_000 } as const;

/** The first items that fit, of a list with the newest first: at most so many, and at most so many bytes of JSON. */
export function newest<T>(items: readonly T[], most: number, bytes: number): T[] {
  let left = bytes;
  const kept = items.slice(0, most).findIndex((item) => {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return left < 0;
  });
  return items.slice(0, kept < 0 ? most : kept);
}
