/** First line of every generated page. */
export const GENERATED_PAGE = "<!-- Generated from src/ by `npm run generate`. Do not edit. -->";

/** Text in the type of code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** A table; a bar in a cell does not end it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)];
}
