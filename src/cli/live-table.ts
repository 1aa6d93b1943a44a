import { type Column, cellsOf, table, widthsOf } from "./table.ts";
import type { Terminal } from "./terminal.ts";

export interface LiveTable<T> {
  /** The rows, each time that something has changed. */
  readonly frames: AsyncIterable<readonly T[]>;
  readonly columns: () => readonly Column<T>[];
  readonly keyOf: (row: T) => string;
  /** What is said where there is nothing at first. */
  readonly empty: string;
}

/** Prints a table, then each row that changes, as `kubectl get --watch` does; ends when the frames do. */
export async function liveTable<T>({ frames, columns, keyOf, empty }: LiveTable<T>, terminal: Terminal): Promise<void> {
  const shown = new Map<string, string>();
  let widths: readonly number[] | undefined;
  let isFirst = true;
  for await (const rows of frames) {
    const now = columns();
    const changed = rows.filter((row) => shown.get(keyOf(row)) !== lasting(now, row));
    for (const row of changed) shown.set(keyOf(row), lasting(now, row));
    if (changed.length > 0) {
      const head = widths === undefined;
      widths = widthsOf(now, changed, widths);
      terminal.out(...table(now, changed, { widths, withoutHead: !head, paint: terminal.paint }));
    } else if (isFirst) {
      terminal.err(empty);
    }
    isFirst = false;
  }
}

/** What of a row is no news only because time passes. */
function lasting<T>(columns: readonly Column<T>[], row: T): string {
  const steady = columns.filter(({ passes }) => passes !== true);
  return cellsOf(steady, row).join("\n");
}
