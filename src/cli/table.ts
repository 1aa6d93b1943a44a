/** A column of a table of `T`s. */
export interface Column<T> {
  readonly head: string;
  /** Whether it changes while time passes: that alone is no news. */
  readonly passes?: true;
  cell(row: T): string | number | undefined;
}

/** Puts colour around a text that has its final width. */
export type Paint = (text: string) => string;

export interface TableOptions {
  /** Widths that the columns have at least: a later row of the same table. */
  readonly widths?: readonly number[];
  readonly withoutHead?: boolean;
  readonly paint?: Paint;
  readonly indent?: number;
}

const GAP = 3;

/** The lines of a table as kubectl prints it: headings in capitals, columns as wide as their widest cell. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[], options: TableOptions = {}): string[] {
  const { withoutHead = false, paint = (text) => text, indent = 0 } = options;
  const widths = widthsOf(columns, rows, options.widths);
  const line = (cells: readonly string[], painted: Paint) => {
    const padded = cells.map((cell, index) =>
      index === cells.length - 1 ? painted(cell) : `${painted(cell)}${" ".repeat(padding(widths[index], cell))}`,
    );
    return `${" ".repeat(indent)}${padded.join("")}`.trimEnd();
  };
  const head = withoutHead ? [] : [line(headsOf(columns), (text) => text)];
  return [...head, ...rows.map((row) => line(cellsOf(columns, row), paint))];
}

/** The widths that the columns of a table have, headings included. */
export function widthsOf<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  least: readonly number[] = [],
): readonly number[] {
  const lines = [headsOf(columns), ...rows.map((row) => cellsOf(columns, row))];
  return columns.map((_, index) => Math.max(least[index] ?? 0, ...lines.map((cells) => widthOf(cells[index] ?? ""))));
}

/** What stands in the cells of a row; a line break would end it. */
export function cellsOf<T>(columns: readonly Column<T>[], row: T): string[] {
  return columns.map(({ cell }) => {
    const text = String(cell(row) ?? "").replaceAll(/\s+/g, " ");
    return text === "" ? "-" : text;
  });
}

/** Names and values, one below the other, as kubectl describe prints them; what has no value is left out. */
export function details(entries: readonly (readonly [name: string, value: string | number | undefined])[]): string[] {
  const known = entries.filter(([, value]) => value !== undefined && value !== "");
  const width = Math.max(0, ...known.map(([name]) => name.length + 1));
  return known.map(([name, value]) => `${`${name}:`.padEnd(width + 2)}${value}`);
}

function headsOf<T>(columns: readonly Column<T>[]): string[] {
  return columns.map(({ head }) => head);
}

function padding(width: number | undefined, cell: string): number {
  return (width ?? 0) - widthOf(cell) + GAP;
}

function widthOf(text: string): number {
  return [...text].length;
}
